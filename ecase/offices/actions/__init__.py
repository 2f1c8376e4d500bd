"""Everything that can happen to an office and its officers."""

from .account import (
    change_password,
    edit_profile,
    export_list,
    note_refused_deed,
    note_refused_password,
    note_refused_sign_in,
    note_sign_in,
    note_sign_out,
    on_duty,
)
from .administrators import (
    accept_administrator,
    ask_for_administrator,
    decline_administrator,
)
from .handing_over import (
    GoodFile,
    NewHead,
    SentFile,
    accept_hand_over,
    ask_for_hand_over,
    decline_hand_over,
    heads_of,
    judge,
    knock,
    look_at_paper,
)
from .links import (
    admit,
    clear_second_factor,
    digest_of,
    link_of,
    make_link,
    use_link,
)
from .long_papers import (
    ask_for_paper,
    give_up_paper,
    hear_of_paper,
    keep_paper,
)
from .officers import (
    end_duty,
    engage,
    give_duty,
    move,
    switch_off,
    switch_on,
)
from .places import (
    close_year,
    load_offices,
    open_year,
    open_years,
)
from .waiving import (
    grant_waiver,
    revoke_waiver,
)

__all__ = [
    "GoodFile",
    "NewHead",
    "SentFile",
    "accept_administrator",
    "accept_hand_over",
    "admit",
    "ask_for_administrator",
    "ask_for_hand_over",
    "ask_for_paper",
    "change_password",
    "clear_second_factor",
    "close_year",
    "decline_administrator",
    "decline_hand_over",
    "digest_of",
    "edit_profile",
    "end_duty",
    "engage",
    "export_list",
    "give_duty",
    "give_up_paper",
    "grant_waiver",
    "heads_of",
    "hear_of_paper",
    "judge",
    "keep_paper",
    "knock",
    "link_of",
    "load_offices",
    "look_at_paper",
    "make_link",
    "move",
    "note_refused_deed",
    "note_refused_password",
    "note_refused_sign_in",
    "note_sign_in",
    "note_sign_out",
    "on_duty",
    "open_year",
    "open_years",
    "revoke_waiver",
    "switch_off",
    "switch_on",
    "use_link",
]

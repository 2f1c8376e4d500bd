"""Everything that can happen to a case."""

from .disclosing import (
    disclose_account,
    disclose_citizen_id,
    disclose_document,
    download_document,
    print_account_form,
)
from .drafting import (
    begin_again,
    begin_bank_papers,
    begin_edit,
    fill_in,
    keep_typed,
    look_up,
)
from .editing import change_bank_account, edit, note_refused_account, propose_bank_account
from .moving import (
    approve_all,
    disqualify,
    enter_meeting,
    mark_all_paid,
    mark_failed,
    mark_paid_after_all,
    set_aside_all,
    take_back_paid,
)
from .receiving import (
    ReceivedFile,
    bring_in,
    drop_file,
    keep_file,
    move_page,
    take_files,
    take_out_page,
    turn_page,
)
from .recording import Facts, Papers, check_ceilings, join_papers, record

__all__ = [
    "Facts",
    "Papers",
    "ReceivedFile",
    "approve_all",
    "begin_again",
    "begin_bank_papers",
    "begin_edit",
    "bring_in",
    "change_bank_account",
    "check_ceilings",
    "disclose_account",
    "disclose_citizen_id",
    "disclose_document",
    "disqualify",
    "download_document",
    "drop_file",
    "edit",
    "enter_meeting",
    "fill_in",
    "join_papers",
    "keep_file",
    "keep_typed",
    "look_up",
    "mark_all_paid",
    "mark_failed",
    "mark_paid_after_all",
    "move_page",
    "note_refused_account",
    "print_account_form",
    "propose_bank_account",
    "record",
    "set_aside_all",
    "take_back_paid",
    "take_files",
    "take_out_page",
    "turn_page",
]

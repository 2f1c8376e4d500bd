"""Everything that can happen to a case."""

from .disclosing import (
    disclose_account,
    disclose_citizen_id,
    disclose_document,
    download_document,
    print_account_form,
)
from .drafting import begin_again, drop_file, keep_file, keep_typed, look_up
from .editing import change_bank_account, edit
from .moving import (
    approve_all,
    disqualify,
    enter_meeting,
    mark_all_paid,
    mark_failed,
    set_aside_all,
)
from .recording import Facts, Papers, join_papers, record

__all__ = [
    "Facts",
    "Papers",
    "approve_all",
    "begin_again",
    "change_bank_account",
    "disclose_account",
    "disclose_citizen_id",
    "disclose_document",
    "disqualify",
    "download_document",
    "drop_file",
    "edit",
    "enter_meeting",
    "join_papers",
    "keep_file",
    "keep_typed",
    "look_up",
    "mark_all_paid",
    "mark_failed",
    "print_account_form",
    "record",
    "set_aside_all",
]

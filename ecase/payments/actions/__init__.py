"""Everything that can happen to an approval's money."""

from .answering import (
    confirm_all_paid,
    confirm_paid,
    control_totals,
    mark_failed,
    mark_returned,
)
from .correcting import accept_account, propose_account, refuse_account, withdraw_account
from .declaring import declare_account, end_account
from .filing import accept_void, ask_to_void, download, make_file, print_cover
from .flagging import settle_flags
from .granting import hand_out, request_funding
from .importing import apply_list, plan_of, receive_list
from .settling import note_conflict, refuse_settled, settle_conflict

__all__ = [
    "accept_account",
    "accept_void",
    "apply_list",
    "ask_to_void",
    "confirm_all_paid",
    "confirm_paid",
    "control_totals",
    "declare_account",
    "download",
    "end_account",
    "hand_out",
    "make_file",
    "mark_failed",
    "mark_returned",
    "note_conflict",
    "plan_of",
    "print_cover",
    "propose_account",
    "receive_list",
    "refuse_account",
    "refuse_settled",
    "request_funding",
    "settle_conflict",
    "settle_flags",
    "withdraw_account",
]

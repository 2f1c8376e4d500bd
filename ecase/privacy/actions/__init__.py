"""What is done about a person's own data (ข้อมูลส่วนบุคคลของประชาชน)."""

from .requests import PURPOSE, give, note_package, refuse, take_request
from .retention import Due, accept_run, ask_for_run, carry_out, decline_run, due

__all__ = [
    "PURPOSE",
    "Due",
    "accept_run",
    "ask_for_run",
    "carry_out",
    "decline_run",
    "due",
    "give",
    "note_package",
    "refuse",
    "take_request",
]

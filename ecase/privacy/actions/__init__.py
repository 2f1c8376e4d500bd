"""What is done about a person's own data (ข้อมูลส่วนบุคคลของประชาชน)."""

from .requests import PURPOSE, give, note_package, refuse, take_request

__all__ = ["PURPOSE", "give", "note_package", "refuse", "take_request"]

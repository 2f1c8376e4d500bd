"""The child process that opens what was received (ตัวอ่านไฟล์): it knows nothing else of the office.

Run as `python -m ecase.core.scan_worker` by ecase/core/child.py. Nothing here imports Django.
"""

from enum import StrEnum

MAX_PAGES = 200
PRINT_SIZE = (96, 128)  # cells of a page's print, across and down
PRINT_BYTES = PRINT_SIZE[0] * PRINT_SIZE[1] // 8


class Fault(StrEnum):
    """Why a received file cannot become a scan."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_LARGE_PICTURE = "too_large_picture"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"
    NO_SUCH_PAGE = "no_such_page"


class Unfit(Exception):
    """The file at hand cannot become a scan."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault

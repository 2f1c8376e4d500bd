"""The child process that opens received tables (ตัวอ่านตาราง): spreadsheets and XML messages, as rows.

Run as `python -m ecase.core.table_worker` by ecase/core/child.py. Nothing here imports Django.
"""

from enum import StrEnum

MAX_ROWS = 50_000
TITLE_ROWS = 20  # that may stand above a table
MAX_COLUMNS = 60
UNPACKED = 40 * 1024 * 1024
ANSWERED = 24 * 1024 * 1024  # the rows of a full list with short texts are half of this
MAX_PARTS = 1000
DEEPEST = 50  # element within element


class Fault(StrEnum):
    """Why a received table cannot be read."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    NO_BOOK = "no_book"  # a ZIP, but of something else
    TOO_MUCH = "too_much"  # in it, when unpacked
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    DEFINITIONS = "definitions"  # a DTD: entities, files elsewhere
    FORMULA = "formula"
    MACRO = "macro"
    LINKS = "links"
    ODD_PARTS = "odd_parts"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"


class Unfit(Exception):
    """The table at hand cannot be read: why, and where in it."""

    def __init__(self, fault: Fault, where: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.where = where

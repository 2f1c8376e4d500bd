"""What the log says: what happened and where, never of whom."""

import logging
import re
from datetime import UTC, datetime

# Thirteen digits are a citizen ID, nine and more a telephone or an account; dashes stand between.
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9](?:-?[0-9]){8,}(?![0-9A-Za-z])")
# Where a rule of the database is broken, PostgreSQL tells the whole row after these words.
_ROW = re.compile(r"^(?:DETAIL|CONTEXT): .*$", re.MULTILINE)
# The address of a one-time link is its secret (ลิงก์ตั้งรหัสผ่าน).
_LINK = re.compile(r"(/first-password/)[^/\s?\"']+")


class WithoutPeople(logging.Formatter):
    """Leaves long numbers, rows of the database and secrets of links out of each line, tracebacks
    included.

    >>> said = "no 5-8380-23466-97-0, 0812345678\\nDETAIL:  Failing row contains (สมหญิง)."
    >>> print(WithoutPeople().format(logging.makeLogRecord({"msg": said})))
    no [number], [number]
    [row left out]
    """

    def format(self, record: logging.LogRecord) -> str:
        return without_people(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """The instant with its zone, so that lines of several machines stand in one order."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def without_people(text: str) -> str:
    """A text for a log, without what may be of a person, or lets one in."""
    text = _LINK.sub(r"\1[link]", _ROW.sub("[row left out]", text))
    return _LONG_NUMBER.sub("[number]", text)

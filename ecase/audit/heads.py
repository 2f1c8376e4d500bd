"""Heads of the register that were taken out of the system (หัวทะเบียนที่ส่งออก), and the file of them.

One line is a time, an office's code (``centre`` for ส่วนกลาง), the number of its newest link, and the
hash of that link. The file stands outside, so it shows what the database's owner cannot repair: a
register that ends earlier, or that was another one at that number.
"""

import re
from pathlib import Path
from typing import NamedTuple

CENTRE = "centre"
_LINE = re.compile(
    r"\A([0-9T:+.\-]{19,40}) ([0-9]{1,4}|centre) ([1-9][0-9]{0,17}) ([0-9a-f]{12,64})\Z"
)
_CODE = re.compile(r"\A([0-9]{1,4}|centre)-([1-9][0-9]{0,17})-([0-9a-f]{12})\Z")


class Head(NamedTuple):
    """The newest link of an office at some time; the hash, or its beginning as a paper bears it."""

    at: str
    office: str
    number: int
    hash: str

    @property
    def line(self) -> str:
        return f"{self.at} {self.office or CENTRE} {self.number} {self.hash}"


def read_heads(path: Path) -> tuple[list[Head], list[int]]:
    """The heads in a file, and the numbers of the lines that are none. No file, no heads."""
    heads, odd = [], []
    lines = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    for number, line in enumerate(lines.splitlines(), start=1):
        if found := _LINE.match(line):
            at, office, link, hashed = found.groups()
            heads.append(Head(at, "" if office == CENTRE else office, int(link), hashed))
        else:
            odd.append(number)
    return heads, odd


def printed_head(code: str) -> Head | None:
    """The head that a paper bears (รหัสทะเบียน), as in 1008-950-3f9a1c07be52; None where it is none."""
    found = _CODE.match(code)
    if not found:
        return None
    office, number, hashed = found.groups()
    return Head("", "" if office == CENTRE else office, int(number), hashed)

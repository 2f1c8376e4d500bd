"""Finding the heading of a list, wherever it stands and whatever order its columns have."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ecase.core.table_worker import TITLE_ROWS
from ecase.core.tables import Cell, Row
from ecase.core.thai import tidy

from .accepted_words import HEADINGS, NEEDED, Column
from .cells import shown, words

HEADINGS_SHOWN = 15
LONGEST_WORD = 120  # what is longer is none of the accepted words, and is not remembered


def key(text: str) -> str:
    """What two ways of writing the same word have in common.

    >>> key("Receiving A/C No."), key("ＲＥＦ  no"), key("จํานวนเงิน") == key("จำนวน เงิน")
    ('receivingacno', 'refno', True)
    """
    return text if len(text) > LONGEST_WORD else _key(text)


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    text = unicodedata.normalize("NFKC", tidy(text)).casefold()
    return "".join(c for c in text if unicodedata.category(c)[0] in "LMN")


def _accepted() -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for column, headings in HEADINGS.items():
        keys = [key(heading) for heading in headings]
        both = [first + second for first in keys for second in keys]
        columns.update(dict.fromkeys([*keys, *both], column))
    return columns


ACCEPTED = _accepted()


@dataclass(frozen=True)
class Heading:
    """A row that names the columns: where each stands, which are missing, which stand twice."""

    number: int
    at: dict[Column, int]
    missing: tuple[Column, ...]
    twice: tuple[Column, ...]
    found: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.twice


def heading_of(row: Row) -> Heading:
    """The row taken as a heading."""
    at: dict[Column, int] = {}
    twice = []
    for position, cell in enumerate(row.cells):
        column = ACCEPTED.get(key(words(cell))) if isinstance(cell, str) else None
        if column is None:
            continue
        if column in at:
            twice.append(column)
        at.setdefault(column, position)
    return Heading(
        number=row.number,
        at=at,
        missing=tuple(column for column in NEEDED if column not in at),
        twice=tuple(twice),
        found=tuple(_texts(row.cells)),
    )


def find_heading(rows: Sequence[Row]) -> Heading | None:
    """The first complete heading, else the row that is most like one; None where none is at all."""
    best = None
    for row in rows:
        heading = heading_of(row)
        if heading.is_complete:
            return heading
        if heading.at and (best is None or len(heading.at) > len(best.at)):
            best = heading
    return best


def what_is_wrong(heading: Heading | None) -> str:
    """Why the list cannot be read with this heading, and what to do, in Thai."""
    needed = " ".join(f"“{column}”" for column in NEEDED)
    if heading is None:
        return (
            f"ไม่มีแถวหัวคอลัมน์ใน {TITLE_ROWS} แถวแรก ต้องมีหัวคอลัมน์ {needed} (ชื่อภาษาอังกฤษของธนาคารก็ได้)"
            " ให้ดาวน์โหลดผลการโอนจากธนาคารใหม่ หรือเพิ่มแถวหัวคอลัมน์ แล้วเลือกไฟล์อีกครั้ง"
        )
    found = ", ".join(f"“{shown(text)}”" for text in heading.found[:HEADINGS_SHOWN])
    if heading.missing:
        missing = " ".join(f"“{column}”" for column in heading.missing)
        return (
            f"ไม่มีคอลัมน์ {missing} หัวคอลัมน์ที่พบในแถวที่ {heading.number} คือ {found}"
            " ให้เพิ่มหรือแก้ชื่อหัวคอลัมน์ แล้วเลือกไฟล์อีกครั้ง"
        )
    twice = " ".join(f"“{column}”" for column in heading.twice)
    return (
        f"มีคอลัมน์ {twice} มากกว่าหนึ่งคอลัมน์ หัวคอลัมน์ที่พบในแถวที่ {heading.number} คือ {found}"
        " ให้ลบหรือแก้ชื่อคอลัมน์ที่ไม่ใช่ แล้วเลือกไฟล์อีกครั้ง"
    )


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [text for cell in cells if (text := words(cell))]

"""A table of results, from a spreadsheet or a CSV: its heading, then row by row."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from ecase.core.table_worker import MAX_ROWS, TITLE_ROWS
from ecase.core.tables import Cell, Row

from . import cells
from .accepted_words import FOOTERS, Column
from .cells import Unread, shown, words
from .columns import ACCEPTED, Heading, find_heading, key, what_is_wrong
from .meanings import meaning
from .results import Refusal, ResultRow

TOO_MANY_ROWS = f"มีเกิน {MAX_ROWS:,} แถว ให้แยกเป็นหลายไฟล์ หรือลบแถวว่างใต้รายการ แล้วเลือกไฟล์อีกครั้ง"
NO_ROWS = "มีแต่หัวคอลัมน์ ไม่มีรายการ ให้ดาวน์โหลดผลการโอนจากธนาคารใหม่ แล้วเลือกไฟล์อีกครั้ง"
HIDDEN = "แถวถูกซ่อนหรือถูกกรองไว้ใน Excel ให้แสดงทุกแถว ตรวจ แล้วบันทึกไฟล์ใหม่"
BROKEN = "ข้อความในแถวขึ้นบรรทัดใหม่ อาจมีเครื่องหมายคำพูดไม่ครบคู่ ให้แก้ให้อยู่ในบรรทัดเดียว"
T = TypeVar("T")
_FOOTERS = tuple(key(word) for word in FOOTERS)


def read(rows: Iterable[Row]) -> list[ResultRow]:
    """The results below the heading. Raises Refusal where no heading says what stands where."""
    rows = iter(rows)
    top = list(itertools.islice(rows, TITLE_ROWS))
    heading = find_heading(top)
    if heading is None or not heading.is_complete:
        raise Refusal(what_is_wrong(heading))
    below = itertools.chain((row for row in top if row.number > heading.number), rows)
    found = list(_results(below, heading))
    if not found:
        raise Refusal(NO_ROWS)
    return found


def _results(rows: Iterable[Row], heading: Heading) -> Iterator[ResultRow]:
    for row in rows:
        if row.number - heading.number > MAX_ROWS:
            raise Refusal(TOO_MANY_ROWS)
        fields: dict[Column, Cell] = {
            column: row.cells[at] if at < len(row.cells) else ""
            for column, at in heading.at.items()
        }
        if not _is_no_result(row, fields):
            yield _result(row, fields)


def _is_no_result(row: Row, fields: dict[Column, Cell]) -> bool:
    """Empty, the heading again as on each page of a report, or a footer.

    A footer names no account and no status, and begins like a sum.
    """
    account = words(fields[Column.ACCOUNT])
    if row.is_hidden or account[:1].isdigit():
        return False
    named = key(words(fields[Column.REFERENCE]))
    if account:
        same = (ACCEPTED.get(named), ACCEPTED.get(key(account)))
        return same == (Column.REFERENCE, Column.ACCOUNT)
    texts = [text for cell in row.cells if (text := words(cell))]
    if not texts:
        return True
    if words(fields[Column.STATUS]) or (named and not named.startswith(_FOOTERS)):
        return False
    return any(key(text).startswith(_FOOTERS) for text in texts)


def _result(row: Row, fields: dict[Column, Cell]) -> ResultRow:
    """The row, with all in it that cannot be read."""
    problems = []
    if row.is_hidden:
        problems.append(HIDDEN)
    if row.is_broken:
        problems.append(BROKEN)

    def told(read: Callable[[Cell], T], column: Column) -> T | None:
        try:
            return read(fields[column])
        except Unread as unread:
            problems.append(str(unread))
            return None

    because, remark = (words(fields.get(c, "")) for c in (Column.REASON, Column.NOTE))
    reference = told(cells.reference, Column.REFERENCE)
    account = told(cells.account, Column.ACCOUNT)
    amount = told(cells.amount, Column.AMOUNT)
    answer = told(lambda status: meaning(words(status), because, remark), Column.STATUS)
    return ResultRow(
        number=row.number,
        reference=reference or shown(words(fields[Column.REFERENCE])),
        account=account or shown(words(fields[Column.ACCOUNT])),
        amount=amount,
        outcome=answer.outcome if answer else None,
        reason=answer.reason if answer else "",
        note=answer.note if answer else "",
        problem=" · ".join(problems),
    )

"""Tables that were received from outside (ตารางจากภายนอก): rows of texts and numbers.

Spreadsheets and XML messages are opened in a child process only (core/table_worker).
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecase.core import child
from ecase.core.child import Ended, Task
from ecase.core.table_worker import Fault

WORKER = "ecase.core.table_worker"
SECONDS = 12.0
WHY_ENDED = {Ended.TOO_SLOW: Fault.TOO_SLOW, Ended.CRASHED: Fault.CRASHED}

# Numbers stay as they are written: no second detour by a binary fraction.
_read = json.JSONDecoder(parse_float=Decimal).decode

Cell = str | Decimal  # a Decimal is a number in the sheet, of which leading zeros are lost


@dataclass(frozen=True)
class Row:
    """One row, numbered as a person sees it."""

    number: int
    cells: list[Cell]
    is_hidden: bool = False
    is_broken: bool = False  # a cell of it runs over several lines of the file


@dataclass(frozen=True)
class Sheet:
    """One sheet that a person sees, with the rows that have something in them."""

    name: str
    rows: list[Row]


class Unreadable(Exception):
    """A table that the worker could not read: why, and where in it."""

    def __init__(self, fault: Fault, where: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.where = where


def sheets_of(content: bytes) -> list[Sheet]:
    """The sheets of an XLSX that are shown. Raises Unreadable."""
    sheets: list[Sheet] = []
    for line in _lines(Task({"do": "sheets"}, [content])):
        if isinstance(line, dict):
            sheets.append(Sheet(line["sheet"], []))
        else:
            number, is_hidden, cells = line
            sheets[-1].rows.append(Row(number, cells, is_hidden))
    return sheets


def records_of(content: bytes, namespace: str, element: str) -> list[list[tuple[str, str]]]:
    """Each element of that name in an XML message: its paths and texts. Raises Unreadable."""
    task = Task({"do": "message", "namespace": namespace, "element": element}, [content])
    return [[(path, said) for path, said in line] for line in _lines(task)]


def _lines(task: Task) -> Iterator[Any]:
    (answer,) = child.run(WORKER, [task], seconds=SECONDS)
    if isinstance(answer, Ended):
        raise Unreadable(WHY_ENDED[answer])
    if "fault" in answer.told:
        raise Unreadable(Fault(answer.told["fault"]), answer.told.get("where", ""))
    for line in io.BytesIO(answer.content):
        yield _read(line.decode())

"""Spreadsheets: what stands in the cells of the sheets that a person sees."""

import io
import json
import math
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ecase.core.table_worker.looking import look_through

_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def read(content: bytes) -> Iterator[str]:
    """A line for each sheet that is shown, followed by a line for each row that has something in it.

    A row is its number, whether it is hidden, and its cells: strings, and numbers as the sheet has
    them. Raises Unfit before the first line.
    """
    looked = look_through(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(looked.content))
    for sheet in book.sheets_metadata:
        if sheet.visible != SheetVisibleEnum.Visible or sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        yield _line({"sheet": sheet.name})
        hidden = looked.hidden[sheet.name]
        rows = book.get_sheet_by_name(sheet.name).iter_rows()
        for number, row in enumerate(rows, start=1):
            cells = [_cell(cell) for cell in row]
            while cells and cells[-1] == "":
                cells.pop()
            if cells:
                yield _line([number, number in hidden, cells])


def _cell(cell: Any) -> str | float:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        return float(cell)
    return str(cell)  # a day, a time, true or false: nothing that a list of results has

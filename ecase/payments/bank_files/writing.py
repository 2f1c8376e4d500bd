import shutil
from collections.abc import Iterable, Iterator
from decimal import Decimal
from tempfile import TemporaryFile
from typing import BinaryIO

from ..models import BankGroup
from . import fixed_width, iso20022, sheet
from .batch import Batch
from .checking import check, problems_of, problems_of_file
from .formats import Format
from .problems import Problem, Unwritable
from .rows import Row


def write(kind: Format, batch: Batch, rows: Iterable[Row], to: BinaryIO) -> None:
    """Write one transfer file; the same input gives the same bytes.

    Takes ``rows`` once, in the order of their positions, and holds no more than one. Raises
    Unwritable with all that the format cannot hold; then nothing was written.
    """
    if problems := problems_of_file(kind, batch):
        raise Unwritable(problems + check(kind, rows))
    fitting = _fitting(kind, batch, rows)
    with TemporaryFile() as draft:
        match kind:
            case Format.SPREADSHEET:
                sheet.write(batch.created_at, fitting, draft)
            case Format.FIXED_WIDTH:
                fixed_width.write(batch, fitting, draft)
            case Format.ISO20022:
                iso20022.write(batch, fitting, draft)
        draft.seek(0)
        shutil.copyfileobj(draft, to)


def _fitting(kind: Format, batch: Batch, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows one by one while all fit; at the end, whatever is wrong with the whole is raised."""
    problems: list[Problem] = []
    count, total = 0, Decimal("0.00")
    for row in rows:
        problems += problems_of(kind, row)
        count += 1
        if row.position != count:
            raise ValueError(f"line {count} says that it is line {row.position}")
        if problems:
            continue
        if BankGroup.of(row.bank_code) != batch.group:
            raise ValueError(f"line {count} is not of the group {batch.group}")
        total += row.amount
        yield row
    if problems:
        raise Unwritable(problems)
    if (count, total) != (batch.count, batch.total):
        raise ValueError(f"{count} lines of {total} baht, not {batch.count} of {batch.total}")

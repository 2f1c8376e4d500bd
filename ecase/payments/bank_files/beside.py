import json
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from tempfile import TemporaryFile
from typing import BinaryIO

from ecase.core.sheets import BATCH, in_batches

from .batch import Batch
from .formats import Format
from .rows import Row
from .writing import write


@contextmanager
def writing_beside(kind: Format, batch: Batch, rows: Iterable[Row]) -> Iterator[Future[bytes]]:
    """The bytes of a transfer file, written in a thread while the caller does something else.

    Writing needs the processor, and asking the laws of the data needs the database: together they
    take as long as one of them. All rows are taken before it begins; they wait on the disk, since
    a file may have more of them than memory should hold.
    """
    packed = TemporaryFile()  # noqa: SIM115 -- the thread closes it
    for some in in_batches(iter(rows), BATCH):
        packed.write(
            json.dumps([{**vars(row), "amount": str(row.amount)} for row in some]).encode()
        )
        packed.write(b"\n")
    packed.seek(0)
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(_write, kind, batch, packed)


def _write(kind: Format, batch: Batch, packed: BinaryIO) -> bytes:
    with packed, TemporaryFile() as to:
        write(kind, batch, _unpacked(packed), to)
        to.seek(0)
        return to.read()


def _unpacked(packed: BinaryIO) -> Iterator[Row]:
    for some in packed:
        for row in json.loads(some):
            yield Row(**{**row, "amount": Decimal(row["amount"])})

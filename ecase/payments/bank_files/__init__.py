"""The bank's transfer files (ไฟล์สำหรับโอนเงิน). Pure: rows in, bytes out, no database.

``check`` lists all that a format cannot hold; ``write`` writes a file, or nothing at all.
"""

from .batch import Batch, NoSender, Sender, batch_of
from .beside import writing_beside
from .checking import check
from .formats import Format
from .problems import Field, Problem, Unwritable
from .rows import Row
from .writing import write

__all__ = [
    "Batch",
    "Field",
    "Format",
    "NoSender",
    "Problem",
    "Row",
    "Sender",
    "Unwritable",
    "batch_of",
    "check",
    "write",
    "writing_beside",
]

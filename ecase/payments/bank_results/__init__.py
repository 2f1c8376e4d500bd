"""The bank's lists of results (ผลการโอน), read row by row. Pure: bytes in, rows out.

Which line of ours a row means, and whether it agrees with it, is for whoever asked.
"""

from .reading import LARGEST, read
from .results import Kind, ListRefused, ResultList, ResultRow

__all__ = ["LARGEST", "Kind", "ListRefused", "ResultList", "ResultRow", "read"]

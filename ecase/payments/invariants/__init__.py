"""The laws of the data (I1 to I32), asked of what is stored: by SQL, of rows, not of code."""

from .checking import Violation, broken, refuse_broken
from .laws import LAWS, Law
from .stored import damaged

__all__ = ["LAWS", "Law", "Violation", "broken", "damaged", "refuse_broken"]

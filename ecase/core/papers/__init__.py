"""The office's papers: `make("report", data, made_at=…)` gives a PDF, `data` says what to tell it."""

from .data import (
    AccessRequest,
    Agenda,
    AidRow,
    KCorp1,
    Report,
    Signer,
    TransferRow,
    Transfers,
)
from .engine import make, printable, unprintable

__all__ = [
    "AccessRequest",
    "Agenda",
    "AidRow",
    "KCorp1",
    "Report",
    "Signer",
    "TransferRow",
    "Transfers",
    "make",
    "printable",
    "unprintable",
]

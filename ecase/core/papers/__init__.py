"""The office's papers: `make("report", data, made_at=…)` gives a PDF, `data` says what to tell it."""

from .data import (
    AccessRequest,
    Agenda,
    AidRow,
    BankSum,
    ChangedAccount,
    Cover,
    KCorp1,
    Report,
    SettledFlag,
    Signer,
    TransferRow,
    Transfers,
)
from .engine import make, printable, unprintable

__all__ = [
    "AccessRequest",
    "Agenda",
    "AidRow",
    "BankSum",
    "ChangedAccount",
    "Cover",
    "KCorp1",
    "Report",
    "SettledFlag",
    "Signer",
    "TransferRow",
    "Transfers",
    "make",
    "printable",
    "unprintable",
]

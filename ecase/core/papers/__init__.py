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
from .data_of_cases import (
    Adjusted,
    CaseSheet,
    Granted,
    Minutes,
    NoticeApproved,
    NoticeDisqualified,
    NoticeMissing,
    Reasoned,
    Request,
    SheetAccount,
    SheetDocument,
    SheetEvent,
)
from .data_of_persons import PersonalData
from .engine import make, printable, unprintable
from .sheets import SHEETS, sheet_of
from .telling import Told

__all__ = [
    "SHEETS",
    "AccessRequest",
    "Adjusted",
    "Agenda",
    "AidRow",
    "BankSum",
    "CaseSheet",
    "ChangedAccount",
    "Cover",
    "Granted",
    "KCorp1",
    "Minutes",
    "NoticeApproved",
    "NoticeDisqualified",
    "NoticeMissing",
    "PersonalData",
    "Reasoned",
    "Report",
    "Request",
    "SettledFlag",
    "SheetAccount",
    "SheetDocument",
    "SheetEvent",
    "Signer",
    "Told",
    "TransferRow",
    "Transfers",
    "make",
    "printable",
    "sheet_of",
    "unprintable",
]

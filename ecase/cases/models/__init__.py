from .bank_account import BankAccount
from .case import (
    FROZEN,
    NEXT,
    Case,
    CaseChanged,
    CaseFrozen,
    CaseQuerySet,
    SetAsideReason,
    Status,
    StillAlive,
    WrongStatus,
)
from .counter import CaseCounter
from .document import Bundle, Document
from .draft import Draft, DraftFile, DraftUsed, PapersMissing

__all__ = [
    "FROZEN",
    "NEXT",
    "BankAccount",
    "Bundle",
    "Case",
    "CaseChanged",
    "CaseCounter",
    "CaseFrozen",
    "CaseQuerySet",
    "Document",
    "Draft",
    "DraftFile",
    "DraftUsed",
    "PapersMissing",
    "SetAsideReason",
    "Status",
    "StillAlive",
    "WrongStatus",
]

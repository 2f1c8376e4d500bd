from .bank_account import BankAccount
from .case import (
    ENDED,
    FROZEN,
    NEXT,
    BegunAgain,
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
    "ENDED",
    "FROZEN",
    "NEXT",
    "BankAccount",
    "BegunAgain",
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

from .bank_account import BankAccount
from .case import (
    ENDED,
    FROZEN,
    GRANTED,
    NEXT,
    BegunAgain,
    Case,
    CaseChanged,
    CaseFrozen,
    CaseQuerySet,
    OverrideNeeded,
    SetAsideReason,
    Status,
    StillAlive,
    WrongStatus,
)
from .counter import CaseCounter
from .document import Bundle, Document
from .draft import Draft, DraftFile, DraftUsed, PapersMissing
from .hand import Deed, Hand

__all__ = [
    "ENDED",
    "FROZEN",
    "GRANTED",
    "NEXT",
    "BankAccount",
    "BegunAgain",
    "Bundle",
    "Case",
    "CaseChanged",
    "CaseCounter",
    "CaseFrozen",
    "CaseQuerySet",
    "Deed",
    "Document",
    "Draft",
    "DraftFile",
    "DraftUsed",
    "Hand",
    "OverrideNeeded",
    "PapersMissing",
    "SetAsideReason",
    "Status",
    "StillAlive",
    "WrongStatus",
]

from .bank_account import BankAccount
from .case import Case, CaseQuerySet
from .counter import CaseCounter
from .document import Bundle, Document
from .draft import Draft, DraftFile, DraftUsed, PapersMissing
from .hand import Deed, Hand
from .words import (
    ENDED,
    FROZEN,
    GRANTED,
    NEXT,
    OVER,
    BegunAgain,
    CaseChanged,
    CaseFrozen,
    OverrideNeeded,
    SetAsideReason,
    Status,
    StillAlive,
    WrongStatus,
)

__all__ = [
    "ENDED",
    "FROZEN",
    "GRANTED",
    "NEXT",
    "OVER",
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

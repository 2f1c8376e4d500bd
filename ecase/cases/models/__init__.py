from .bank_account import BankAccount
from .case import Case, CaseQuerySet
from .counter import CaseCounter
from .document import Bundle, Document, Source
from .draft import Draft, DraftFile, DraftPage, DraftUsed, PapersMissing, TooManyLookUps, Turn
from .hand import Deed, Hand
from .page_print import PagePrint
from .received import Received
from .tombstone import REMOVED, DataRemoved, Tombstone, refuse_removed
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
    "REMOVED",
    "BankAccount",
    "BegunAgain",
    "Bundle",
    "Case",
    "CaseChanged",
    "CaseCounter",
    "CaseFrozen",
    "CaseQuerySet",
    "DataRemoved",
    "Deed",
    "Document",
    "Draft",
    "DraftFile",
    "DraftPage",
    "DraftUsed",
    "Hand",
    "OverrideNeeded",
    "PagePrint",
    "PapersMissing",
    "Received",
    "SetAsideReason",
    "Source",
    "Status",
    "StillAlive",
    "Tombstone",
    "TooManyLookUps",
    "Turn",
    "WrongStatus",
    "refuse_removed",
]

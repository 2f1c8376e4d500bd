from .appointment import AdministratorRequest, Answer, Appointment
from .hand_over import HandOver, HandOverFile, HandOverPaper, Knock
from .long_paper import LongPaper, PapersUnderWay
from .officer import (
    OF_AN_OFFICE,
    OF_THE_CENTRE,
    Duty,
    DutyEnded,
    FiscalYear,
    FormerName,
    NoOffice,
    Office,
    Officer,
    WrongDuty,
    YearClosed,
)
from .refusals import (
    AdministratorsLink,
    AlreadyAsked,
    AlreadyDecided,
    DutyHeld,
    HandOverNotTaken,
    LinkSpent,
    OwnAccount,
    OwnRequest,
    SwitchedOff,
    TakesTwo,
    TooManyKnocks,
)
from .sign_in_link import LINK_HOURS, LINK_LASTS, SignInLink
from .waiver import LONGEST_WAIVER, Separation, Waiver

__all__ = [
    "LINK_HOURS",
    "LINK_LASTS",
    "LONGEST_WAIVER",
    "OF_AN_OFFICE",
    "OF_THE_CENTRE",
    "AdministratorRequest",
    "AdministratorsLink",
    "AlreadyAsked",
    "AlreadyDecided",
    "Answer",
    "Appointment",
    "Duty",
    "DutyEnded",
    "DutyHeld",
    "FiscalYear",
    "FormerName",
    "HandOver",
    "HandOverFile",
    "HandOverNotTaken",
    "HandOverPaper",
    "Knock",
    "LinkSpent",
    "LongPaper",
    "NoOffice",
    "Office",
    "Officer",
    "OwnAccount",
    "OwnRequest",
    "PapersUnderWay",
    "Separation",
    "SignInLink",
    "SwitchedOff",
    "TakesTwo",
    "TooManyKnocks",
    "Waiver",
    "WrongDuty",
    "YearClosed",
]

from ..door import models as _of_the_door  # noqa: F401 -- Django looks for models here

"""The papers that a case needs (รายการตรวจเอกสาร), and which of them are still missing. Pure.

Nothing here stops a case from being saved: an officer records first. What is missing is said on the
case, to the meeting and, where the case is set aside for it, in the letter to the applicant.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from ecase.core.names import far
from ecase.people.models import Title
from ecase.regulations.models import AssistanceType, PaperKind

from .models import Bundle, Case

# In which bundle each kind stands (R44 and R45 of the manual).
IN_BUNDLE = {
    Bundle.SUPPORTING: (
        PaperKind.REQUEST,
        PaperKind.ID_CARD,
        PaperKind.HOUSE_REGISTER,
        PaperKind.DISABILITY_CARD,
        PaperKind.SCHOOL_CERTIFICATE,
        PaperKind.MEDICAL_CERTIFICATE,
        PaperKind.HOUSE_MAP,
    ),
    Bundle.FINANCIAL: (
        PaperKind.PASSBOOK,
        PaperKind.KCORP1,
        PaperKind.POWER_OF_ATTORNEY,
        PaperKind.PRINCIPAL_ID,
        PaperKind.AGENT_ID,
    ),
}

# Of every case: R44 and R45 name them without a condition.
ALWAYS = (
    PaperKind.REQUEST,
    PaperKind.ID_CARD,
    PaperKind.HOUSE_REGISTER,
    PaperKind.PASSBOOK,
    PaperKind.KCORP1,
)

# Of an account in another's name: R45, หนังสือมอบอำนาจ with the ID copies of both.
BY_ANOTHER = (PaperKind.POWER_OF_ATTORNEY, PaperKind.PRINCIPAL_ID, PaperKind.AGENT_ID)

# When a paper is needed that not every case needs, as the form says it beside its name.
WHEN = {
    PaperKind.DISABILITY_CARD: "กรณีประชาชนเป็นคนพิการ",
    PaperKind.SCHOOL_CERTIFICATE: "กรณีขอทุนการศึกษา",
    PaperKind.MEDICAL_CERTIFICATE: "กรณีขอค่ารักษาพยาบาล",
    PaperKind.HOUSE_MAP: "กรณีขอค่ารักษาพยาบาล",
    PaperKind.POWER_OF_ATTORNEY: "กรณีบัญชีเป็นชื่อผู้อื่น",
    PaperKind.PRINCIPAL_ID: "กรณีมอบอำนาจ",
    PaperKind.AGENT_ID: "กรณีมอบอำนาจ",
}
NOT_CHECKED = "ยังไม่ได้ตรวจรายการเอกสาร"


@dataclass(frozen=True)
class PaperCheck:
    """One line of the check-list: a paper, whether it was ticked, and whether the case needs it."""

    kind: str
    label: str  # with when it is needed, where not every case needs it
    is_ticked: bool
    is_needed: bool


def paper_checks(
    bundle: Bundle, *, needed: Collection[str] = (), ticked: Collection[str] = ()
) -> list[PaperCheck]:
    """The lines of one bundle."""
    return [
        PaperCheck(
            kind.value,
            f"{kind.label} ({WHEN[kind]})" if kind in WHEN else str(kind.label),
            kind in ticked,
            kind in needed,
        )
        for kind in IN_BUNDLE[bundle]
    ]


class Declared(Protocol):
    """What the check-list asks of a case, or of what was typed for one."""

    @property
    def title(self) -> Title: ...
    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def is_disabled(self) -> bool: ...
    @property
    def assistance_type(self) -> AssistanceType: ...
    @property
    def attached_papers(self) -> list[str]: ...


def required(
    kind: AssistanceType | None, *, is_disabled: bool, is_anothers: bool
) -> list[PaperKind]:
    """The papers that a case needs, in the order of the list.

    Those of every case; the card of the disabled (R32); what the type of aid asks for, which is
    its own reference data; and the power of attorney where the account is another's (R45).
    """
    asked = {*ALWAYS, *(kind.papers if kind else ())}
    if is_disabled:
        asked.add(PaperKind.DISABILITY_CARD)
    if is_anothers:
        asked.update(BY_ANOTHER)
    return [paper for paper in PaperKind if paper in asked]


def is_anothers(account_name: str, *, title: str, first_name: str, last_name: str) -> bool:
    """Whether an account's name is not the applicant's; a slip of the pen is (names.far)."""
    return far(account_name, first_name, last_name, titles=(title,))


def missing(declared: Declared, *, account_name: str) -> list[str]:
    """What is needed and was not ticked, of what was typed."""
    needed = required(
        declared.assistance_type,
        is_disabled=declared.is_disabled,
        is_anothers=is_anothers(
            account_name,
            title=declared.title.name,
            first_name=declared.first_name,
            last_name=declared.last_name,
        ),
    )
    return [paper.value for paper in needed if paper not in declared.attached_papers]


def missing_of(case: Case) -> list[str]:
    """The same of a case as it stands, also of one from before there was a check-list."""
    return missing(case, account_name=case.bank_account.account_name)


def labels(kinds: Iterable[str]) -> list[str]:
    """Their Thai names, in the order of the list."""
    held = set(kinds)
    return [str(paper.label) for paper in PaperKind if paper in held]


def said(case: Case) -> str:
    """What is missing in one sentence, as lists and papers say it; empty where nothing is."""
    if not case.missing_papers:
        return ""
    if not case.attached_papers:
        return NOT_CHECKED
    return f"ยังขาด {', '.join(labels(case.missing_papers))}"


def waited_for(case: Case, chosen: Collection[str], note: str) -> str:
    """The note of a case set aside: the chosen papers that it lacks, a line each, then the words."""
    lines = labels(set(chosen) & set(missing_of(case)))
    return "\n".join([*lines, *([note] if note else [])])


def ordered(kinds: Any) -> list[str]:
    """Kinds in the order of the list, each once; what is none of them is left out."""
    held = set(kinds or ())
    return [paper.value for paper in PaperKind if paper in held]

"""Recording a case from its draft (บันทึกข้อมูลเคส)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import plain
from ecase.audit.actions import record as write
from ecase.core import scans
from ecase.core.storage import StoredObject, fetch, keep
from ecase.core.whose import over_the_city
from ecase.offices.models import FiscalYear, Office, Officer, YearClosed
from ecase.people.models import Person, Title
from ecase.regulations.models import AssistanceType, Bank

from .. import checklist
from ..models import (
    ENDED,
    BankAccount,
    BegunAgain,
    Bundle,
    Case,
    CaseCounter,
    Document,
    Draft,
    DraftFile,
    DraftPage,
    DraftUsed,
    OverrideNeeded,
    PagePrint,
    PapersMissing,
    Source,
    StillAlive,
    Turn,
)
from ..overrides import why_override
from ..prints import bands


@dataclass(frozen=True)
class Facts:
    """What the form asks for (R25-R43 of the manual), checked field by field."""

    title: Title
    gender: str
    first_name: str
    last_name: str
    birth_date: date
    is_disabled: bool
    assistance_type: AssistanceType
    amount: Decimal
    hardship: str
    bank: Bank
    branch_code: str
    account_name: str
    account_number: str
    phone: str = ""
    email: str = ""
    override_because: str = ""  # why beside another live case, or over the year's limit
    attached_papers: list[str] = field(default_factory=list)  # PaperKind, as ticked
    other_papers: str = ""

    @property
    def missing_papers(self) -> list[str]:
        """What the check-list asks for and was not ticked; no fact that is typed."""
        return checklist.missing(self, account_name=self.account_name)

    @property
    def account(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in BankAccount.FACTS}

    @property
    def general(self) -> dict[str, Any]:
        """All but the bank account and the amount."""
        names = set(self.__dataclass_fields__) - {*BankAccount.FACTS, "amount"}
        return {name: getattr(self, name) for name in sorted(names)}

    @property
    def typed(self) -> dict[str, Any]:
        return plain({**self.general, **self.account, "amount": self.amount})


@dataclass(frozen=True)
class Papers:
    """The joined bundles of a draft, already stored, and the files that they were made from."""

    pages: frozenset[tuple[int, int, int]]  # each by its key, place and turn
    bundles: dict[str, "Joined"] = field(default_factory=dict)

    def changing(self, case: Case) -> "Papers":
        """Without the bundles that the case has just so: laid out to be arranged, and left."""
        in_force = {(doc.bundle, doc.sha256) for doc in case.documents.latest_of_each_bundle()}
        others = {
            bundle: joined
            for bundle, joined in self.bundles.items()
            if (bundle, joined.stored.sha256) not in in_force
        }
        return replace(self, bundles=others)


@dataclass(frozen=True)
class Joined:
    """One bundle as one stored PDF: how many pages, and the files that they came from in order."""

    stored: StoredObject
    pages: int
    files: list[DraftFile]
    prints: list[bytes]  # of its pages


def join_papers(draft: Draft) -> Papers:
    """Join each bundle's files into one PDF and store it; before the transaction, for it takes time.

    Stored objects are named by their content, so one that no case comes to use does no harm.
    """
    bundles: dict[str, list[DraftPage]] = defaultdict(list)
    arranged = list(DraftPage.objects.of(draft).select_related("file__document"))
    for page in arranged:
        bundles[page.file.bundle].append(page)
    return Papers(_arrangement(arranged), {name: _join(pages) for name, pages in bundles.items()})


def _arrangement(pages: Iterable[DraftPage]) -> frozenset[tuple[int, int, int]]:
    return frozenset((page.pk, page.position, page.turn) for page in pages)


def _join(pages: list[DraftPage]) -> Joined:
    files = list(dict.fromkeys(page.file for page in pages))
    prints = [bytes(page.print) for page in pages]
    as_it_came = [(number, Turn.NONE) for number in range(1, files[0].pages + 1)]
    if len(files) == 1 and [(page.number, page.turn) for page in pages] == as_it_came:
        only = files[0]
        as_stored = StoredObject(only.stored_as, only.sha256, only.size)
        return Joined(as_stored, only.pages, files, prints)
    order = [(files.index(page.file), page.number, page.turn) for page in pages]
    joined = scans.join([fetch(file.stored_as) for file in files], order)
    return Joined(keep(joined.pdf, ".pdf"), joined.pages, files, prints)


@transaction.atomic
def record(draft: Draft, facts: Facts, papers: Papers, *, round: int, by: Officer) -> Case:  # noqa: A002
    """Record the draft as a case (ยืนยัน) on the agenda of a round, and deal its number.

    Sent again, the same draft gives the same case and makes nothing; with other content it is
    refused. Raises BegunAgain, StillAlive, OverCeiling, OverrideNeeded, PapersMissing, YearClosed.
    """
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("fiscal_year", "became", "office")
        .get(pk=draft.pk)
    )
    if draft.became:
        if draft.typed != facts.typed:
            raise DraftUsed(
                f"แบบฟอร์มนี้บันทึกเป็นเคส {draft.became} แล้ว ข้อมูลที่ส่งมาครั้งหลังไม่ตรงกับที่บันทึกไว้"
                " จึงยังไม่ถูกบันทึก หากจะแก้ไขให้เปิดเคสนั้น"
            )
        return draft.became
    if not draft.fiscal_year.is_open:
        raise YearClosed(draft.fiscal_year)
    _check_papers(draft, papers)
    check_ceiling(facts.assistance_type, facts.amount)
    with over_the_city("one row a citizen ID, and one lock"):
        Person.objects.get_or_create(citizen_id=draft.citizen_id)
        person = Person.objects.select_for_update().get(citizen_id=draft.citizen_id)
    if draft.follows and (again := draft.follows.begun_again):
        raise BegunAgain(draft.follows, again)  # the person's lock is held, so none comes between
    if draft.follows and draft.follows.status not in ENDED:  # its money came after all, meanwhile
        raise StillAlive(
            f"เคส {draft.follows} {draft.follows.get_status_display()} ตามผลของธนาคารภายหลัง จึงเริ่มเคสใหม่จากเคสนี้ไม่ได้"
        )
    typed, facts = (
        facts.typed,
        with_override(facts, person, year=draft.fiscal_year, office=draft.office),
    )
    sequence = _next_number(draft.fiscal_year)
    case = Case.objects.create(
        fiscal_year=draft.fiscal_year,
        sequence=sequence,
        number=f"{draft.fiscal_year_id}-{sequence}",
        office=draft.office,
        person=person,
        round=round,
        requested_amount=facts.amount,
        amount=facts.amount,
        follows=draft.follows,
        recorded_by=by,
        missing_papers=facts.missing_papers,
        **facts.general,
    )
    case.bank_account = BankAccount.objects.create(
        case=case, version=1, made_by=by, **facts.account
    )
    case.save(update_fields=["bank_account"])
    documents = add_documents(case, papers, by=by)
    draft.became, draft.typed = case, typed
    draft.save(update_fields=["became", "typed"])
    write(
        "case.recorded",
        case,
        by=by,
        after={
            "round": round,
            "amount": facts.amount,
            "papers": prints_of(documents),
            **({"missing_papers": case.missing_papers} if case.missing_papers else {}),
        },
        note=facts.override_because,
    )
    return case


def with_override(
    facts: Facts, person: Person, *, year: FiscalYear, office: Office, but: Case | None = None
) -> Facts:
    """The facts with their override where one is needed, and without it where none is.

    Call it while the person's lock is held. Raises OverrideNeeded.
    """
    why = why_override(
        person, facts.assistance_type, facts.amount, year=year, office=office, but=but
    )
    if why and not facts.override_because:
        raise OverrideNeeded(f"{why} เปิดแบบฟอร์มอีกครั้ง กรอกเหตุผลที่ช่วยเหลือซ้ำ แล้วกดยืนยัน")
    return facts if why else replace(facts, override_because="")


def add_documents(case: Case, papers: Papers, *, by: Officer) -> list[Document]:
    """Add bundles of papers to a case, each as a new version; the caller holds the case's lock."""
    documents = []
    for bundle, joined in sorted(papers.bundles.items()):
        earlier = case.documents.filter(bundle=bundle).count()
        document = Document.objects.create(
            case=case,
            bundle=bundle,
            version=earlier + 1,
            stored_as=joined.stored.name,
            sha256=joined.stored.sha256,
            size=joined.stored.size,
            pages=joined.pages,
            made_from=[file.name for file in joined.files],
            added_by=by,
        )
        Source.objects.bulk_create(_sources(document, joined.files))
        PagePrint.objects.bulk_create(_prints(document, joined.prints))
        documents.append(document)
    return documents


def prints_of(documents: Iterable[Document]) -> list[str]:
    """Which papers those are, and the SHA-256 of each, for the register: it vouches for them."""
    return [f"{paper.bundle}/{paper.version}/{paper.sha256}" for paper in documents]


def _sources(document: Document, files: list[DraftFile]) -> list[Source]:
    """The received files, those of an earlier version in place of that version; each once."""
    came: dict[int, str] = {}
    for file in files:
        if file.received_id:
            came.setdefault(file.received_id, file.name)
        elif file.document:
            for source in file.document.sources.order_by("position"):
                came.setdefault(source.received_id, source.name)
    return [
        Source(document=document, position=position, received_id=received, name=name)
        for position, (received, name) in enumerate(came.items(), start=1)
    ]


def _prints(document: Document, prints: list[bytes]) -> list[PagePrint]:
    """Of the pages that are not empty."""
    return [
        PagePrint(document=document, number=number, print=print_, bands=found)
        for number, print_ in enumerate(prints, start=1)
        if (found := bands(print_))
    ]


def check_ceiling(kind: AssistanceType, amount: Decimal) -> None:
    """Refuse an amount over the ceiling in force today; raises OverCeiling."""
    AssistanceType.objects.with_ceiling(timezone.localdate()).get(pk=kind.pk).check_amount(amount)


def check_ceilings(cases: Sequence[Case], *, on: date) -> None:
    """Refuse to grant more than the ceilings in force on the day of closing; raises OverCeiling."""
    kinds = AssistanceType.objects.with_ceiling(on).in_bulk({c.assistance_type_id for c in cases})
    for case in cases:
        kinds[case.assistance_type_id].check_amount(case.amount, whose=f"เคส {case} ")


def _check_papers(draft: Draft, papers: Papers) -> None:
    if _arrangement(DraftPage.objects.of(draft)) != papers.pages:
        raise PapersMissing("ไฟล์ของแบบฟอร์มเปลี่ยนไปขณะบันทึก ตรวจรายการไฟล์แล้วกดยืนยันอีกครั้ง")
    missing = [bundle.label for bundle in Bundle if bundle not in papers.bundles]
    if missing:
        raise PapersMissing(f"ยังไม่มี{'และ'.join(missing)} เลือกไฟล์แล้วกดยืนยันอีกครั้ง")


def _next_number(year: FiscalYear) -> int:
    """Deal the next case number of the city in a fiscal year; the lock is held to the end."""
    CaseCounter.objects.get_or_create(fiscal_year=year)
    counter = CaseCounter.objects.select_for_update().get(fiscal_year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last

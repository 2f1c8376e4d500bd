"""Forms being filled in: looking an ID up, keeping what is typed and the good files."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from ecase.audit.actions import record
from ecase.core.storage import keep
from ecase.core.thai import thai_date
from ecase.offices.models import FiscalYear, Officer, YearClosed

from .. import scans
from ..models import (
    ENDED,
    BegunAgain,
    Bundle,
    Case,
    CaseFrozen,
    Draft,
    DraftFile,
    DraftUsed,
    Status,
    StillAlive,
)
from ..scan_worker import MAX_PAGES
from ..scans import Scan, ScanRefused
from .disclosing import disclose_account

MB = 1024 * 1024


@dataclass(frozen=True)
class ReceivedFile:
    """A file as it came: for which bundle, what it was called, and its bytes."""

    bundle: str
    name: str
    content: bytes


@transaction.atomic
def look_up(
    citizen_id: str, *, fiscal_year: FiscalYear, by: Officer, follows: Case | None = None
) -> Draft:
    """Look the aid history of one ID up (ตรวจสอบ), and begin a draft with it.

    The look-up is recorded, also where nothing follows. ``citizen_id`` is already checked: 13
    ASCII digits with the right check digit.
    """
    if not fiscal_year.is_open:
        raise YearClosed(fiscal_year)
    draft = Draft.objects.create(
        officer=by,
        office=by.own_office,
        fiscal_year=fiscal_year,
        citizen_id=citizen_id,
        follows=follows,
    )
    record("person.history_seen", draft, by=by)
    return draft


@transaction.atomic
def begin_again(case: Case, *, fiscal_year: FiscalYear, by: Officer) -> Draft:
    """Begin a new case of a person whose case ended without money, filled in from the old one.

    The new case will be linked to the old (P17 of the manual: nothing is typed again). Its papers
    come along; they can be replaced before confirming.
    """
    if case.status not in ENDED:
        raise StillAlive(f"เคส {case} ยังไม่จบ จึงเริ่มเคสใหม่จากเคสนี้ไม่ได้ ให้ดำเนินการเคสเดิมต่อ")
    if again := case.begun_again:
        raise BegunAgain(case, again)
    draft = look_up(case.person.citizen_id, fiscal_year=fiscal_year, by=by, follows=case)
    disclose_account(case, by=by)  # the form will show it in full
    draft.typed = {
        **_typed_of(case),
        "assistance_type": case.assistance_type_id,
        "amount": f"{case.requested_amount:.2f}",
        "hardship": case.hardship,
        "override_because": case.override_because,
    }
    draft.save(update_fields=["typed"])
    for document in case.documents.latest_of_each_bundle():
        DraftFile.objects.create(
            draft=draft,
            bundle=document.bundle,
            name=f"{document.get_bundle_display()} ของ {case}.pdf",
            stored_as=document.stored_as,
            sha256=document.sha256,
            size=document.size,
            pages=document.pages,
        )
    return draft


@transaction.atomic
def fill_in(draft: Draft, earlier: Case, *, by: Officer) -> None:
    """Fill an untouched draft in from an earlier case of the office (เติมข้อมูลจากเคสเดิม).

    Who the person is and where the money goes; what is asked for now is typed anew.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if not draft.typed and draft.became_id is None:
        draft.typed = _typed_of(earlier)
        draft.save(update_fields=["typed"])
        disclose_account(earlier, by=by)  # the form will show it in full


@transaction.atomic
def begin_edit(case: Case, *, by: Officer) -> Draft:
    """Begin to change a case's papers; what is received waits here until the change is confirmed."""
    if case.is_frozen:
        raise CaseFrozen(case)
    return _draft_beside(case, by=by)


@transaction.atomic
def begin_bank_papers(case: Case, *, by: Officer) -> Draft:
    """Begin to add bank papers to an approved case, for a corrected account (R97)."""
    if case.status != Status.APPROVED:
        raise CaseFrozen(case)
    if not case.fiscal_year.is_open:
        raise YearClosed(case.fiscal_year)
    return _draft_beside(case, by=by)


@transaction.atomic
def keep_typed(draft: Draft, typed: Mapping[str, Any], *, by: Officer) -> None:
    """Keep what was typed so far, right or wrong, so that coming back to the draft finds it.

    Once the draft is a case there is nothing to keep: a second click comes here too.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.became_id is None:
        draft.typed = dict(typed)
        draft.save(update_fields=["typed"])


def take_files(
    draft: Draft, received: Sequence[ReceivedFile], *, by: Officer
) -> dict[str, list[str]]:
    """Clean received files and keep the good ones; says of each bundle why others were refused."""
    refused: dict[str, list[str]] = defaultdict(list)
    outcomes = scans.clean_all([(file.name, file.content) for file in received])
    for file, outcome in zip(received, outcomes, strict=True):
        if isinstance(outcome, ScanRefused):
            refused[file.bundle].append(str(outcome))
        elif why := _no_room(draft, file.bundle, outcome):
            refused[file.bundle].append(f"ไฟล์ «{file.name}» {why}")
        else:
            keep_file(draft, bundle=file.bundle, name=file.name, scan=outcome, by=by)
    return dict(refused)


def keep_file(draft: Draft, *, bundle: str, name: str, scan: Scan, by: Officer) -> DraftFile:
    """Keep one good, cleaned file of a draft while the rest of the form is mended.

    A form sent twice sends its files twice: what the bundle has already is not added again.
    """
    stored = keep(scan.pdf, ".pdf")
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if same := draft.files.filter(bundle=bundle, sha256=stored.sha256).first():
            return same
        _refuse_used(draft)
        return DraftFile.objects.create(
            draft=draft,
            bundle=bundle,
            name=name,
            stored_as=stored.name,
            sha256=stored.sha256,
            size=stored.size,
            pages=scan.pages,
        )


@transaction.atomic
def drop_file(draft: Draft, *, file: int, by: Officer) -> None:
    """Take one file out of a draft again (นำออก)."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    _refuse_used(draft)
    draft.files.filter(pk=file).delete()


def _draft_beside(case: Case, *, by: Officer) -> Draft:
    """The draft in which the new papers of a case that exists wait."""
    return Draft.objects.create(
        officer=by,
        office=by.own_office,
        fiscal_year=case.fiscal_year,
        citizen_id=case.person.citizen_id,
        edits=case,
    )


def _refuse_used(draft: Draft) -> None:
    if draft.became:
        raise DraftUsed(f"แบบฟอร์มนี้บันทึกเป็นเคสแล้ว ({draft.became}) หากจะแก้ไขให้เปิดเคสนั้น")


def _no_room(draft: Draft, bundle: str, scan: Scan) -> str:
    kept = draft.files.filter(bundle=bundle).exclude(sha256=scan.sha256)
    sums = kept.aggregate(size=Sum("size", default=0), pages=Sum("pages", default=0))
    if sums["size"] + scan.size > settings.BUNDLE_BYTES:
        limit = settings.BUNDLE_BYTES // MB
        return f"ทำให้{Bundle(bundle).label}รวมกันเกิน {limit} MB นำไฟล์อื่นออกหรือสแกนใหม่ให้เล็กลง แล้วเลือกไฟล์นี้อีกครั้ง"
    if sums["pages"] + scan.pages > MAX_PAGES:
        return f"ทำให้{Bundle(bundle).label}รวมกันเกิน {MAX_PAGES} หน้า สแกนเฉพาะหน้าที่เกี่ยวข้อง แล้วเลือกไฟล์อีกครั้ง"
    return ""


def _typed_of(case: Case) -> dict[str, Any]:
    """A case's person and account as one would type them into the form."""
    account = case.bank_account
    return {
        "title": case.title_id,
        "gender": case.gender,
        "first_name": case.first_name,
        "last_name": case.last_name,
        "birth_date": thai_date(case.birth_date),
        "is_disabled": case.is_disabled,
        **account.facts,
        "bank": account.bank_id,
    }

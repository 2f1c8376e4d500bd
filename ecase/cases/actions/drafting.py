"""Forms being filled in: looking an ID up, keeping what is typed and the good files."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ecase.audit.actions import record
from ecase.core.storage import keep
from ecase.core.thai import thai_date
from ecase.offices.models import FiscalYear, Officer, YearClosed

from ..models import Case, Draft, DraftFile, DraftUsed, Status, StillAlive
from ..scans import Scan


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
    if case.status not in (Status.PAYMENT_FAILED, Status.DISQUALIFIED):
        raise StillAlive(f"เคส {case} ยังไม่จบ จึงเริ่มเคสใหม่จากเคสนี้ไม่ได้ ให้ดำเนินการเคสเดิมต่อ")
    draft = look_up(case.person.citizen_id, fiscal_year=fiscal_year, by=by, follows=case)
    account = case.bank_account
    draft.typed = {
        "title": case.title_id,
        "gender": case.gender,
        "first_name": case.first_name,
        "last_name": case.last_name,
        "birth_date": thai_date(case.birth_date),
        "is_disabled": case.is_disabled,
        "assistance_type": case.assistance_type_id,
        "amount": f"{case.requested_amount:.2f}",
        "hardship": case.hardship,
        "bank": account.bank_id,
        "branch_code": account.branch_code,
        "account_name": account.account_name,
        "account_number": account.account_number,
        "phone": account.phone,
        "email": account.email,
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
def keep_typed(draft: Draft, typed: Mapping[str, Any], *, by: Officer) -> None:
    """Keep what was typed so far, right or wrong, so that coming back to the draft finds it."""
    _locked_open(draft)
    Draft.objects.filter(pk=draft.pk).update(typed=dict(typed))


def keep_file(draft: Draft, *, bundle: str, name: str, scan: Scan, by: Officer) -> DraftFile:
    """Keep one good, cleaned file of a draft while the rest of the form is mended."""
    stored = keep(scan.pdf, ".pdf")
    with transaction.atomic():
        _locked_open(draft)
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
    _locked_open(draft)
    draft.files.filter(pk=file).delete()


def _locked_open(draft: Draft) -> Draft:
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.became_id:
        raise DraftUsed(f"แบบฟอร์มนี้บันทึกเป็นเคสแล้ว ({draft.became}) หากจะแก้ไขให้เปิดเคสนั้น")
    return draft

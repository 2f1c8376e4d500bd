"""Forms being filled in: looking an ID up, and keeping what is typed."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record
from ecase.core.thai import thai_date
from ecase.offices.models import FiscalYear, Officer, YearClosed

from ..models import (
    ENDED,
    BegunAgain,
    Case,
    CaseFrozen,
    Draft,
    Status,
    StillAlive,
    TooManyLookUps,
)
from .disclosing import disclose_account
from .receiving import bring_in


def look_up(
    citizen_id: str, *, fiscal_year: FiscalYear, by: Officer, follows: Case | None = None
) -> Draft:
    """Look the aid history of one ID up (ตรวจสอบ), and begin a draft with it.

    The look-up is recorded, also where nothing follows. ``citizen_id`` is already checked: 13
    ASCII digits with the right check digit. Raises TooManyLookUps, which is recorded too: so many
    in a day are rather for looking people up than for helping them.
    """
    if not fiscal_year.is_open:
        raise YearClosed(fiscal_year)
    with transaction.atomic():
        Officer.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once are counted
        limit, seen = settings.LOOK_UPS_A_DAY, _look_ups_today(by)
        if seen >= limit:
            record("person.look_up_refused", by, by=by, after={"limit": limit})
        else:
            return _begin_draft(citizen_id, fiscal_year=fiscal_year, follows=follows, by=by)
    raise TooManyLookUps(limit)


def _look_ups_today(by: Officer) -> int:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    looked_up = Draft.objects.filter(officer=by, edits=None, follows=None)  # each begins a draft
    return looked_up.filter(created_at__gte=midnight).count()


def _begin_draft(
    citizen_id: str, *, fiscal_year: FiscalYear, follows: Case | None, by: Officer
) -> Draft:
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
    if not fiscal_year.is_open:
        raise YearClosed(fiscal_year)
    # The person is of a case of the office: no look at somebody unknown, so no limit.
    draft = _begin_draft(case.person.citizen_id, fiscal_year=fiscal_year, follows=case, by=by)
    disclose_account(case, by=by)  # the form will show it in full
    draft.typed = {
        **_typed_of(case),
        "assistance_type": case.assistance_type_id,
        "amount": f"{case.requested_amount:.2f}",
        "hardship": case.hardship,
        "override_because": case.override_because,
        "attached_papers": case.attached_papers,  # they come along, below
        "other_papers": case.other_papers,
    }
    draft.save(update_fields=["typed"])
    for document in case.documents.latest_of_each_bundle():
        bring_in(draft, document)
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


def _draft_beside(case: Case, *, by: Officer) -> Draft:
    """The draft in which the new papers of a case that exists wait."""
    return Draft.objects.create(
        officer=by,
        office=by.own_office,
        fiscal_year=case.fiscal_year,
        citizen_id=case.person.citizen_id,
        edits=case,
    )


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

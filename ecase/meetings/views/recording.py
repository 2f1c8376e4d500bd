"""Recording a case from its draft: the form (R25-R47)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ecase.cases import actions as cases
from ecase.cases.actions import Facts
from ecase.cases.forms import CaseForm
from ecase.cases.lookalikes import lookalikes
from ecase.cases.models import Case, Draft
from ecase.cases.overrides import asker
from ecase.cases.receiving import arrange, kept_files, take_files
from ecase.cases.remarks import remarks
from ecase.offices.access import OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import actions
from ..models import Meeting, Stage


@open_to(Duty.CASEWORKER, Duty.HEAD)
def record(request: OfficerRequest, draft: UUID) -> HttpResponse:
    """The form. Whatever is wrong with it, what was typed and each good file is still there."""
    filled = _draft(request, draft)
    if request.method == "POST":
        return _confirm(request, filled)
    if filled.became:
        return render(request, "meetings/recorded.html", {"case": filled.became})
    return _page(request, filled, CaseForm(initial=filled.typed, kept=kept_files(filled)))


def _confirm(request: OfficerRequest, draft: Draft) -> HttpResponse:
    refused = {} if draft.became else take_files(request, draft)
    form = CaseForm(
        request.POST,
        kept=kept_files(draft),
        refused=refused,
        why_override=asker(draft),
    )
    cases.keep_typed(draft, form.typed, by=request.user)
    if not draft.became and arrange(request, draft):
        left = CaseForm(initial=form.typed, kept=kept_files(draft), refused=refused)
        return _page(request, draft, left)
    if not form.is_valid():
        return _page(request, draft, form)
    case = actions.record_case(draft, Facts(**form.facts), by=request.user)
    messages.success(request, f"บันทึกเคส {case} แล้ว เข้ารอบ {case.round}/{case.fiscal_year_id}")
    tell_remarks(request, case)
    return redirect(actions.round_of(case))


def _page(request: OfficerRequest, draft: Draft, form: CaseForm) -> HttpResponse:
    page = {"draft": draft, "form": form, **_round_to_enter(draft)}
    return render(request, "meetings/record.html", page)


def _round_to_enter(draft: Draft) -> dict[str, Any]:
    """The round that the case will enter, and the one that deliberates, because of which."""
    rounds = Meeting.objects.of(draft.office, draft.fiscal_year).order_by("number")
    by_stage = {meeting.stage: meeting for meeting in rounds}
    last = max((meeting.number for meeting in by_stage.values()), default=0)
    collecting = by_stage.get(Stage.COLLECTING)
    number = collecting.number if collecting else last + 1
    return {
        "round": f"{number}/{draft.fiscal_year_id}",
        "deliberating": by_stage.get(Stage.DELIBERATING),
    }


def tell_remarks(request: OfficerRequest, case: Case) -> None:
    """What to look at twice in a case that was just saved; it stands on its page too."""
    saved = Case.objects.visible_to(request.user).in_full().get(pk=case.pk)
    alike = lookalikes([saved], officer=request.user)[saved.pk]
    if found := [*remarks(saved, today=timezone.localdate()), *alike]:
        messages.warning(request, f"ข้อสังเกตของเคส {case}: {' · '.join(found)}")


def _draft(request: OfficerRequest, key: UUID) -> Draft:
    drafts = Draft.objects.of(request.user).select_related("became", "fiscal_year", "office")
    return get_object_or_404(drafts, pk=key, fiscal_year=request.year, edits=None)

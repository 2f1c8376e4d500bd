"""Step 1 of recording: look an ID up, and weigh what it has been given (R19-R24)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ecase.core.citizen_id import warnings
from ecase.offices.access import OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import actions, history
from ..forms import CheckForm
from ..models import Case, Draft
from ..past import Past, past_of


@open_to(Duty.CASEWORKER, Duty.HEAD)
def check(request: OfficerRequest) -> HttpResponse:
    """The ID box. What is typed goes no further than the draft: no address ever holds an ID."""
    form = CheckForm(request.POST or None)
    if form.is_valid():
        draft = actions.look_up(
            form.cleaned_data["citizen_id"], fiscal_year=request.year, by=request.user
        )
        return redirect("cases:history", request.year.pk, draft.pk)
    return render(request, "cases/check.html", {"form": form})


@open_to(Duty.CASEWORKER, Duty.HEAD)
def show_history(request: OfficerRequest, draft: UUID) -> HttpResponse:
    """The history over all offices and years, and the way on to the form (ดำเนินการต่อ)."""
    looked_up = _draft(request, draft)
    past = past_of(looked_up.citizen_id, officer=request.user)
    earlier = _fit_to_fill_in(looked_up, past)
    if request.method == "POST":
        if earlier and "reuse" in request.POST:
            actions.fill_in(looked_up, earlier, by=request.user)
        return redirect("meetings:record", request.year.pk, looked_up.pk)
    return render(request, "cases/history.html", _shown(request, looked_up, past, earlier))


def _shown(
    request: OfficerRequest, draft: Draft, past: list[Past], earlier: Case | None
) -> dict[str, Any]:
    return {
        "draft": draft,
        "years": history.by_year(past),
        "summary": history.summary(past),
        "findings": history.findings(past, year=request.year, today=timezone.localdate()),
        "warnings": warnings(draft.citizen_id),
        "earlier": earlier,
    }


def _fit_to_fill_in(draft: Draft, past: list[Past]) -> Case | None:
    """The newest case of the own office, while nothing is typed yet."""
    own = (one.case for one in past if one.case)
    return None if draft.typed or draft.became_id else next(own, None)


def _draft(request: OfficerRequest, key: UUID) -> Draft:
    drafts = Draft.objects.of(request.user).select_related("became", "fiscal_year")
    return get_object_or_404(drafts, pk=key, fiscal_year=request.year, edits=None)

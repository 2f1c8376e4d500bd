"""Decisions on one case: not qualified (R69-R71), and beginning again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ecase.offices.access import OfficerRequest, open_to
from ecase.offices.models import Duty, FiscalYear

from .. import actions
from ..forms import DisqualifyForm
from ..models import NEXT, Status, WrongStatus
from .finding import came_from, find_case


@open_to(Duty.CASEWORKER, Duty.HEAD)
def disqualify(request: OfficerRequest, number: str) -> HttpResponse:
    case = find_case(request, number)
    if Status.DISQUALIFIED not in NEXT[case.status]:
        raise WrongStatus(case, Status.DISQUALIFIED)
    back = came_from(request, fallback=case.get_absolute_url())
    form = DisqualifyForm(request.POST or None)
    if form.is_valid():
        actions.disqualify(case, **form.cleaned_data, by=request.user)
        messages.success(request, f"บันทึกเคส {case} ขาดคุณสมบัติแล้ว")
        return redirect(back)
    return render(request, "cases/disqualify.html", {"case": case, "form": form, "back": back})


@open_to(Duty.CASEWORKER, Duty.HEAD)
@require_POST
def begin_again(request: OfficerRequest, number: str) -> HttpResponse:
    """เริ่มเคสใหม่จากเคสนี้: in the same fiscal year while it is open, else in the newest one."""
    case = find_case(request, number)
    year = request.year
    if not year.is_open:
        year = FiscalYear.objects.filter(is_open=True).order_by("-year").first() or year
    draft = actions.begin_again(case, fiscal_year=year, by=request.user)
    messages.info(request, f"เคสใหม่เติมข้อมูลจาก {case} ให้แล้ว ตรวจประวัติก่อน แล้วดำเนินการต่อ")
    return redirect("cases:history", year.pk, draft.pk)

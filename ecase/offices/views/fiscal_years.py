"""ปีงบประมาณ: the administrator opens and closes them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecase.core.thai import fiscal_year

from .. import actions
from ..access import OfficerRequest, open_to
from ..forms_of_officers import YearForm
from ..models import Duty, FiscalYear


@open_to(Duty.ADMINISTRATOR)
def fiscal_years(request: OfficerRequest) -> HttpResponse:
    """All fiscal years, and a form to open one more."""
    years = list(FiscalYear.objects.newest_first())
    now = fiscal_year(timezone.localdate())
    there = {year.pk for year in years}
    offered = next((year for year in (now, now + 1) if year not in there), None)
    form = YearForm(request.POST or None, initial={"year": offered})
    if form.is_valid():
        year = actions.open_year(form.cleaned_data["year"], by=request.user)
        messages.success(request, f"เปิด{year} แล้ว ทุกเขตบันทึกได้")
        return redirect("offices:fiscal_years")
    return render(request, "offices/fiscal_years.html", {"years": years, "form": form, "now": now})


@require_POST
@open_to(Duty.ADMINISTRATOR)
def close_year(request: OfficerRequest, number: int) -> HttpResponse:
    """ปิดปีงบประมาณ."""
    year = actions.close_year(get_object_or_404(FiscalYear, pk=number), by=request.user)
    messages.success(request, f"ปิด{year} แล้ว ดูได้แต่บันทึกเพิ่มไม่ได้")
    return redirect("offices:fiscal_years")

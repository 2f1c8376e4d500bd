"""แสดงข้อมูลเคส: all cases of the office and year, searched, filtered, sorted (R11)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ecase.core.paging import key_page, whole_list
from ecase.core.searches import keep_search, kept_search
from ecase.core.sheets import Column, Table
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.exports import exported
from ecase.offices.models import Duty

from ..forms import SearchForm
from ..models import Case, CaseQuerySet
from ..rows import COLUMNS, Listed, Row, listed, row_of, rows
from ..searching import filters
from ..searching import search as find

ORDERS = {"number": ("sequence",), "name": ("name_key",), "amount": ("amount",)}
COUNTED = 1000  # beyond this the exact number helps nobody, and costs
EXPORTED: tuple[Column[Row], ...] = (
    *COLUMNS,
    Column("สถานะ", 20, lambda row: row.status),
    Column("รอบประชุม", 12, lambda row: row.round),
    Column("วันที่บันทึก", 14, lambda row: row.recorded_on),
    Column("เอกสาร", 40, lambda row: row.missing),
)


@open_to(*EVERY_DUTY)
@require_POST
def search(request: OfficerRequest) -> HttpResponse:
    """Take what was typed into a search box, and show the list under a token for it."""
    form = SearchForm(request.POST)
    address = reverse("cases:list", args=[request.year.pk])
    if not form.is_valid():
        messages.error(request, f"ค้นหาไม่ได้ คำค้น{form.errors['q'][0]}")
        return redirect(address)
    if not form.cleaned_data["q"]:
        return redirect(address)
    return redirect(f"{address}?s={keep_search(request, form.cleaned_data['q'])}")


@require_safe
@open_to(*EVERY_DUTY)
def listing(request: OfficerRequest) -> HttpResponseBase:
    typed = kept_search(request)
    found = find(Case.objects.visible_to(request.user), typed or "", year=request.year)
    selects, cases = filters(request, found.cases, with_offices=request.user.sees_every_office)
    if file := exported(request, "cases", cases.count, lambda: _table(request, cases)):
        return file
    page = key_page(cases.in_full(), request, orders=ORDERS, default="-number")
    count = cases.order_by()[: COUNTED + 1].count()
    context = {
        "page": page,
        "rows": rows(page.rows, request, today=timezone.localdate()),
        "selects": selects,
        "is_filtered": any(select.chosen for select in selects),
        "search": found,
        "is_forgotten": typed is None,
        "token": request.GET.get("s", "") if typed else "",
        "count": f"มากกว่า {COUNTED:,}" if count > COUNTED else f"{count:,}",
        "may_record": request.user.may(Duty.CASEWORKER, Duty.HEAD) and request.year.is_open,
    }
    return render(request, "cases/list.html", context)


def _table(request: OfficerRequest, cases: CaseQuerySet) -> Table[Listed]:
    found = whole_list(cases.in_full(), request, orders=ORDERS, default="-number")
    columns = [column.of(row_of) for column in EXPORTED]
    return Table("แสดงข้อมูลเคส", columns, listed(found, request, today=timezone.localdate()))

"""นำเข้าผลการโอน: the bank's list, received, looked at row by row, and then recorded."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from ecase.core.paging import key_page, whole_list
from ecase.core.thai import baht
from ecase.core.uploads import refused_uploads
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.exports import exported
from ecase.offices.models import Duty
from ecase.offices.password_again import password_given_lately

from .. import actions
from ..bank_results import ListRefused
from ..forms import ResultListForm
from ..matching import Effect, Plan, PlannedRow
from ..models import ResultList, ResultListQuerySet
from ..tables import plan_table, result_lists_table

NEWEST_FIRST = {"received": ("-received_at",)}
ROWS_OF_A_PAGE = 200


@open_to(*EVERY_DUTY)
def result_lists(request: OfficerRequest) -> HttpResponseBase:
    """The lists received in a year, and for the payer the box for another."""
    if request.method == "POST":
        return _receive(request)
    return _page(request, ResultListForm())


@open_to(Duty.PAYER)
def _receive(request: OfficerRequest) -> HttpResponseBase:
    form = ResultListForm(request.POST, request.FILES)
    files = request.FILES.getlist("results")
    for late in refused_uploads(request):
        form.add_error("results", str(late))
    if len(files) > 1:
        form.add_error("results", "เลือกครั้งละ 1 ไฟล์ แล้วกดนำเข้าอีกครั้ง")
    if not form.is_valid() or not files:
        return _page(request, form)
    try:
        received = actions.receive_list(
            files[0].name or "", files[0].read(), year=request.year, by=request.user
        )
    except ListRefused as refused:  # said beside the box, where another file can be chosen
        form.add_error("results", str(refused))
        return _page(request, form)
    return redirect("payments:result_list", request.year.pk, received.pk)


def _page(request: OfficerRequest, form: ResultListForm) -> HttpResponseBase:
    found = _lists(request).select_related("received_by", "applied_by", "office")
    whole = whole_list(found, request, orders=NEWEST_FIRST, default="received")
    if file := exported(request, "result_lists", found.count, lambda: result_lists_table(whole)):
        return file
    page = key_page(found, request, orders=NEWEST_FIRST, default="received")
    may_receive = request.user.may(Duty.PAYER) and request.year.is_open
    context = {"page": page, "form": form, "may_receive": may_receive}
    return render(request, "payments/result_lists.html", context)


@open_to(*EVERY_DUTY)
def result_list(request: OfficerRequest, key: int) -> HttpResponseBase:
    """What one list would change, row by row; posting records exactly that."""
    received = get_object_or_404(
        _lists(request, content=True).select_related("office", "received_by", "applied_by"), pk=key
    )
    if request.method == "POST":
        return _apply(request, received)
    plan = actions.plan_of(received)
    rows = _rows(request, plan)
    if file := exported(request, "results", len(rows), lambda: plan_table(received, rows)):
        return file
    return render(request, "payments/result_list.html", _shown(request, received, plan))


@open_to(Duty.PAYER)
@password_given_lately("บันทึกผลตามรายการของธนาคาร")
def _apply(request: OfficerRequest, received: ResultList) -> HttpResponseBase:
    digest = request.POST.get("digest", "")
    figures = actions.apply_list(received, digest=digest, by=request.user)
    told = [
        f"{effect.value[2]} {figures[effect].count} ราย {baht(figures[effect].total)} บาท"
        for effect in (Effect.PAY, Effect.RETURN, Effect.CONFLICT)
        if figures[effect].count
    ]
    words = " · ".join(told) if told else "ทุกรายบันทึกไว้แล้ว ไม่มีอะไรเปลี่ยน"
    messages.success(request, f"นำเข้าผลการโอนแล้ว {words}")
    if figures[Effect.CONFLICT].count:
        return redirect("payments:conflicts", request.year.pk)
    return redirect("payments:result_list", request.year.pk, received.pk)


def _shown(request: OfficerRequest, received: ResultList, plan: Plan) -> dict[str, object]:
    only, rows = request.GET.get("only", ""), _rows(request, plan)
    typed = request.GET.get("from", "")
    start = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
    end = start + ROWS_OF_A_PAGE
    may_apply = request.user.may(Duty.PAYER) and request.year.is_open
    return {
        "received": received,
        "plan": plan,
        "rows": rows[start:end],
        "parts": [
            (effect.name, *effect.value, plan.figures[effect])
            for effect in Effect
            if plan.figures[effect].count
        ],
        "only": only,
        "previous": max(start - ROWS_OF_A_PAGE, 0) if start else None,
        "next": end if end < len(rows) else None,
        "may_apply": may_apply and plan.is_clean and plan.changes,
        "may_ever": may_apply,
    }


def _rows(request: OfficerRequest, plan: Plan) -> list[PlannedRow]:
    only = request.GET.get("only", "")
    return [one for one in plan.rows if not only or one.effect.name == only]


def _lists(request: OfficerRequest, *, content: bool = False) -> ResultListQuerySet:
    lists = ResultList.objects.visible_to(request.user).of_year(request.year)
    return lists if content else lists.defer("content")

"""คำขอเข้าถึงข้อมูลส่วนบุคคล: received, answered with a package or refused, listed with the days left."""

from contextlib import ExitStack
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from ecase.core import citizen_id
from ecase.core.paging import key_page, whole_list
from ecase.core.searches import keep_search, kept_search
from ecase.core.sheets import Column, Table
from ecase.core.thai import long_date
from ecase.offices.access import OfficerRequest, open_to
from ecase.offices.exports import exported
from ecase.offices.models import Duty
from ecase.offices.password_again import password_given_lately

from .. import actions
from ..forms import DataRequestForm, GiveForm, PersonSearchForm, RefuseForm
from ..gathering import kept_of, unfinished
from ..models import DataRequest, State
from ..models.data_request import DataRequestQuerySet
from ..packing import pack
from ..printouts import scope_of

ANSWERS = (Duty.HEAD, Duty.ADMINISTRATOR)
READS = (*ANSWERS, Duty.AUDITOR)
ORDERS = {"received": ("received_on", "taken_at"), "office": ("office__name", "-received_on")}
SOON = 7  # days


class Standing(NamedTuple):
    """How a request stands: tone, icon and word, and more of it."""

    tone: str
    icon: str
    word: str
    more: str = ""


COLUMNS: tuple[Column[DataRequest], ...] = (
    Column("ผู้รับคำขอ", 30, lambda asked: asked.place),
    Column("เลขบัตรของเจ้าของข้อมูล", 22, lambda asked: citizen_id.masked(asked.citizen_id)),
    Column("ผู้ขอ", 34, lambda asked: asked.get_asked_by_display()),
    Column("ยืนยันตัวด้วย", 30, lambda asked: asked.get_identity_display()),
    Column("รับเมื่อ", 14, lambda asked: asked.received_on),
    Column("ครบกำหนด", 14, lambda asked: asked.due_on),
    Column("ผล", 20, lambda asked: _standing(asked).word),
    Column("วันที่บันทึกผล", 20, lambda asked: asked.answered_at),
    Column("เหตุที่ปฏิเสธ", 40, lambda asked: asked.get_ground_display()),
    Column("เหตุผล", 60, lambda asked: asked.because),
)


@open_to(*READS)
def requests(request: OfficerRequest) -> HttpResponseBase:
    """The requests of the own office, or of all; with ``?show=open`` those that wait.

    What is looked for, one exact ID, is sent by POST and stands in no address.
    """
    form = PersonSearchForm(request.POST or None)
    if form.is_valid():
        token = keep_search(request, form.cleaned_data["citizen_id"])
        return redirect(f"{reverse('privacy:requests')}?s={token}")
    typed = kept_search(request)
    found = _found(request, typed)
    only = request.GET.get("show") == "open"
    if only:
        found = found.open()
    whole = whole_list(found, request, orders=ORDERS, default="-received")
    title = "คำขอเข้าถึงข้อมูลส่วนบุคคล"
    if file := exported(
        request, "data_requests", found.count, lambda: Table(title, COLUMNS, whole)
    ):
        return file
    page = key_page(found, request, orders=ORDERS, default="-received")
    return render(
        request,
        "privacy/requests.html",
        {
            "page": page,
            "rows": [(asked, _standing(asked)) for asked in page.rows],
            "only": only,
            "form": form,
            "said": citizen_id.masked(typed) if typed else "",
            "is_forgotten": typed is None,
            "may_take": request.user.may(*ANSWERS),
        },
    )


@open_to(*ANSWERS)
def take(request: OfficerRequest) -> HttpResponse:
    """รับคำขอ: who asks, for whom, and how that was shown."""
    form = DataRequestForm(request.POST or None)
    waiting = _waiting(request, form.cleaned_data["citizen_id"]) if form.is_valid() else None
    if form.is_valid() and not waiting:
        taken = actions.take_request(**form.cleaned_data, by=request.user)
        messages.success(request, "รับคำขอแล้ว จัดทำชุดข้อมูลแล้วมอบให้ผู้ขอ หรือบันทึกเหตุที่ปฏิเสธ")
        return redirect(taken)
    return render(request, "privacy/take.html", {"form": form, "waiting": waiting})


@open_to(*READS)
def show(request: OfficerRequest, key: UUID) -> HttpResponse:
    """One request: what is kept of the person, the packages that were made, and the answer."""
    asked = _find(request, key)
    may_answer = asked.is_of(request.user) and not asked.answer
    post = request.POST if request.method == "POST" else None
    gives = GiveForm(post if post and "give" in post else None)
    refuses = RefuseForm(post if post and "refuse" in post else None)
    if gives.is_valid():
        actions.give(asked, **gives.cleaned_data, by=request.user)
        messages.success(request, "บันทึกแล้วว่ามอบข้อมูลให้ผู้ขอ")
        return redirect(asked)
    if refuses.is_valid():
        actions.refuse(asked, **refuses.cleaned_data, by=request.user)
        messages.success(request, "บันทึกการปฏิเสธแล้ว แจ้งผู้ขอเป็นหนังสือพร้อมเหตุผล")
        return redirect(asked)
    kept = kept_of(asked.citizen_id, seen_by=request.user) if may_answer else None
    return render(
        request,
        "privacy/request.html",
        {
            "asked": asked,
            "standing": _standing(asked),
            "scope": scope_of(asked),
            "packages": list(asked.packages.select_related("made_by").order_by("-pk")),
            "may_answer": may_answer,
            "kept": kept,
            "unfinished": unfinished(kept) if kept else [],
            "gives": gives,
            "refuses": refuses,
        },
    )


@require_POST
@open_to(*ANSWERS)
@password_given_lately("จัดทำชุดข้อมูลส่วนบุคคลทั้งหมดของผู้นี้", gives_file=True)
def package(request: OfficerRequest, key: UUID) -> HttpResponseBase:
    """จัดทำชุดข้อมูล: one ZIP, on record with its hash before it is handed out."""
    asked = _find(request, key)
    kept = kept_of(asked.citizen_id, seen_by=request.user)
    made = pack(asked, kept, made_at=timezone.now())
    with ExitStack() as unless_noted:
        unless_noted.callback(made.file.close)
        actions.note_package(asked, kept, sha256=made.sha256, size=made.size, by=request.user)
        unless_noted.pop_all()
    answer = FileResponse(made.file, content_type="application/zip")
    name = f"ข้อมูลส่วนบุคคล-คำขอวันที่ {long_date(asked.received_on)}.zip"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _find(request: OfficerRequest, key: UUID) -> DataRequest:
    return get_object_or_404(DataRequest.objects.visible_to(request.user).in_full(), pk=key)


def _waiting(request: OfficerRequest, citizen_id: str) -> DataRequest | None:
    """The open request of that person in the own place: there is no second one beside it."""
    own = DataRequest.objects.visible_to(request.user).filter(office=request.user.office)
    return own.about(citizen_id).open().first()


def _found(request: OfficerRequest, typed: str | None) -> DataRequestQuerySet:
    found = DataRequest.objects.visible_to(request.user).in_full()
    return found.about(typed) if typed else found


def _standing(asked: DataRequest) -> Standing:
    if asked.answer == State.GIVEN:
        return Standing("ok", "done", "มอบข้อมูลแล้ว")
    if asked.answer:
        return Standing("calm", "x", "ปฏิเสธ", asked.get_ground_display())
    left = asked.days_left(timezone.localdate())
    if left < 0:
        return Standing("stop", "alert", f"เกินกำหนด {-left} วัน")
    tone = "warn" if left <= SOON else "info"
    return Standing(tone, "clock", f"เหลือ {left} วัน")

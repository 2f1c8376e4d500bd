"""เปลี่ยนหัวหน้าฝ่าย: asked at the door without signing in, decided by the administrator (R4-R5)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecase.core import scans
from ecase.core.addresses import client_address
from ecase.core.paging import key_page, whole_list
from ecase.core.printing import sandboxed
from ecase.core.sheets import Column, Table
from ecase.core.storage import fetch
from ecase.core.uploads import refused_uploads

from .. import actions
from ..access import OfficerRequest, open_to
from ..exports import exported
from ..forms import ProfileForm
from ..forms_of_officers import AcceptHandOverForm, BecauseForm, HandOverForm
from ..models import Answer, Duty, HandOver, HandOverFile, HandOverPaper
from ..password_again import password_given_lately
from .first_password import show_link

ORDERS = {"sent": ("-sent_at",), "office": ("office__name", "-sent_at")}
WIDTHS = {"page": 960, "large": 1800}
COLUMNS: tuple[Column[HandOver], ...] = (
    Column("สำนักงานเขต", 22, lambda asked: asked.office.name),
    Column("ผู้ขอ", 32, lambda asked: asked.name),
    Column("ตำแหน่ง", 30, lambda asked: asked.position),
    Column("เริ่มดำรงตำแหน่ง", 16, lambda asked: asked.effective_on),
    Column("ส่งเมื่อ", 20, lambda asked: asked.sent_at),
    Column("ผล", 16, lambda asked: _state(asked)[2]),
    Column("พิจารณาโดย", 30, lambda asked: str(asked.decided_by or "")),
    Column("พิจารณาเมื่อ", 20, lambda asked: asked.decided_at),
    Column("เหตุผลที่ไม่อนุมัติ", 50, lambda asked: asked.because),
)


@login_not_required
def ask(request: HttpRequest) -> HttpResponse:
    """ขอใช้งานระบบ E-Case: the manual's form on screen, with a copy of the official card."""
    form = HandOverForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        for late in refused_uploads(request):
            if late.field in form.fields:
                form.add_error(late.field, str(late))
    if form.is_valid():
        address = client_address(request) or None
        actions.knock(address)
        good, refused = actions.judge(_sent(form))
        for paper, why in refused:
            form.add_error(paper.value, why)
        if not refused:
            office = form.cleaned_data["office"]
            actions.ask_for_hand_over(office, facts=form.facts, files=good, sent_from=address)
            return redirect("offices:hand_over_sent")
    return render(request, "offices/ask_hand_over.html", {"form": form})


@require_safe
@login_not_required
def sent(request: HttpRequest) -> HttpResponse:
    """What comes next, for who has sent a request."""
    return render(request, "offices/hand_over_sent.html")


@require_safe
@open_to(Duty.ADMINISTRATOR)
def hand_overs(request: OfficerRequest) -> HttpResponseBase:
    """The requests of all offices; with ``?show=open`` those that wait."""
    found = HandOver.objects.visible_to(request.user).in_full()
    only = request.GET.get("show") == "open"
    if only:
        found = found.open()
    whole = whole_list(found, request, orders=ORDERS, default="sent")
    title = "คำขอเปลี่ยนหัวหน้าฝ่าย"
    if file := exported(request, "hand_overs", found.count, lambda: Table(title, COLUMNS, whole)):
        return file
    page = key_page(found, request, orders=ORDERS, default="sent")
    rows = [(asked, *_state(asked)) for asked in page.rows]
    return render(request, "offices/hand_overs.html", {"page": page, "rows": rows, "only": only})


@open_to(Duty.ADMINISTRATOR)
@password_given_lately("พิจารณาคำขอเปลี่ยนหัวหน้าฝ่าย")
def hand_over(request: OfficerRequest, key: UUID) -> HttpResponse:
    """One request beside its papers: approved with what the administrator checked, or declined."""
    asked = _find(request, key)
    today = timezone.localdate()
    heads = actions.heads_of(asked.office, today)
    initial = {name: getattr(asked, name, "") for name in ProfileForm.base_fields}
    initial |= {"effective_on": max(asked.effective_on or today, today)}
    post = request.POST if request.method == "POST" else None
    accepts = AcceptHandOverForm(
        post if post and "accept" in post else None, heads=heads, initial=initial
    )
    declines = BecauseForm(post if post and "decline" in post else None)
    if accepts.is_valid():
        new = actions.NewHead(**accepts.facts)
        officer, secret = actions.accept_hand_over(
            asked, new, leaving=accepts.who_leaves, by=request.user
        )
        if secret:
            return show_link(request, officer, secret)
        messages.success(request, f"{officer} เป็นหัวหน้าฝ่ายแล้ว เข้าสู่ระบบด้วยรหัสผ่านเดิมของตนเอง")
        return redirect("offices:officer", officer.pk)
    if declines.is_valid():
        actions.decline_hand_over(asked, because=declines.cleaned_data["because"], by=request.user)
        messages.success(request, "บันทึกว่าไม่อนุมัติแล้ว แจ้งผู้ขอตามหมายเลขโทรศัพท์ที่ให้ไว้")
        return redirect("offices:hand_overs")
    page = {
        "asked": asked,
        "state": _state(asked),
        "files": list(asked.files.order_by("paper", "pk")),
        "accepts": accepts,
        "declines": declines,
        "heads": heads,
    }
    return render(request, "offices/hand_over.html", page)


@require_safe
@open_to(Duty.ADMINISTRATOR)
def paper(request: OfficerRequest, key: UUID, file: int) -> HttpResponse:
    """ดาวน์โหลด: a scan that came with the request."""
    found = _file(request, key, file)
    content = fetch(found.stored_as)
    actions.look_at_paper(found, by=request.user)
    name = f"{found.get_paper_display()}-{found.hand_over.office}.pdf"
    return sandboxed(content, "application/pdf", name)


@require_safe
@open_to(Duty.ADMINISTRATOR)
def page_picture(request: OfficerRequest, key: UUID, file: int, page: int) -> HttpResponse:
    """One page of such a scan as JPEG; the first is 1."""
    found = _file(request, key, file)
    if not 1 <= page <= found.pages:
        raise Http404
    width = WIDTHS.get(request.GET.get("w", ""), WIDTHS["page"])
    picture = scans.picture(fetch(found.stored_as), page, width)
    actions.look_at_paper(found, by=request.user)
    return sandboxed(picture, "image/jpeg")


def _find(request: OfficerRequest, key: UUID) -> HandOver:
    return get_object_or_404(HandOver.objects.visible_to(request.user).in_full(), pk=key)


def _file(request: OfficerRequest, key: UUID, file: int) -> HandOverFile:
    files = _find(request, key).files.select_related("hand_over__office")
    return get_object_or_404(files, pk=file)


def _sent(form: HandOverForm) -> list[actions.SentFile]:
    return [
        actions.SentFile(paper, file.name or "", file.read())
        for paper in HandOverPaper
        for file in form.cleaned_data[paper.value]
    ]


def _state(asked: HandOver) -> tuple[str, str, str]:
    if not asked.answer:
        return "warn", "clock", "รอพิจารณา"
    if asked.answer == Answer.ACCEPTED:
        return "ok", "done", "อนุมัติแล้ว"
    return "calm", "x", "ไม่อนุมัติ"

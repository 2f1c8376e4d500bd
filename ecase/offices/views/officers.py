"""เจ้าหน้าที่: the pages on which the administrator rules sign-ins, duties and places.

The auditor reads them.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.db.models.functions import Concat
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ecase.audit.models import Event
from ecase.core.paging import key_page, whole_list
from ecase.core.searches import keep_search, kept_search
from ecase.core.sheets import BATCH, Column, Table, in_batches
from ecase.core.thai import thai_date

from .. import actions
from ..access import OfficerRequest, open_to
from ..door.models import has_second_factor
from ..exports import exported
from ..forms_of_officers import CENTRE, BecauseForm, DutyForm, EndDutyForm, MoveForm, OfficerForm
from ..models import LINK_HOURS, AdministratorRequest, Appointment, Duty, Office, Officer
from ..password_again import password_given_lately
from ..telling import entries
from .first_password import show_link

ORDERS = {
    "name": ("first_name", "last_name"),
    "username": ("username",),
    "office": ("office__name", "first_name"),
    "seen": ("-last_login",),
}
OF_OFFICERS: tuple[Column[Officer], ...] = (
    Column("ชื่อ", 32, str),
    Column("ชื่อผู้ใช้", 20, lambda who: who.username),
    Column("สังกัด", 28, lambda who: who.place),
    Column("ตำแหน่ง", 32, lambda who: who.position),
    Column("หน้าที่", 36, lambda who: who.duty_names),
    Column("สถานะ", 12, lambda who: "เปิดใช้" if who.is_active else "ปิดใช้"),
    Column("เข้าสู่ระบบล่าสุด", 20, lambda who: who.last_login),
)
LATELY = 50  # events on an officer's page
STATES = {"on": "เปิดใช้", "off": "ปิดใช้", "idle": "ไม่มีหน้าที่"}


@require_safe
@open_to(Duty.ADMINISTRATOR, Duty.AUDITOR)
def officers(request: OfficerRequest) -> HttpResponseBase:
    """Everybody who has a sign-in, with their duties of today."""
    typed, today = kept_search(request), timezone.localdate()
    found = _filtered(request, _search(typed or ""), today)

    def table() -> Table[Officer]:
        whole = whole_list(found, request, orders=ORDERS, default="name")
        return Table("เจ้าหน้าที่", OF_OFFICERS, _with_duties(whole.iterator(), today))

    if file := exported(request, "officers", found.count, table):
        return file
    page = key_page(found.select_related("office"), request, orders=ORDERS, default="name")
    context = {
        "page": page,
        "rows": list(_with_duties(page.rows, today)),
        "count": found.count(),
        "typed": typed,
        "is_forgotten": typed is None,
        "token": request.GET.get("s", "") if typed else "",
        "is_filtered": any(request.GET.get(name) for name in ("office", "kind", "status")),
        "offices": Office.objects.order_by("name"),
        "duties": Duty.choices,
        "states": STATES.items(),
        "may_change": request.user.may(Duty.ADMINISTRATOR),
        "waiting": AdministratorRequest.objects.visible_to(request.user).open().count(),
    }
    return render(request, "offices/officers.html", context)


@require_POST
@open_to(Duty.ADMINISTRATOR, Duty.AUDITOR)
def find_officer(request: OfficerRequest) -> HttpResponse:
    """Take what was typed into the search box, and show the list under a token for it."""
    typed = " ".join(request.POST.get("q", "").replace("\0", "").split())[:100]
    address = reverse("offices:officers")
    return redirect(f"{address}?s={keep_search(request, typed)}" if typed else address)


@require_safe
@open_to(Duty.ADMINISTRATOR, Duty.AUDITOR)
def officer(request: OfficerRequest, key: int) -> HttpResponse:
    """One officer: duties of now and before, the last sign-in, and what was done to the account."""
    return render(request, "offices/officer.html", _page(request, _find(key)))


@open_to(Duty.ADMINISTRATOR)
@password_given_lately("เพิ่มเจ้าหน้าที่และออกลิงก์ตั้งรหัสผ่าน")
def engage(request: OfficerRequest) -> HttpResponse:
    """เพิ่มเจ้าหน้าที่; the answer shows the link for setting the password, this once."""
    form = OfficerForm(request.POST or None)
    if form.is_valid():
        return show_link(request, *actions.admit(**form.cleaned_data, by=request.user))
    return render(request, "offices/engage.html", {"form": form})


@open_to(Duty.ADMINISTRATOR)
@password_given_lately("แต่งตั้งให้ทำหน้าที่")
def give_duty(request: OfficerRequest, key: int) -> HttpResponse:
    """แต่งตั้งให้ทำหน้าที่, from a day on and perhaps to another."""
    who = _find(key)
    form = DutyForm(request.POST or None, officer=who)
    if form.is_valid():
        given = actions.give_duty(who, **form.cleaned_data, by=request.user)
        messages.success(request, f"แต่งตั้ง{who}เป็น{given.get_duty_display()}แล้ว")
        return redirect("offices:officer", key)
    return _step(request, who, form, h1="แต่งตั้งให้ทำหน้าที่", button="แต่งตั้ง")


@open_to(Duty.ADMINISTRATOR)
def end_duty(request: OfficerRequest, key: int, duty: str) -> HttpResponse:
    """สิ้นสุดหน้าที่, at once or after a last day."""
    who = _find(key)
    held = who.appointments.not_over(timezone.localdate()).filter(duty=duty)
    found = get_object_or_404(held.order_by("starts_on")[:1])
    form = EndDutyForm(request.POST or None)
    of_two = found.duty == Duty.ADMINISTRATOR  # whose duty has no last day
    if of_two:
        del form.fields["last_day"]
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data.get("last_day")
        actions.end_duty(who, Duty(found.duty), last_day=day, by=request.user)
        ended = f"หน้าที่{found.get_duty_display()}ของ{who}"
        done = f"{ended} ทำได้ถึงวันที่ {thai_date(day)}" if day else f"สิ้นสุด{ended}แล้ว"
        messages.success(request, done)
        return redirect("offices:officer", key)
    lead = "พ้นหน้าที่แล้วทำงานของหน้าที่นี้ไม่ได้ตั้งแต่การกดครั้งถัดไป ประวัติที่ทำไว้อยู่ครบ"
    h1 = f"สิ้นสุดหน้าที่{found.get_duty_display()}"
    return _step(request, who, form, h1=h1, button="สิ้นสุดหน้าที่", lead=lead)


@open_to(Duty.ADMINISTRATOR)
def move(request: OfficerRequest, key: int) -> HttpResponse:
    """ย้ายสังกัด: the duties of the old office end at once."""
    who = _find(key)
    form = MoveForm(request.POST or None, officer=who)
    if form.is_valid():
        moved = actions.move(who, form.office, by=request.user)
        messages.success(request, f"ย้าย{moved}ไป{moved.place}แล้ว หน้าที่เดิมสิ้นสุด แต่งตั้งหน้าที่ใหม่ได้ที่หน้านี้")
        return redirect("offices:officer", key)
    lead = "หน้าที่ทั้งหมดในสังกัดเดิมสิ้นสุดทันที และเปิดดูข้อมูลของสังกัดเดิมไม่ได้อีก"
    return _step(request, who, form, h1="ย้ายสังกัด", button="ย้ายสังกัด", lead=lead)


@open_to(Duty.ADMINISTRATOR)
def switch_off(request: OfficerRequest, key: int) -> HttpResponse:
    """ปิดใช้บัญชี, with the reason."""
    who = _find(key)
    form = BecauseForm(request.POST or None)
    if form.is_valid():
        actions.switch_off(who, reason=form.cleaned_data["because"], by=request.user)
        messages.success(request, f"ปิดใช้บัญชีของ{who}แล้ว")
        return redirect("offices:officer", key)
    lead = "เข้าสู่ระบบไม่ได้อีก และเครื่องที่เข้าอยู่จะใช้ต่อไม่ได้ตั้งแต่การกดครั้งถัดไป"
    return _step(request, who, form, h1="ปิดใช้บัญชี", button="ปิดใช้บัญชี", lead=lead)


@require_POST
@open_to(Duty.ADMINISTRATOR)
def switch_on(request: OfficerRequest, key: int) -> HttpResponse:
    """เปิดใช้บัญชี again."""
    actions.switch_on(_find(key), by=request.user)
    messages.success(request, "เปิดใช้บัญชีแล้ว")
    return redirect("offices:officer", key)


@open_to(Duty.ADMINISTRATOR)
@password_given_lately("ออกลิงก์ตั้งรหัสผ่าน")
def make_link(request: OfficerRequest, key: int) -> HttpResponse:
    """ออกลิงก์ตั้งรหัสผ่านใหม่: asked first, for the password of before ends with it."""
    who = _find(key)
    if request.method == "POST":
        return show_link(request, who, actions.make_link(who, by=request.user))
    return render(request, "offices/make_link.html", {"who": who, "hours": LINK_HOURS})


@require_POST
@open_to(Duty.ADMINISTRATOR)
@password_given_lately("ล้างการยืนยันขั้นที่สอง")
def clear_factors(request: OfficerRequest, key: int) -> HttpResponse:
    """ล้างการยืนยันขั้นที่สอง of who lost the app, the passkeys and the codes."""
    who = _find(key)
    actions.clear_second_factor(who, by=request.user)
    messages.success(request, f"ล้างการยืนยันขั้นที่สองของ{who}แล้ว เจ้าหน้าที่เพิ่มใหม่เมื่อเข้าสู่ระบบครั้งถัดไป")
    return redirect("offices:officer", key)


def _find(key: int) -> Officer:
    found: Officer = get_object_or_404(Officer.objects.with_duties(timezone.localdate()), pk=key)
    return found


def _step(
    request: OfficerRequest, who: Officer, form: object, *, h1: str, button: str, lead: str = ""
) -> HttpResponse:
    page = {"who": who, "form": form, "h1": h1, "button": button, "lead": lead}
    return render(request, "offices/officer_step.html", page)


def _page(request: OfficerRequest, who: Officer) -> dict[str, object]:
    today = timezone.localdate()
    rows = [
        (held, not held.is_over(today), *held.state(today))
        for held in who.appointments.newest_first()
    ]
    requests = AdministratorRequest.objects.visible_to(request.user).filter(officer=who)
    waits = requests.open().exists()
    coming = {held.duty for held, is_open, *_ in rows if is_open}
    may_change = request.user.may(Duty.ADMINISTRATOR) and request.user.pk != who.pk
    return {
        "who": who,
        "now": [row for row in rows if row[1]],
        "past": [row for row in rows if not row[1]],
        "is_own": request.user.pk == who.pk,
        "may_change": may_change,
        "may_link": may_change and who.is_active and Duty.ADMINISTRATOR not in coming,
        "may_ask": may_change
        and who.is_active
        and who.sees_every_office
        and not waits
        and Duty.ADMINISTRATOR not in coming,
        "is_administrator": Duty.ADMINISTRATOR in coming,
        "may_clear": may_change and has_second_factor(who),
        "waits": waits,
        "link": who.links.unspent().filter(expires_at__gt=timezone.now()).first(),
        "events": entries(Event.objects.about(who).select_related("by")[:LATELY]),
        "lately": LATELY,
    }


def _search(typed: str) -> QuerySet[Officer]:
    """By name, user name or office: each word that was typed is in one of them."""
    called = Concat("title", "first_name")  # as every page writes the name
    found: QuerySet[Officer] = Officer.objects.annotate(called=called)
    for word in typed.replace("สำนักงานเขต", "").split():
        found = found.filter(
            Q(called__icontains=word)
            | Q(last_name__icontains=word)
            | Q(username__icontains=word)
            | Q(office__name__icontains=word)
        )
    return found


def _filtered(request: OfficerRequest, found: QuerySet[Officer], today: date) -> QuerySet[Officer]:
    code, duty, state = (request.GET.get(name, "") for name in ("office", "kind", "status"))
    if code == CENTRE:
        found = found.filter(office=None)
    elif code and code.isascii() and code.isdigit():
        found = found.filter(office__code=code)
    held = Appointment.objects.in_force(today)
    if duty in set(Duty):
        found = found.filter(pk__in=held.filter(duty=duty).values("officer"))
    match state:
        case "on" | "off":
            found = found.filter(is_active=state == "on")
        case "idle":
            found = found.exclude(pk__in=held.values("officer"))
    return found


def _with_duties(found: Iterable[Officer], today: date) -> Iterator[Officer]:
    """The officers in their order, each with the duties of a day."""
    for some in in_batches(found, BATCH):
        known = Officer.objects.with_duties(today).in_bulk([who.pk for who in some])
        yield from (known[who.pk] for who in some)

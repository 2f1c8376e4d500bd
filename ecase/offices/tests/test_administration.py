"""The administrator's pages: who finds what there, and what their forms do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ecase.audit.models import Event
from ecase.core.thai import thai_date
from ecase.offices import actions
from ecase.offices.models import AdministratorRequest, Duty, FiscalYear, Officer, SignInLink
from tests import make

LIST = "/officers/"


@pytest.fixture
def admin(client, reference):
    admin = make.centre_officer(Duty.ADMINISTRATOR)
    client.force_login(admin)
    return admin


@pytest.fixture
def today():
    return thai_date(timezone.localdate())


def found(client, typed):
    answer = client.post("/officers/search/", {"q": typed})
    assert typed not in answer.url  # a name stands in no address
    return client.get(answer.url).text


def test_the_list_finds_by_name_user_name_and_office(client, admin):
    make.officer(username="somying", first_name="สมหญิง", last_name="รักดี", of=make.office("1024"))
    make.officer(username="prida", first_name="ปรีดา")
    for typed in (
        "สมหญิง",
        "รักดี สมหญิง",
        "นางสาวสมหญิง รักดี",
        "SOMYING",
        "ราษฎร์บูรณะ",
        "สำนักงานเขตราษฎร์บูรณะ",
    ):
        page = found(client, typed)
        assert "somying" in page
        assert "prida" not in page
    assert "ไม่พบเจ้าหน้าที่ที่ตรงกัน" in found(client, "ไม่มีใคร")


def test_the_list_is_filtered_sorted_and_exported(client, admin):
    make.officer(Duty.PAYER, username="payer.one")
    make.officer(Duty.HEAD, username="head.one", of=make.office("1024"))
    gone = make.officer(Duty.HEAD, username="gone.one")
    actions.switch_off(gone, reason="x", by=admin)
    for query, there, missing in (
        ("?kind=PAYER", "payer.one", "head.one"),
        ("?office=1024", "head.one", "payer.one"),
        ("?office=centre", admin.username, "payer.one"),
        ("?status=off", "gone.one", "head.one"),
        ("?status=on&sort=-username", "payer.one", "gone.one"),
    ):
        page = client.get(LIST + query).text
        assert there in page, query
        assert missing not in page, query
    sheet = b"".join(client.get(f"{LIST}?kind=PAYER&as=csv").streaming_content).decode("utf-8-sig")
    assert "payer.one" in sheet
    assert "head.one" not in sheet
    assert Event.objects.filter(verb="list.exported", after__list="officers").exists()


@pytest.mark.parametrize("more", [1, 12])
def test_the_list_costs_the_same_however_many(client, admin, django_assert_num_queries, more):
    for _ in range(more):
        make.officer()
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_an_officer_is_engaged_without_a_password(client, admin, today):
    facts = {"title": "นาย", "first_name": "ธงชัย", "last_name": "หาญกล้า", "username": "thong.h"}
    facts |= {"place": "1008", "duties": ["CASEWORKER", "AUDITOR"], "since": today}
    page = reverse("offices:engage")
    assert 'type="password"' not in client.get(page).text
    assert "ไม่ใช่หน้าที่ของสังกัด" in client.post(page, facts).text
    answer = client.post(page, {**facts, "duties": ["CASEWORKER"]})
    assert "/first-password/" in answer.text
    engaged = Officer.objects.get(username="thong.h")
    assert not engaged.has_usable_password()
    assert engaged.appointments.get().given_by == admin
    for taken in ("thong.h", "Thong.H", "x", "ธง"):
        assert client.post(page, {**facts, "duties": [], "username": taken}).status_code == 200
    assert Officer.objects.filter(last_name="หาญกล้า").count() == 1


def test_each_step_has_its_page(client, admin, today):
    who = make.officer(Duty.CASEWORKER)

    def step(name, post, *more):
        address = reverse(f"offices:{name}", args=[who.pk, *more])
        if name != "switch_on":
            assert client.get(address).status_code == 200
        return client.post(address, post)

    step("give_duty", {"duty": "HEAD", "starts_on": today})
    step("end_duty", {"last_day": today}, "CASEWORKER")
    assert f"ทำได้ถึงวันที่ {today}" in client.get(reverse("offices:officer", args=[who.pk])).text
    step("end_duty", {"last_day": ""}, "CASEWORKER")
    assert Officer.objects.with_duties(timezone.localdate()).get(pk=who.pk).duties == {Duty.HEAD}
    step("move", {"place": "1024"})
    assert Officer.objects.get(pk=who.pk).office == make.office("1024")
    assert "/first-password/" in step("make_link", {}).text
    assert SignInLink.objects.good().filter(officer=who).exists()
    assert step("switch_off", {"because": ""}).status_code == 200
    step("switch_off", {"because": "พ้นราชการ"})
    assert not Officer.objects.get(pk=who.pk).is_active
    step("switch_on", {})
    assert "ไม่มีลิงก์ที่ใช้ได้" in client.get(reverse("offices:officer", args=[who.pk])).text
    page = client.get(reverse("offices:officer", args=[who.pk])).text
    for told in ("ปิดใช้บัญชี", "“พ้นราชการ”", "ย้ายมาสำนักงานเขตราษฎร์บูรณะ", "หน้าที่ที่ผ่านมา", "ออกลิงก์"):
        assert told in page


def test_at_a_desk_left_open_nobody_is_let_in_or_given_a_duty(client, admin, today):
    client.password_given(timedelta(minutes=16))
    who = make.centre_officer(Duty.AUDITOR)
    posts = {
        "/officers/new/": {"username": "puppet"},
        f"/officers/{who.pk}/duties/": {"duty": "AUDITOR", "starts_on": today},
        f"/officers/{who.pk}/administrator/": {"because": "x"},
        "/waivers/new/": {"reason": "x"},
        "/profile/": {"first_name": "x", "email": "elsewhere@example.com"},
    }
    for address, post in posts.items():
        assert "ยืนยันรหัสผ่านอีกครั้ง" in client.post(address, post).text, address


def test_a_day_that_is_over_is_refused(client, admin):
    who = make.officer(Duty.CASEWORKER)
    address = reverse("offices:give_duty", args=[who.pk])
    answer = client.post(address, {"duty": "HEAD", "starts_on": "01/01/2560"})
    assert "ไม่มีผลย้อนหลัง" in answer.text


def test_the_own_page_offers_nothing_to_press(client, admin):
    page = client.get(reverse("offices:officer", args=[admin.pk])).text
    assert "นี่เป็นบัญชีของคุณเอง" in page
    assert "สิ้นสุดหน้าที่</a>" not in page


def test_an_administrator_is_asked_for_and_accepted_on_two_desks(client, admin):
    second, auditor = make.centre_officer(Duty.ADMINISTRATOR), make.centre_officer(Duty.AUDITOR)
    ask = reverse("offices:ask_administrator", args=[auditor.pk])
    assert ask in client.get(reverse("offices:officer", args=[auditor.pk])).text
    client.post(ask, {"because": "ภาระงานเพิ่มขึ้น"})
    page = reverse("offices:administrator_request", args=[AdministratorRequest.objects.get().pk])
    requests = reverse("offices:administrator_requests")
    assert "รอผู้ดูแลระบบอีกคน" in client.get(requests).text
    assert "คุณพิจารณาคำขอนี้ไม่ได้" in client.get(page).text
    assert client.post(page, {"accept": "1"}).status_code == 409
    client.force_login(second)
    assert page in client.get(requests).text
    assert "คำขอแต่งตั้งผู้ดูแลระบบ" in client.get("/").text
    client.post(page, {"accept": "1"})
    assert AdministratorRequest.objects.get().answer == "ACCEPTED"
    assert "รับรองแล้ว" in client.get(requests).text
    assert "ออกลิงก์ให้กันไม่ได้" in client.get(reverse("offices:officer", args=[auditor.pk])).text


def test_fiscal_years_are_opened_and_closed(client, admin):
    page = reverse("offices:fiscal_years")
    client.post(reverse("offices:close_year", args=[2566]))
    assert not FiscalYear.objects.get(pk=2566).is_open
    client.post(page, {"year": "2566"})
    assert FiscalYear.objects.get(pk=2566).is_open
    assert 'type="number"' not in client.get(page).text  # which would refuse Thai digits
    client.post(page, {"year": "๒๕๖๕"})
    assert FiscalYear.objects.filter(pk=2565).exists()
    for odd in ("2559", "2699", "๒๕", ""):
        assert client.post(page, {"year": odd}).status_code == 200
    verbs = Event.objects.filter(verb__startswith="year.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "year.closed",
        "year.opened",
        "year.opened",
    ]


@pytest.mark.parametrize("duty", [Duty.ADMINISTRATOR, Duty.AUDITOR, Duty.HEAD])
def test_the_way_there_is_shown_to_the_centre_alone(client, reference, duty):
    client.force_login(make.officer(duty) if duty == Duty.HEAD else make.centre_officer(duty))
    page = client.get("/").text
    assert ("งานของส่วนกลาง" in page) == (duty != Duty.HEAD)
    assert (reverse("offices:hand_overs") in page) == (duty == Duty.ADMINISTRATOR)

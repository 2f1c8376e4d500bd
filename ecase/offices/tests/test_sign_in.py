import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ecase.audit.models import Event
from ecase.offices.models import Duty, FiscalYear
from tests import make

DOOR = "/sign-in/"


def sign_in(client, officer, password=make.PASSWORD, **more):
    typed = {"username": officer.username, "password": password, **more}
    return client.post(DOOR, typed, follow=True)


def test_a_stranger_is_sent_to_the_door(client, reference):
    response = client.get("/2566/")
    assert response.status_code == 302
    assert response.url == "/sign-in/?next=/2566/"


def test_it_leads_to_the_choice_of_the_work_system(client, officer):
    response = sign_in(client, officer)
    assert response.redirect_chain[-1][0] == "/"
    assert "การจัดสวัสดิการและการสงเคราะห์ ปีงบประมาณ 2566" in response.text
    assert "ยินดีต้อนรับ เจ้าหน้าที่ สำนักงานเขตป้อมปราบศัตรูพ่าย" in response.text
    assert Event.objects.filter(verb="officer.signed_in", by=officer).count() == 1


def test_it_goes_on_to_the_page_that_was_asked_for(client, officer):
    assert sign_in(client, officer, next="/profile/").redirect_chain[-1][0] == "/profile/"


def test_it_never_goes_on_to_another_site(client, officer):
    response = sign_in(client, officer, next="https://evil.example/2566/")
    assert response.redirect_chain[-1][0] == "/"


@pytest.mark.parametrize("odd", ["foo", "offices:years", "//evil.example/", "/\\evil.example/"])
def test_it_goes_on_to_no_address_that_is_none_of_ours(client, officer, odd):
    assert sign_in(client, officer, next=odd).redirect_chain[-1][0] == "/"
    assert client.get(DOOR, {"next": odd}, follow=True).redirect_chain[-1][0] == "/"


def test_a_sign_in_ends_after_twelve_hours_however_busy_the_officer_is(client, officer, settings):
    sign_in(client, officer)
    ends = client.session.get_expiry_date()
    session = client.session
    session["seen"] -= settings.IDLE_MINUTES * 30
    session.save()
    assert client.get("/").status_code == 200
    assert client.session["seen"] > session["seen"]  # the click was noted
    assert client.session.get_expiry_date() == ends


def test_a_wrong_password_is_refused_and_put_on_record(client, officer):
    response = sign_in(client, officer, password="wrong")
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in response.text
    assert officer.username in response.text  # what was typed is still there
    assert "wrong" not in response.text
    assert Event.objects.filter(verb="officer.sign_in_refused", by=None).count() == 1


def test_an_unknown_name_gets_the_same_answer(client, officer):
    officer.username = "nobody"
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in sign_in(client, officer).text


def test_an_officer_who_was_switched_off_stays_outside(client, officer):
    client.force_login(officer)
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get("/").status_code == 302


def test_a_duty_that_has_ended_is_no_duty(client, officer):
    officer.appointments.update(ends_on=timezone.localdate())
    client.force_login(officer)
    assert client.get("/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        client.force_login(officer)
        assert client.get("/").status_code == 403


def test_signing_out_is_a_click_and_not_an_address(client, officer):
    client.force_login(officer)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/", follow=True).redirect_chain[-1][0] == DOOR
    assert client.get("/").status_code == 302


def test_the_request_form_is_a_pdf_for_everyone(client, reference):
    response = client.get("/access-request.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


@pytest.fixture
def gone_for_lunch(client, officer, settings):
    """The officer signed in, and did nothing for longer than allowed."""
    client.force_login(officer)
    session = client.session
    session["seen"] = int(time.time()) - settings.IDLE_MINUTES * 60 - 1
    session.save()
    return officer


def test_an_idle_officer_is_signed_out_and_told_why(client, gone_for_lunch):
    response = client.get("/profile/", follow=True)
    assert response.redirect_chain[-1][0] == "/sign-in/?next=/profile/"
    assert "ไม่มีการใช้งาน 30 นาที" in response.text


TYPED = {
    "title": "นาย",
    "first_name": "ธนกฤต",
    "last_name": "วงศ์ดี",
    "position": "",
    "phone": "",
    "email": "",
}


def test_what_was_typed_survives_signing_in_again(client, gone_for_lunch):
    response = client.post("/profile/", TYPED, follow=True)
    assert "ข้อมูลที่กรอกไว้ยังอยู่" in response.text
    gone_for_lunch.refresh_from_db()
    assert gone_for_lunch.first_name != "ธนกฤต"  # nothing was saved without a sign-in

    response = sign_in(client, gone_for_lunch)
    assert response.redirect_chain[-1][0] == "/unsent-form/"
    unsent = response.context["unsent"]
    assert (unsent.address, dict(unsent.typed)) == ("/profile/", TYPED)


def test_another_officer_at_the_same_screen_does_not_see_it(client, gone_for_lunch):
    client.post("/profile/", TYPED)
    response = sign_in(client, make.officer())
    assert "ธนกฤต" not in response.text
    assert client.get("/unsent-form/").status_code == 302


def forget(client):
    """The browser loses its session, as after a night."""
    del client.cookies["sessionid"]


def test_it_survives_a_session_that_nobody_remembers(client, officer):
    sign_in(client, officer)
    forget(client)
    client.post("/profile/", TYPED)
    assert "ธนกฤต" in sign_in(client, officer).text


def test_who_comes_next_does_not_see_it_though_the_session_is_forgotten(client, officer):
    sign_in(client, officer)
    forget(client)
    client.post("/profile/", TYPED)
    assert "ธนกฤต" not in sign_in(client, make.officer()).text


def test_what_waited_in_a_session_that_is_over_is_not_kept_for_ever(client, gone_for_lunch):
    client.post("/profile/", TYPED)
    Session.objects.update(expire_date=timezone.now())
    sign_in(Client(), make.officer())
    assert Session.objects.count() == 1  # the new one


def test_a_stranger_leaves_nothing_behind(client, officer):
    assert client.post("/profile/", TYPED).status_code == 302
    assert "unsent_form" not in client.session
    client.cookies["desk"] = f"{officer.pk}:forged"
    client.post("/profile/", TYPED)
    assert "unsent_form" not in client.session


def test_a_forged_form_is_not_kept(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    session = client.session
    session["seen"] = 1
    session.save()
    assert client.post("/profile/", TYPED).status_code == 403
    assert "unsent_form" not in client.session


def test_a_page_from_before_signing_in_again_elsewhere_loses_nothing(officer):
    """Two tabs, one of which signed in again: the other's form has the token of before."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    client.get("/")  # has the token of now
    forged = {**TYPED, "csrfmiddlewaretoken": "x" * 64}
    there = {"origin": "https://elsewhere.example"}
    assert client.post("/profile/", forged, headers=there).status_code == 403
    assert "unsent_form" not in client.session

    here = {"origin": "http://testserver"}
    page = client.post("/profile/", forged, headers=here, follow=True)

    assert page.redirect_chain == [("/unsent-form/", 302)]
    assert "ส่งข้อมูลที่กรอกไว้" in page.text
    assert TYPED["first_name"] in page.text


def test_a_password_is_never_kept(client, gone_for_lunch):
    client.post("/password/", {"current": make.PASSWORD, "new": "x" * 12, "again": "x" * 12})
    assert "unsent_form" not in client.session


def test_it_can_be_let_go(client, gone_for_lunch):
    client.post("/profile/", TYPED)
    sign_in(client, gone_for_lunch)
    client.post("/unsent-form/")
    assert "unsent_form" not in client.session


def test_a_year_that_nobody_opened_is_not_found(client, officer):
    client.force_login(officer)
    assert client.get(reverse("reporting:home", args=[2599])).status_code == 404


def test_a_closed_year_can_be_chosen_to_look_at(client, officer):
    FiscalYear.objects.filter(pk=2566).update(is_open=False)
    client.force_login(officer)
    assert "ปิดแล้ว ดูได้อย่างเดียว" in client.get("/").text


def test_the_centre_is_greeted_as_the_centre(client, reference):
    client.force_login(make.centre_officer(Duty.AUDITOR))
    assert "สำนักพัฒนาสังคม (ส่วนกลาง)" in client.get("/").text

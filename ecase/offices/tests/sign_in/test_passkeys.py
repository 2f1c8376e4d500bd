"""Passkeys (พาสคีย์) as the second step."""

import re

import pytest

from ecase.offices.door.models import Passkey
from ecase.offices.models import Duty
from tests import make
from tests.desk import DeskClient

from .at_the_door import DOOR, SECOND, come, is_in, prove
from .authenticator import Authenticator


def asked_in(page, kind):
    from html import unescape

    return unescape(re.search(rf'data-passkey-{kind}="([^"]*)"', page)[1])


def with_passkey(officer):
    """Add a passkey by the pages; gives the authenticator."""
    client, key = DeskClient(), Authenticator()
    client.force_login(officer)
    options = asked_in(client.get("/second-factor/passkey/").text, "make")
    client.answer = client.post(
        "/second-factor/passkey/", {"name": "โทรศัพท์", "answer": key.make(options)}
    )
    assert "รหัสสำรองของคุณ" in client.answer.text
    return key


def sign(client, key):
    return prove(client, passkey=key.sign(asked_in(client.get(SECOND).text, "sign")))


def test_a_passkey_signs_in(person):
    key = with_passkey(person)
    assert is_in(sign(come(person), key))
    assert Passkey.objects.get().used_at is not None


def test_a_passkey_answers_no_other_site(person):
    key = with_passkey(person)
    key.origin = "https://testserver.evil.example"
    assert not is_in(sign(come(person), key))


def test_what_a_passkey_said_once_is_good_for_nothing_later(person):
    key = with_passkey(person)
    client = come(person)
    said = key.sign(asked_in(client.get(SECOND).text, "sign"))
    assert is_in(prove(client, passkey=said))
    again = come(person)
    again.get(SECOND)
    assert not is_in(prove(again, passkey=said))
    assert not is_in(prove(again, passkey="{}"))


def test_a_copy_of_a_passkey_is_noticed(person):
    key = with_passkey(person)
    sign(come(person), key)
    key.count = 0
    assert not is_in(sign(come(person), key))


def test_a_passkey_of_another_officer_does_not_count(person):
    with_passkey(person)
    other = make.officer(Duty.CASEWORKER)
    assert not is_in(sign(come(person), with_passkey(other)))


@pytest.mark.browser
def test_a_real_browser_makes_a_passkey_and_signs_in_with_it(
    browser, live_server, transactional_db, reference
):
    officer = make.officer(Duty.CASEWORKER)
    context = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    faults = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    wires = context.new_cdp_session(page)
    wires.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    wires.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def enter_name():
        page.goto(DOOR)
        page.get_by_label("ชื่อผู้ใช้").fill(officer.username)
        page.get_by_label("รหัสผ่าน").fill(make.PASSWORD)
        page.get_by_role("button", name="เข้าสู่ระบบ").click()

    enter_name()
    page.goto("/second-factor/passkey/")
    page.get_by_label("ชื่อที่ใช้เรียกพาสคีย์นี้").fill("คอมพิวเตอร์")
    page.get_by_role("button", name="สร้างพาสคีย์").click()
    page.get_by_role("heading", name="รหัสสำรองของคุณ").wait_for()
    context.clear_cookies()
    enter_name()
    page.get_by_role("button", name="ใช้พาสคีย์").click()
    page.get_by_role("heading", name="เลือกระบบงาน").wait_for()
    assert faults == []
    context.close()


@pytest.mark.parametrize(
    "odd", ["[" * 15_000, "null", "{}", '{"response": {"attestationObject": 1}}']
)
def test_an_answer_that_no_browser_made_is_refused(person, odd):
    client = DeskClient()
    client.force_login(person)
    client.get("/second-factor/passkey/")
    answer = client.post("/second-factor/passkey/", {"name": "x", "answer": odd})
    assert "พาสคีย์ไม่ผ่านการตรวจ" in answer.text

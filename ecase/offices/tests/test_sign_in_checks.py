"""The sign-in, check by check. Each function is one; the sections below are the list of them.

Tries (throttling) · Passwords · The second step · Devices and sessions · Another provider
"""

import base64
import re
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone

from ecase.audit.models import Event
from ecase.core.addresses import client_address
from ecase.offices.actions import change_password, end_duty, links, move, switch_off, switch_on
from ecase.offices.door import actions, codes, throttle
from ecase.offices.door.models import App, Device, Passkey, RecoveryCode, SignIn, Tries, TryKind
from ecase.offices.door.outside import NotAnOfficer, officer_of
from ecase.offices.models import Appointment, Duty, Officer
from tests import make
from tests.desk import DeskClient

from .authenticator import Authenticator
from .provider import CLIENT, SECRET, Provider

DOOR, SECOND = "/sign-in/", "/sign-in/second-step/"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture
def person(reference):
    return make.officer(Duty.CASEWORKER)


def come(officer, client=None, password=make.PASSWORD, name=None, **extra):
    """Type name and password at the door."""
    client = client or DeskClient()
    typed = {"username": name or officer.username, "password": password}
    client.answer = client.post(DOOR, typed, **extra)
    return client


def is_in(client):
    return client.get("/profile/").status_code == 200


def guess(officer, times, client=None, **extra):
    for _ in range(times):
        answer = come(officer, client, password="wrong", **extra).answer
    return answer


def later(**amount):
    return time_machine.travel(timezone.now() + timedelta(**amount))


def events(verb):
    return Event.objects.filter(verb=f"officer.{verb}").count()


# --- Tries


def test_after_five_vain_tries_the_door_says_when_to_come_again(person):
    assert guess(person, 6).status_code == 200
    closed = guess(person, 1)
    assert closed.status_code == 429
    assert 25 <= int(closed["Retry-After"]) <= 31
    assert re.search(r"ลองใหม่ได้ในอีก \d+ วินาที \(เวลา \d\d:\d\d:\d\d น\.\)", closed.text)


def test_while_it_is_closed_even_the_right_password_is_not_looked_at(person):
    guess(person, 6)
    client = come(person)
    assert client.answer.status_code == 429 and not is_in(client)


def test_after_the_wait_the_right_password_opens_and_all_is_forgotten(person):
    guess(person, 6)
    with later(seconds=31):
        assert is_in(come(person))
        assert guess(person, 5).status_code == 200


def test_each_wait_is_twice_as_long_up_to_a_quarter_of_an_hour(person):
    waits = [throttle.PACES[TryKind.ACCOUNT].wait(n).total_seconds() for n in range(5, 13)]
    assert waits == [0, 30, 60, 120, 240, 480, 900, 900]


def test_vain_tries_are_forgotten_with_time(person):
    guess(person, 5)
    with later(hours=1):
        assert guess(person, 4).status_code == 200
        assert Tries.objects.get(kind=TryKind.ACCOUNT).closed_until is None


def test_a_name_that_is_none_is_treated_the_same(person):
    answers = [come(person, name="nobody", password="wrong").answer for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]


def test_a_refusal_takes_as_long_whether_the_name_exists_or_not(person, settings):
    settings.REFUSED_AFTER_SECONDS = 0.8
    for name in (person.username, "nobody"):
        began = time.monotonic()
        come(person, password="wrong", name=name)
        assert time.monotonic() - began >= 0.8


def test_who_tries_a_name_from_elsewhere_does_not_keep_the_officer_out(person):
    own = come(person)
    own.post("/sign-out/")
    guess(person, 8)
    assert is_in(come(person, own))
    assert come(person).answer.status_code == 429  # from elsewhere it stays closed


def test_the_known_browser_is_counted_too(person):
    own = come(person)
    own.post("/sign-out/")
    assert guess(person, 11, own).status_code == 200
    assert guess(person, 1, own).status_code == 429


def test_the_browser_of_one_officer_is_a_stranger_to_another(person):
    own = come(person)
    own.post("/sign-out/")
    victim = make.officer()
    guess(victim, 6, own)
    assert Tries.objects.filter(kind=TryKind.ACCOUNT).count() == 2
    assert come(victim, own).answer.status_code == 429


def test_a_cookie_that_was_made_up_makes_nothing_known(person):
    client = DeskClient()
    client.cookies["device"] = "A" * 43
    guess(person, 6, client)
    assert guess(person, 1, client).status_code == 429


HERE = {"REMOTE_ADDR": "203.0.113.9"}


def try_many_names(times=51):
    """Names by the dozen from one address, none of them right."""
    for n in range(times):
        counted = throttle.counters(RequestFactory().post(DOOR, **HERE), f"name{n}")
        actions.begin_try(counted, of=None)


def test_one_address_tries_many_names_only_so_long(person):
    try_many_names()
    assert come(person, **HERE).answer.status_code == 429
    assert is_in(come(person, REMOTE_ADDR="203.0.113.10"))
    assert events("throttled") == 1


def test_behind_a_closed_address_a_known_browser_still_gets_in(person):
    own = come(person, **HERE)
    own.post("/sign-out/")
    try_many_names()
    assert is_in(come(person, own, **HERE))
    assert come(person, **HERE).answer.status_code == 429


def test_an_office_that_signs_in_at_once_behind_one_address_is_not_slowed(person):
    for n in range(60):
        counted = throttle.counters(RequestFactory().post(DOOR, **HERE), f"name{n}")
        actions.begin_try(counted, of=person)
        actions.forget_tries(counted)
    assert come(person, **HERE).answer.status_code == 302


def address(remote, forwarded):
    headers = {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers))


def test_nobody_chooses_an_address_but_our_own_proxies(settings):
    assert address("203.0.113.9", "198.51.100.1") == "203.0.113.9"
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert address("203.0.113.9", "198.51.100.1") == "203.0.113.9"
    assert address("10.0.0.1", "1.1.1.1, 198.51.100.1") == "198.51.100.1"
    assert address("10.0.0.1", "198.51.100.1, 10.0.0.2") == "198.51.100.1"
    assert address("10.0.0.1", "<script>") == "10.0.0.1"
    assert throttle.neighbourhood("2001:db8:1:2:3::4") == "2001:db8:1:2::/64"


def test_a_try_counts_before_it_is_looked_at_so_that_many_at_once_are_many(person):
    request = RequestFactory().post(DOOR)
    counted = throttle.counters(request, person.username)
    for _ in range(6):  # none of them has come to the password yet
        actions.begin_try(counted, of=person)
    with pytest.raises(actions.TooSoon):
        actions.begin_try(counted, of=person)


def test_a_closing_is_on_record_once_and_what_was_typed_is_not(person):
    guess(person, 6)
    with later(seconds=31):
        guess(person, 1)
    come(person, name="typed-secret", password="wrong")
    event = Event.objects.get(verb="officer.throttled")
    assert (event.subject, event.by) == (f"offices.officer:{person.pk}", None)
    assert "typed-secret" not in str([*Event.objects.values(), *Tries.objects.values()])


# --- Passwords


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("ม้าขาววิ่งไว", "12"),  # eleven with its marks
        ("x" * 201, "ยาวเกินไป"),
        ("unbelievable", "คน"),  # one of Django's common ones
        ("ป้อมปราบศัตรูพ่าย2566", "ป้อมปราบศัตรูพ่าย"),
        ("PomPrapSattruPhai!", "เดา"),
        ("ecase-bangkok-2569", "ecase"),
        ("สวัสดิการเขต1234", "สวัสดิการ"),
        ("qwertyuiop123", "เดาได้ในไม่กี่ครั้ง"),
        ("abababababab", "เดาได้ในไม่กี่ครั้ง"),
        ("P@ssw0rd2566", "เดา"),
    ],
)
def test_a_password_that_others_guess_is_refused_in_thai(person, password, why):
    with pytest.raises(ValidationError) as refused:
        validate_password(password[: -1 if why == "12" else None], person)
    if why not in ("12", "คน"):  # Django's own sentences become ours in the form
        assert why in " ".join(refused.value.messages)


def test_a_password_that_is_the_officers_own_name_is_refused(person):
    for own in (person.username * 3, f"{person.first_name}{person.last_name}1"):
        with pytest.raises(ValidationError):
            validate_password(own, person)


@pytest.mark.parametrize(
    "good", ["ม้าขาววิ่งข้ามสะพาน", "green parrots eat mango", "กขฃคฅ งานบ้านเมือง" * 12]
)
def test_a_long_sentence_needs_no_capitals_or_signs(person, good):
    validate_password(good[:200], person)


def test_a_password_is_the_same_however_a_keyboard_composes_it(person):
    change_password(person, new="น้ำใจงามยามเช้าตรู่", by=person)
    person.refresh_from_db()
    assert is_in(come(person, password="น้ํ" + "าใจงามยามเช้าตรู่"))


def test_passwords_are_kept_by_argon2():
    from config import settings

    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_a_service_of_breached_passwords_hears_five_characters_alone(person, settings):
    asked = []

    class Service(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()  # the rest of the SHA-1 of the first password below
            self.wfile.write(b"F" * 35 + b":0\r\n4C95E61BE4A5DB0D2F4D92C1AE87A93C1C3:7\r\n")
            self.wfile.write(digest[5:].encode() + b":12\r\n")

        def log_message(self, *_):
            pass

    import hashlib

    digest = hashlib.sha1(b"green parrots eat mango").hexdigest().upper()
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BREACHED_PASSWORDS_URL = f"http://127.0.0.1:{server.server_port}/range/"
    with pytest.raises(ValidationError, match="รั่วไหล"):
        validate_password("green parrots eat mango", person)
    assert asked == [f"/range/{digest[:5]}"]
    server.shutdown()
    server.server_close()
    validate_password("green parrots eat mango", person)  # it does not answer: nobody is stopped


# --- The second step


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_DUTIES = ["HEAD", "PAYER", "ADMINISTRATOR", "AUDITOR"]


def code_now(secret, steps=0):
    return codes.code_at(secret, int(time.time()) // codes.STEP + steps)


def with_app(officer):
    """Give an officer an app whose last code was long ago; gives its secret and recovery codes."""
    secret = codes.new_secret()
    fresh = actions.add_app(officer, secret=secret, code=code_now(secret))
    App.objects.update(last_step=0)
    return secret, fresh


def prove(client, **given):
    client.answer = client.post(SECOND, given)
    return client


@pytest.mark.parametrize("duty", [Duty.HEAD, Duty.PAYER, Duty.ADMINISTRATOR, Duty.AUDITOR])
def test_these_duties_get_no_further_than_adding_a_second_factor(reference, required, duty):
    central = duty in (Duty.ADMINISTRATOR, Duty.AUDITOR)
    client = come(make.centre_officer(duty) if central else make.officer(duty))
    for url in ("/", "/profile/", "/2566/", "/2566/cases/", "/devices/", "/password/"):
        answer = client.get(url)
        assert (answer.status_code, answer["Location"]) == (302, "/second-factor/")
    assert "เพิ่มการยืนยันขั้นที่สองก่อนใช้งานต่อ" in client.get("/second-factor/").text
    assert client.post("/sign-out/").status_code == 302


def test_a_caseworker_may_do_without(person, required):
    assert is_in(come(person))


def test_a_duty_given_meanwhile_asks_for_it_on_the_next_request(person, required):
    client = come(person)
    today = timezone.localdate()
    Appointment.objects.create(officer=person, duty=Duty.HEAD, starts_on=today)
    assert client.get("/profile/")["Location"] == "/second-factor/"


def test_where_it_is_switched_off_the_sign_in_page_says_so(client, reference, settings):
    settings.SECOND_FACTOR_DUTIES = []
    assert "ปิดการยืนยันขั้นที่สองไว้" in client.get(DOOR).text
    settings.SECOND_FACTOR_DUTIES = ["HEAD"]
    assert "ปิดการยืนยันขั้นที่สองไว้" not in client.get(DOOR).text


def test_an_app_is_added_by_a_picture_and_a_code_that_proves_it(reference, required):
    client = come(make.officer(Duty.HEAD))
    page = client.get("/second-factor/app/").text
    assert 'src="data:image/svg+xml' in page
    secret = base64.b32decode(
        re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)[0].replace(" ", "")
    )
    assert "รหัสไม่ถูกต้อง" in client.post("/second-factor/app/", {"code": "000000"}).text
    assert not App.objects.exists()

    shown = client.post("/second-factor/app/", {"code": code_now(secret)}).text

    assert len(re.findall(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", shown)) == 10
    assert is_in(client)
    assert events("factor_added") == 1


def test_the_password_alone_does_not_sign_in_who_has_an_app(person):
    secret, _ = with_app(person)
    client = come(person)
    assert client.answer["Location"] == SECOND and not is_in(client)
    assert events("signed_in") == 0
    assert is_in(prove(client, code=code_now(secret)))
    assert events("signed_in") == 1


def test_a_code_is_good_once(person):
    secret, _ = with_app(person)
    code = code_now(secret)
    assert is_in(prove(come(person), code=code))
    again = prove(come(person), code=code)
    assert "รหัสไม่ถูกต้อง" in again.answer.text and not is_in(again)


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_wrong(person, steps, good):
    secret, _ = with_app(person)
    with time_machine.travel(1_800_000_015, tick=False):
        assert is_in(prove(come(person), code=code_now(secret, steps))) == good


def test_a_code_may_be_typed_with_blanks_and_thai_digits(person):
    secret, _ = with_app(person)
    code = code_now(secret).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert is_in(prove(come(person), code=f"{code[:3]} {code[3:]}"))


def test_wrong_codes_are_slowed_and_on_record(person):
    with_app(person)
    client = come(person)
    for _ in range(6):
        prove(client, code="000000")
    assert prove(client, code="000000").answer.status_code == 429
    assert events("second_step_refused") == 6


def test_the_second_step_waits_ten_minutes_for_one_password(person):
    secret, _ = with_app(person)
    client, changed = come(person), come(person)
    with later(minutes=11):
        late = prove(client, code=code_now(secret))
        assert late.answer["Location"] == DOOR and not is_in(late)
    person.refresh_from_db()
    change_password(person, new="ม้าขาววิ่งข้ามสะพาน", by=person)
    assert prove(changed, code=code_now(secret)).answer["Location"] == DOOR


def test_what_was_asked_for_is_reached_after_the_second_step(person):
    secret, _ = with_app(person)
    client = DeskClient()
    typed = {"username": person.username, "password": make.PASSWORD, "next": "/devices/"}
    client.post(DOOR, typed)
    assert prove(client, code=code_now(secret)).answer["Location"] == "/devices/"


def test_a_secret_lies_sealed_in_the_database_and_in_the_session(person):
    client = come(person)
    page = client.get("/second-factor/app/").text
    text = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)[0].replace(" ", "")
    secret = base64.b32decode(text)
    assert text not in str(dict(client.session)) and secret.hex() not in str(dict(client.session))
    client.post("/second-factor/app/", {"code": code_now(secret)})
    assert secret not in bytes(App.objects.get().secret)


def test_a_recovery_code_is_good_once_and_stored_as_a_digest(person):
    _, fresh = with_app(person)
    assert is_in(prove(come(person), code=fresh[0].lower().replace("-", " ")))
    assert not is_in(prove(come(person), code=fresh[0]))
    assert Event.objects.get(verb="officer.recovery_code_used").after == {"left": 9}
    stored = str(list(RecoveryCode.objects.values()))
    assert not any(code in stored or code.replace("-", "") in stored for code in fresh)


def test_recovery_codes_are_of_one_officer(person):
    _, fresh = with_app(person)
    other = make.officer(Duty.CASEWORKER)
    with_app(other)
    assert not is_in(prove(come(other), code=fresh[0]))


def test_new_recovery_codes_end_the_old_ones(person):
    _, fresh = with_app(person)
    client = DeskClient()
    client.force_login(person)
    shown = client.post("/second-factor/codes/").text
    new = re.findall(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", shown)
    assert new[0] not in client.get("/second-factor/").text  # never again
    assert not is_in(prove(come(person), code=fresh[0]))
    assert is_in(prove(come(person), code=new[0]))


def test_who_takes_a_factor_away_or_adds_one_gives_the_password_again(person):
    with_app(person)
    client = DeskClient()
    client.force_login(person)
    client.password_given(timedelta(minutes=16))
    for url in ("app/remove/", "codes/", "passkey/", "app/"):
        assert "ยืนยันรหัสผ่านอีกครั้ง" in client.post(f"/second-factor/{url}", {"code": "1"}).text
    client.password_given(timedelta(0))
    client.post("/second-factor/app/remove/")
    assert not App.objects.exists() and not RecoveryCode.objects.exists()
    assert events("factor_removed") == 1


def test_who_takes_away_a_factor_that_the_duty_asks_for_adds_another_first(reference, required):
    head = make.officer(Duty.HEAD)
    secret, _ = with_app(head)
    client = prove(come(head), code=code_now(secret))
    client.post("/second-factor/app/remove/")
    assert client.get("/profile/")["Location"] == "/second-factor/"


def test_the_first_factor_signs_out_who_came_in_without_it(person):
    elsewhere, here = come(person), come(person)
    here.get("/second-factor/app/")
    page = here.get("/second-factor/app/").text
    text = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)[0].replace(" ", "")
    here.post("/second-factor/app/", {"code": code_now(base64.b32decode(text))})
    assert is_in(here) and not is_in(elsewhere)


@pytest.mark.parametrize("url", ["app/", "passkey/"])
def test_the_password_alone_adds_no_second_factor_beside_the_first(reference, required, url):
    """A sign-in that was under way while the first was added came in without it."""
    head = make.officer(Duty.HEAD)
    late = come(head)
    if url == "app/":
        actions.add_passkey(head, name="x", credential_id=b"x", credential=b"x", sign_count=0)
    else:
        with_app(head)
    assert late.get(f"/second-factor/{url}")["Location"] == DOOR and not is_in(late)


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


@pytest.mark.parametrize(
    "odd", ["[" * 15_000, "null", "{}", '{"response": {"attestationObject": 1}}']
)
def test_an_answer_that_no_browser_made_is_refused(person, odd):
    client = DeskClient()
    client.force_login(person)
    client.get("/second-factor/passkey/")
    answer = client.post("/second-factor/passkey/", {"name": "x", "answer": odd})
    assert "พาสคีย์ไม่ผ่านการตรวจ" in answer.text


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
    browser, live_server, transactional_db
):
    from ecase.reporting.management.commands.reference_data import load

    load()
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


def cleared(who, by):
    client = DeskClient()
    client.force_login(by)
    return client.post(f"/officers/{who.pk}/second-factor/").status_code


def test_an_administrator_clears_what_an_officer_lost_and_nobody_else(person):
    with_app(person)
    there = come(person)
    assert cleared(person, make.officer()) == 403
    assert cleared(person, make.centre_officer(Duty.AUDITOR)) == 403
    assert App.objects.count() == 1
    assert cleared(person, make.centre_officer(Duty.ADMINISTRATOR)) == 302
    assert not App.objects.exists() and not is_in(there)
    assert is_in(come(person))
    assert events("factors_cleared") == 1


@pytest.mark.parametrize("link_first", [True, False])
def test_one_administrator_gives_no_one_both_a_link_and_a_clean_factor(person, link_first):
    with_app(person)
    one, two = (make.centre_officer(Duty.ADMINISTRATOR) for _ in range(2))
    deeds = [lambda by: cleared(person, by), lambda by: made_link(person, by)]
    first, second = reversed(deeds) if link_first else deeds
    assert first(one) in (200, 302)
    assert second(one) == 409
    assert second(two) in (200, 302)


@pytest.mark.parametrize("link_first", [True, False])
def test_no_administrator_waits_until_both_are_given(person, link_first, monkeypatch):
    """An officer who is away for long notices neither the link nor the lost factor."""
    monkeypatch.setattr(links, "BOTH_HANDS", timedelta(0))  # as when the week is over
    with_app(person)
    one, _ = (make.centre_officer(Duty.ADMINISTRATOR) for _ in range(2))
    first, second = (made_link, cleared) if link_first else (cleared, made_link)
    assert first(person, one) in (200, 302)
    assert second(person, one) == 409
    Officer.objects.filter(pk=person.pk).update(last_login=timezone.now())
    assert second(person, one) in (200, 302)


def made_link(who, by):
    client = DeskClient()
    client.force_login(by)
    return client.post(f"/officers/{who.pk}/link/").status_code


# --- Devices and sessions


def test_an_officer_sees_the_own_devices_and_nobody_elses(person):
    here = come(person, headers={"user-agent": CHROME}, REMOTE_ADDR="203.0.113.9")
    come(person)
    come(make.officer())
    page = here.get("/devices/").text
    assert page.count("<tr") == 3
    assert "Chrome บน Windows" in page and "203.0.113.9" in page
    assert page.count("เครื่องนี้</span>") == 1


def test_one_device_is_signed_out_from_another_at_once(person):
    here, there = come(person), come(person)
    key = SignIn.objects.get(session_key=there.session.session_key).pk
    here.post(f"/devices/{key}/end/")
    assert is_in(here) and not is_in(there)
    assert Event.objects.get(verb="officer.signed_out_elsewhere").by == person


def test_nobody_signs_out_another_officer(person):
    here, other = come(person), come(make.officer())
    key = SignIn.objects.get(session_key=other.session.session_key).pk
    assert here.post(f"/devices/{key}/end/").status_code == 404
    assert is_in(other)


def test_all_other_devices_are_signed_out_at_once(person):
    here, *others = (come(person) for _ in range(3))
    here.post("/devices/others/end/")
    assert is_in(here) and not any(is_in(other) for other in others)


def test_a_changed_password_signs_out_all_other_devices(person):
    here, there = come(person), come(person)
    new = {"new": "ม้าขาววิ่งข้ามสะพาน", "again": "ม้าขาววิ่งข้ามสะพาน"}
    here.post("/password/", {"current": make.PASSWORD, **new})
    assert is_in(here) and not is_in(there)
    assert here.get("/devices/").text.count("<tr") == 2


def test_who_guesses_the_password_at_an_open_desk_is_signed_out(person):
    here = come(person)
    new = {"new": "ม้าขาววิ่งข้ามสะพาน", "again": "ม้าขาววิ่งข้ามสะพาน"}
    for _ in range(5):
        assert is_in(here)
        here.post("/password/", {"current": "wrong", **new})
    assert not is_in(here)
    assert events("password_refused") == 5


def test_a_new_device_is_told_of_at_the_old_one_and_by_mail(person, settings):
    settings.MAIL_FROM = "e-case@example.go.th"
    Officer.objects.update(email="officer@example.go.th")
    old = come(person)
    assert not mail.outbox and events("device_new") == 0  # the first one is no news
    come(person, headers={"user-agent": CHROME})
    assert [message.to for message in mail.outbox] == [["officer@example.go.th"]]
    assert events("device_new") == 1
    for told in (True, False):  # once
        old.post("/sign-out/")
        page = come(person, old) and old.get("/").text
        assert ("จากเครื่องใหม่ (Chrome บน Windows)" in page) == told


def test_a_device_that_was_not_used_for_half_a_year_is_a_stranger_again(person):
    own = come(person)
    Device.objects.update(seen_at=timezone.now() - timedelta(days=181))
    own.post("/sign-out/")
    guess(person, 6)
    assert come(person, own).answer.status_code == 429


def test_the_session_changes_its_key_at_each_step(person):
    secret, _ = with_app(person)
    client = DeskClient()
    session = client.session
    session["x"] = 1
    session.save()
    keys = [client.session.session_key]
    come(person, client)
    keys.append(client.session.session_key)
    prove(client, code=code_now(secret))
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("duty", "minutes"), [(Duty.HEAD, 15), (Duty.PAYER, 15), (Duty.CASEWORKER, 30)]
)
def test_who_moves_money_may_be_away_less_long(reference, settings, duty, minutes):
    settings.IDLE_MINUTES_OF = {"HEAD": 15, "PAYER": 15}
    client = come(make.officer(duty))
    with later(minutes=minutes - 1):
        assert is_in(client)
    with later(minutes=2 * minutes + 1):
        assert f"ไม่มีการใช้งาน {minutes} นาที" in client.get("/profile/", follow=True).text


def test_who_is_disabled_moved_or_demoted_does_nothing_old_on_the_next_request(reference):
    disabled, moved, demoted = (make.officer(Duty.HEAD) for _ in range(3))
    clients = [come(officer) for officer in (disabled, moved, demoted)]
    page = "/2566/meeting/"
    admin = make.centre_officer(Duty.ADMINISTRATOR)
    switch_off(disabled, reason="ลาออก", by=admin)
    move(moved, make.office("1024"), by=admin)
    end_duty(demoted, Duty.HEAD, by=admin)
    answers = [client.get(page).status_code for client in clients]
    assert answers == [302, 403, 403]


def test_who_was_signed_in_when_switched_off_is_not_signed_in_when_switched_on(person):
    there, admin = come(person), make.centre_officer(Duty.ADMINISTRATOR)
    switch_off(person, reason="โทรศัพท์หาย", by=admin)
    switch_on(person, by=admin)
    assert not is_in(there)


# --- Another provider (OpenID Connect)


@pytest.fixture(scope="module")
def _running():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(_running, settings):
    _running.claims, _running.fault, _running.tokens = {}, "", 0
    settings.OIDC_ISSUER = _running.issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    settings.OIDC_SCOPE, settings.OIDC_NAME = "openid", "ThaID"
    settings.OIDC_CLAIM, settings.OIDC_MATCHES = "preferred_username", "username"
    return _running


def there_and_back(client=None, onward=""):
    """Through the provider, as a browser goes."""
    client = client or DeskClient()
    there = client.get("/sign-in/outside/", {"next": onward})["Location"]
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    client.back = back.removeprefix("http://testserver")
    client.answer = client.get(client.back)
    return client


def test_the_provider_signs_in_an_officer_whom_we_know(person, provider):
    provider.claims = {"preferred_username": person.username}
    assert f"เข้าสู่ระบบด้วย {django_settings.OIDC_NAME}" in DeskClient().get(DOOR).text
    client = there_and_back(onward="/devices/")
    assert client.answer["Location"] == "/devices/" and is_in(client)


def test_the_provider_makes_nobody_an_officer(person, provider):
    count = Officer.objects.count()
    Officer.objects.filter(pk=person.pk).update(is_active=False)
    for name in ("nobody", "", None, person.username):
        provider.claims = {"preferred_username": name}
        client = there_and_back()
        assert "ไม่พบเจ้าหน้าที่ที่ตรงกัน" in client.get(DOOR).text and not is_in(client)
    assert Officer.objects.count() == count


FAULTS = [
    "nonce",
    "issuer",
    "audience",
    "expired",
    "signature",
    "symmetric",
    "unsigned",
    "no token",
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_with_a_fault_is_refused(person, provider, fault):
    provider.claims, provider.fault = {"preferred_username": person.username}, fault
    client = there_and_back()
    assert provider.tokens == 1
    assert "ไม่สำเร็จ" in client.get(DOOR).text and not is_in(client)


def test_the_way_back_belongs_to_the_browser_that_went(person, provider):
    provider.claims = {"preferred_username": person.username}
    there = DeskClient().get("/sign-in/outside/")["Location"]
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    other = DeskClient()
    other.get(back.removeprefix("http://testserver"))
    assert not is_in(other) and provider.tokens == 0


def test_the_way_back_is_good_once_and_needs_its_verifier(person, provider):
    provider.claims = {"preferred_username": person.username}
    client = there_and_back()
    client.post("/sign-out/")
    client.get(client.back)
    assert not is_in(client)


@pytest.mark.parametrize("alike", ["kanisk.ı", "kaniſk.i"])
def test_a_name_that_only_looks_alike_to_the_database_is_another(person, alike):
    Officer.objects.filter(pk=person.pk).update(username="kanisk.i")
    assert officer_of({"preferred_username": "Kanisk.I"}) == person
    with pytest.raises(NotAnOfficer):
        officer_of({"preferred_username": alike})


def test_an_e_mail_names_an_officer_only_where_it_is_verified_and_of_one(
    person, provider, settings
):
    settings.OIDC_CLAIM = settings.OIDC_MATCHES = "email"
    Officer.objects.filter(pk=person.pk).update(email="a@example.go.th")
    provider.claims = {"email": "a@example.go.th"}
    assert not is_in(there_and_back())
    provider.claims["email_verified"] = True
    assert is_in(there_and_back())
    Officer.objects.filter(pk=make.officer().pk).update(email="a@example.go.th")
    assert not is_in(there_and_back())


def test_who_has_an_app_is_asked_for_its_code_after_the_provider_too(person, provider):
    secret, _ = with_app(person)
    provider.claims = {"preferred_username": person.username}
    client = there_and_back()
    assert client.answer["Location"] == SECOND and not is_in(client)
    assert is_in(prove(client, code=code_now(secret)))
    assert "ยืนยันรหัสผ่านอีกครั้ง" in client.post("/second-factor/codes/").text  # none was given


def test_without_a_provider_in_the_settings_there_is_no_such_way(client, reference):
    assert "outside" not in client.get(DOOR).text
    for url in ("/sign-in/outside/", "/sign-in/outside/back/?code=1&state=1"):
        assert client.get(url).status_code == 404


# --- The settings


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ECASE_KEYS", ""),
        ("ECASE_KEYS", "2026:short"),
        ("SECOND_FACTOR_DUTIES", ["BOSS"]),
        ("IDLE_MINUTES_OF", {"BOSS": 1}),
        ("TRUSTED_PROXIES", ["proxy.example"]),
        ("OIDC_ISSUER", "http://elsewhere.example"),
        ("OIDC_ISSUER", "https://elsewhere.example"),  # without a client
    ],
)
def test_settings_that_would_let_in_the_wrong_or_nobody_stop_the_product(settings, setting, value):
    assert [error for error in run_checks() if error.id.startswith("offices.")] == []
    setattr(settings, setting, value)
    assert [error for error in run_checks() if error.id.startswith("offices.")]

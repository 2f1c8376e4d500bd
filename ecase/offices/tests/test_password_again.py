"""What cannot be taken back asks for the password again."""

from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from config.urls import urlpatterns as of_the_product
from ecase.audit.models import Event
from ecase.offices.access import EVERY_DUTY, open_to
from ecase.offices.password_again import GIVEN, password_given_lately
from tests import make

pytestmark = pytest.mark.urls(__name__)

GOT = []  # what the view was given, call by call
ADDRESS = "/2566/held-up/?only=mend"
DESK = "http://testserver/2566/payments/?page=2"
TYPED = {
    "name": ["น้ำทิพย์ <สิทธิ์ชัยศรี> \"&'"],
    "line": ["1", "2", "๓"],
    "reason": ["บรรทัดแรก\r\n\r\n  บรรทัดที่สอง "],
    "empty": [""],
    "result": ["paid"],
}


@open_to(*EVERY_DUTY)
@password_given_lately("ทำสิ่งที่ถอนคืนไม่ได้")
def held_up(request):
    typed = dict(request.POST.lists())
    typed.pop("csrfmiddlewaretoken", None)  # of the page that was sent, and so another one
    GOT.append((request.method, typed))
    if request.POST.get("result") == "broken":
        raise ZeroDivisionError
    return HttpResponse("ทำแล้ว")


@open_to(*EVERY_DUTY)
@password_given_lately("ทำไฟล์", gives_file=True)
def gives_file(request):
    return HttpResponse(b"\x00file", headers={"Content-Disposition": "attachment"})


urlpatterns = [
    path("<int:year>/held-up/", held_up),
    path("<int:year>/file/", gives_file),
    *of_the_product,
]
handler400 = "ecase.core.views.bad_request"


class _Forms(HTMLParser):
    """The forms of a page: where each goes, and what it would send."""

    def __init__(self):
        super().__init__()
        self.forms, self.links = [], []

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "form":
            self.forms.append((facts, []))
        elif tag == "input" and facts.get("name"):
            self.forms[-1][1].append((facts["name"], facts.get("value", ""), facts["type"]))
        elif tag == "a":
            self.links.append(facts["href"])


def form_of(response):
    """The facts of the page's own form, and what it carries without the token and the password."""
    parser = _Forms()
    parser.feed(response.text)
    [(facts, inputs)] = [
        form for form in parser.forms if any(kind == "password" for *_, kind in form[1])
    ]
    carried = {}
    for name, value, kind in inputs:
        if kind == "hidden":
            carried.setdefault(name, []).append(value)
    return facts, carried


def send(client, typed, address=ADDRESS, **headers):
    """Send a form as a browser does."""
    return client.post(
        address,
        urlencode(typed, doseq=True),
        content_type="application/x-www-form-urlencoded",
        headers={"referer": DESK, **headers},
    )


def answer(client, page, password=make.PASSWORD):
    """Type a password into the page and send it."""
    facts, carried = form_of(page)
    return send(
        client, {**carried, "password_again": password}, facts["action"], referer=page_address()
    )


def page_address():
    return f"http://testserver{ADDRESS}"


def is_asked(response):
    return "ยืนยันรหัสผ่านอีกครั้ง" in response.text


@pytest.fixture(autouse=True)
def _nothing_yet():
    GOT.clear()


@pytest.fixture
def long_ago(client, officer):
    """An officer whose password was given sixteen minutes ago."""
    client.force_login(officer)
    client.password_given(timedelta(minutes=16))
    return client


def test_an_officer_who_came_in_a_moment_ago_is_not_asked(client, officer):
    client.post("/sign-in/", {"username": officer.username, "password": make.PASSWORD})
    assert send(client, TYPED).text == "ทำแล้ว"
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert is_asked(send(client, TYPED))


@pytest.mark.parametrize(("minutes", "asked"), [(14, False), (16, True), (None, True)])
def test_a_password_is_good_for_fifteen_minutes(client, officer, minutes, asked):
    client.force_login(officer)
    client.password_given(minutes and timedelta(minutes=minutes))
    response = send(client, TYPED)
    assert is_asked(response) == asked
    assert len(GOT) == (not asked)


def test_a_session_in_which_no_password_was_given_is_asked(officer):
    client = Client()
    client.force_login(officer)
    assert is_asked(send(client, TYPED))


def test_clicking_does_not_put_it_off(long_ago):
    long_ago.get("/profile/")
    assert is_asked(send(long_ago, TYPED))


def test_looking_is_never_asked(long_ago):
    assert long_ago.get(ADDRESS).text == "ทำแล้ว"
    assert GOT == [("GET", {})]


def test_it_says_why_and_what_comes_next(long_ago):
    page = send(long_ago, TYPED)
    assert "นานกว่า 15 นาที" in page.text
    assert "ระบบจะ<b>ทำสิ่งที่ถอนคืนไม่ได้</b>ทันที" in page.text
    assert 'autocomplete="current-password" autofocus' in page.text
    assert not GOT


def test_the_right_password_does_exactly_what_was_asked_for(long_ago):
    page = send(long_ago, TYPED)
    facts, _ = form_of(page)
    assert facts["action"] == ADDRESS
    assert answer(long_ago, page).text == "ทำแล้ว"
    assert GOT == [("POST", TYPED)]
    assert send(long_ago, TYPED).text == "ทำแล้ว"  # and is good for the next fifteen minutes
    assert not Event.objects.filter(verb="officer.password_refused").exists()


def test_no_password_of_another_form_travels_through_the_page(long_ago):
    others = dict.fromkeys(("password", "current", "new", "again"), make.PASSWORD)
    page = send(long_ago, {**TYPED, **others, "csrfmiddlewaretoken": "of the page before"})
    assert make.PASSWORD not in page.text and "of the page before" not in page.text


def test_a_file_comes_at_once_and_the_page_leads_back(long_ago):
    page = send(long_ago, {"x": "1"}, "/2566/file/")
    facts, _ = form_of(page)
    assert facts["data-download"] == "/2566/payments/?page=2"  # app.js goes there
    assert "หากหน้านี้ยังอยู่ กดย้อนกลับ" in page.text
    assert answer(long_ago, page).content == b"\x00file"


def test_what_gives_no_file_waits_for_none(long_ago):
    facts, _ = form_of(send(long_ago, TYPED))
    assert "data-download" not in facts


def test_a_wrong_password_loses_nothing_and_is_on_record(long_ago, officer):
    page = answer(long_ago, send(long_ago, TYPED), "not-the-passphrase")
    assert "รหัสผ่านไม่ถูกต้อง" in page.text and "ลองได้อีก 4 ครั้ง" in page.text
    assert not GOT
    event = Event.objects.get(verb="officer.password_refused")
    assert (event.by, event.before, event.after, event.note) == (officer, {}, {}, "")
    assert answer(long_ago, page).text == "ทำแล้ว"
    assert GOT == [("POST", TYPED)]


def test_an_empty_box_is_no_wrong_password(long_ago):
    page = answer(long_ago, send(long_ago, TYPED), "")
    assert "ยังไม่ได้กรอกรหัสผ่าน" in page.text and not GOT
    assert not Event.objects.filter(verb="officer.password_refused").exists()


def test_after_five_wrong_ones_in_a_row_the_officer_is_outside(long_ago, officer):
    page = send(long_ago, TYPED)
    for _ in range(4):
        page = answer(long_ago, page, "not-the-passphrase")
        assert is_asked(page)
    door = answer(long_ago, page, "not-the-passphrase")
    assert (door.status_code, door.url) == (302, "/sign-in/")
    assert "กรอกรหัสผ่านไม่ถูกต้อง 5 ครั้ง" in long_ago.get("/sign-in/").text
    assert long_ago.get("/").status_code == 302
    assert Event.objects.filter(verb="officer.password_refused").count() == 5
    assert not GOT

    typed = {"username": officer.username, "password": make.PASSWORD}
    unsent = long_ago.post("/sign-in/", typed, follow=True).context["unsent"]
    assert unsent.typed == [(n, v) for n, values in TYPED.items() for v in values]


def test_a_right_one_between_begins_the_count_anew(long_ago):
    for _ in range(2):
        page = send(long_ago, TYPED)
        for _ in range(4):
            page = answer(long_ago, page, "not-the-passphrase")
        assert answer(long_ago, page).text == "ทำแล้ว"
        long_ago.password_given(timedelta(minutes=16))


def test_the_password_of_a_page_that_is_loaded_again_is_none(long_ago):
    """F5 sends once more what was sent, the password with it, whoever presses it."""
    page = send(long_ago, TYPED)
    answer(long_ago, page)
    answer(long_ago, page)
    assert len(GOT) == 2  # within fifteen minutes nothing is asked
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        again = answer(long_ago, page)
        assert is_asked(again) and len(GOT) == 2
        assert answer(long_ago, again).text == "ทำแล้ว"
        assert GOT[-1] == ("POST", TYPED)


def test_a_password_that_no_page_asked_for_is_none(long_ago):
    assert is_asked(send(long_ago, {**TYPED, "password_again": make.PASSWORD}))
    forged = {"password_again": make.PASSWORD, "password_asked": "9999999999"}
    assert is_asked(send(long_ago, {**TYPED, **forged}))
    assert not GOT


def test_a_changed_password_was_given(long_ago):
    new = "ม้าขาววิ่งข้ามสะพาน"
    long_ago.post("/password/", {"current": make.PASSWORD, "new": new, "again": new})
    assert send(long_ago, TYPED).text == "ทำแล้ว"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        (DESK, "/2566/payments/?page=2"),
        ("", "/"),
        ("https://evil.example/2566/", "/"),
        ("http://testserver//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_it_leads_back_to_where_the_officer_came_from(long_ago, referer, back):
    page = send(long_ago, TYPED, referer=referer)
    for _ in range(2):  # a wrong password does not lose the way
        assert f'<a class="btn" href="{back}">ย้อนกลับ</a>' in page.text
        page = answer(long_ago, page, "not-the-passphrase")


def test_it_leads_to_no_address_that_somebody_made_up(long_ago):
    page = send(long_ago, {**TYPED, "password_back": "//evil.example/"}, referer="")
    assert '<a class="btn" href="/">ย้อนกลับ</a>' in page.text


def test_files_are_refused_at_once_and_not_after_fifteen_minutes(client, officer):
    client.force_login(officer)
    paper = SimpleUploadedFile("a.pdf", b"%PDF-")
    assert client.post(ADDRESS, {"x": "1", "paper": paper}).status_code == 400
    assert not GOT


def test_a_session_that_ended_meanwhile_keeps_all_but_the_password(long_ago, officer):
    page = send(long_ago, TYPED)
    session = long_ago.session
    session["seen"] = 1
    session.save()
    assert answer(long_ago, page).url == "/sign-in/"
    assert make.PASSWORD not in str(dict(long_ago.session))
    typed = {"username": officer.username, "password": make.PASSWORD}
    unsent = long_ago.post("/sign-in/", typed, follow=True).context["unsent"]
    assert send(long_ago, urldict(unsent.typed), unsent.address).text == "ทำแล้ว"
    assert GOT == [("POST", TYPED)]


def urldict(pairs):
    carried = {}
    for name, value in pairs:
        carried.setdefault(name, []).append(value)
    return carried


WRONG = "แมวดำข้ามถนนตอนเช้า"


def test_no_password_is_kept_anywhere(long_ago, caplog):
    """Neither in the session, nor in the register, nor in the log, not even of what went wrong."""
    caplog.set_level("DEBUG")
    long_ago.raise_request_exception = False
    page = answer(long_ago, send(long_ago, {**TYPED, "result": "broken"}), WRONG)
    assert WRONG not in page.text
    assert answer(long_ago, page).status_code == 500
    [(_, given)] = GOT
    assert set(given) == set(TYPED)
    events = "".join(str(list(row)) for row in Event.objects.values_list())
    kept = f"{dict(long_ago.session)}{events}{caplog.text}"
    assert "ZeroDivisionError" in caplog.text and GIVEN in kept
    for password in (WRONG, make.PASSWORD):
        assert password not in kept and str(password.encode()) not in kept

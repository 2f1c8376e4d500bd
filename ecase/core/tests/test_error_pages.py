import pytest
from django.conf import settings as configured
from django.template.loader import get_template
from django.test import Client

from ecase.core import views

pytestmark = pytest.mark.urls("ecase.core.tests.urls")


@pytest.fixture
def visit(settings):
    """Open a page as a stranger, and get what the server says even where it broke."""
    return Client(raise_request_exception=False).get


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/wrong/rule/", 409, "มีสถานะอนุมัติเงิน"),
        ("/wrong/denied/", 403, "หน้านี้เปิดให้หัวหน้าฝ่าย"),
        ("/wrong/bad/", 400, "อ่านคำขอนี้ไม่ได้"),
        ("/wrong/much/", 413, "ส่งมามากเกินไปในครั้งเดียว"),
        ("/wrong/broken/", 500, "ระบบขัดข้อง"),
        ("/wrong/away/", 503, "ระบบไม่พร้อมใช้งานชั่วคราว"),
        ("/nowhere/", 404, "ไม่พบหน้าหรือเคสนี้"),
    ],
)
def test_each_says_what_happened_in_thai_without_the_database(visit, address, status, words):
    response = visit(address)
    assert response.status_code == status
    assert words in response.text
    assert "ระบบการจัดสวัสดิการ" in response.text
    assert "กลับหน้าหลัก" in response.text
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("how", ["broken", "away"])
def test_what_broke_is_not_told_to_the_officer(visit, how):
    text = visit(f"/wrong/{how}/").text
    assert "secret" not in text and "10.0.0.1" not in text and "Traceback" not in text


def test_the_words_of_a_rule_are_text_and_not_markup(visit):
    assert "&lt;ขาดคุณสมบัติ&gt;ไม่ได้<br>เปิดหน้านี้ใหม่" in visit("/wrong/rule/").text


def test_a_page_that_stood_open_too_long_says_so():
    response = Client(enforce_csrf_checks=True).post("/page/", {"x": "1"})
    assert response.status_code == 403
    assert "หน้าเปิดค้างไว้นานเกินไป" in response.text
    assert "ยังไม่มีอะไรถูกบันทึก" in response.text


@pytest.mark.parametrize(
    "odd",
    [
        {"cookie": 'sessionid="aaaaaaaaaaaa\\000"'},
        *(
            {"content-type": f"multipart/form-data; boundary=x; charset={c}"}
            for c in ("hex", "idna")
        ),
    ],
)
def test_what_no_browser_sends_is_refused_and_breaks_nothing(odd):
    response = Client().generic("POST", "/page/", b"--x--", headers=odd)
    assert response.status_code == 400
    assert "อ่านคำขอนี้ไม่ได้" in response.text


def test_the_way_back_is_to_where_one_came_from(visit):
    came_from = {"host": "127.0.0.1", "referer": "http://127.0.0.1/2566/cases/"}
    response = visit("/wrong/rule/", headers=came_from)
    assert 'href="http://127.0.0.1/2566/cases/"' in response.text


@pytest.mark.parametrize("referer", ["https://evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_never_leads_out(visit, referer):
    response = visit("/wrong/rule/", headers={"host": "127.0.0.1", "referer": referer})
    assert "ย้อนกลับ" not in response.text
    assert "evil" not in response.text and "javascript:" not in response.text


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "500", "503", "csrf", "rule_error"])
def test_a_page_of_error_needs_nothing_at_all(name):
    assert "กลับหน้าหลัก" in get_template(f"{name}.html").render({})


def test_the_real_addresses_answer_with_these_pages():
    from config import urls

    for code, view in (
        ("400", views.bad_request),
        ("403", views.permission_denied),
        ("404", views.page_not_found),
        ("500", views.server_error),
    ):
        assert getattr(urls, f"handler{code}") == f"ecase.core.views.{view.__name__}"
    assert (
        configured.CSRF_FAILURE_VIEW == "ecase.offices.views.own.old_page"
    )  # ends in csrf_failure

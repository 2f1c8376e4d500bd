import re
from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import engines
from django.urls import resolve

from ecase.offices.models import Duty, FiscalYear, Office, Officer

pytestmark = pytest.mark.urls("ecase.core.tests.urls")

MENU = [
    "หน้าหลัก",
    "บันทึกข้อมูลเคส",
    "แสดงข้อมูลเคส",
    "จัดทำรายการขออนุมัติเงิน",
    "พิมพ์รายงานขออนุมัติเงิน",
    "จ่ายให้ประชาชน",
]


@pytest.fixture
def request_of(rf):
    """A request of an officer, as it comes out of the middleware."""

    def make(address="/2566/cases/list/", office="ป้อมปราบศัตรูพ่าย", year=2566):
        request = rf.get(address)
        request.user = Officer(
            title="นางสาว",
            first_name="กมลชนก",
            last_name="ใจอารี",
            office=Office(name=office) if office else None,
        )
        request.user.duties_held = [Duty.CASEWORKER]
        request.year = FiscalYear(year=year) if year else None
        request.resolver_match = resolve(request.path)
        request._messages = CookieStorage(request)
        return request

    return make


def drawn(request, blocks="", **context):
    template = '{% extends "shells/page.html" %}{% block title %}ชื่อหน้า{% endblock title %}'
    return engines["django"].from_string(template + blocks).render(context, request)


def text(html):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", html))


def test_every_page_carries_the_products_name_and_the_greeting(request_of):
    html = drawn(request_of())
    assert "ระบบการจัดสวัสดิการและการสงเคราะห์ (E-Case)" in text(html)
    assert "ยินดีต้อนรับ เจ้าหน้าที่ สำนักงานเขตป้อมปราบศัตรูพ่าย" in text(html)
    assert "นางสาวกมลชนก ใจอารี · เจ้าหน้าที่" in text(html)
    assert "<title>ชื่อหน้า – E-Case</title>" in html
    assert '<html lang="th">' in html


def test_an_officer_of_the_centre_is_greeted_as_one(request_of):
    html = drawn(request_of(office=None))
    assert "ยินดีต้อนรับ เจ้าหน้าที่ สำนักพัฒนาสังคม (ส่วนกลาง)" in text(html)


def test_the_six_menus_stand_in_the_manuals_order(request_of):
    nav = re.search(r'<nav class="menu".*?</ul>', drawn(request_of()), re.DOTALL)[0]
    assert re.findall(r"<a [^>]+>([^<]+)</a>", nav) == MENU


def test_the_current_menu_follows_the_address(request_of):
    html = drawn(request_of("/2566/cases/list/"))
    assert re.findall(r'aria-current="page">([^<]+)<', html) == ["แสดงข้อมูลเคส"]


@pytest.mark.parametrize("way", ["block", "variable"])
def test_a_page_may_name_its_menu(request_of, way):
    if way == "block":
        html = drawn(request_of(), "{% block menu %}meeting{% endblock menu %}")
    else:
        html = drawn(request_of(), menu="meeting")
    assert re.findall(r'aria-current="page">([^<]+)<', html) == ["จัดทำรายการขออนุมัติเงิน"]


def test_without_a_year_there_is_no_menu_and_no_search(request_of):
    html = drawn(request_of("/offices/years/", year=None))
    assert not any(name in html for name in MENU)
    assert 'role="search"' not in html
    assert "ออกจากระบบ" in html


def test_what_changes_something_is_a_form(request_of):
    html = drawn(request_of())
    assert '<form method="post" action="/offices/sign_out/">' in html
    assert '<form class="find" role="search" method="post" action="/2566/cases/search/">' in html
    assert html.count("csrfmiddlewaretoken") == 4  # twice signing out, search, showing numbers


def test_what_the_last_click_did_is_told_once(request_of):
    request = request_of()
    request._messages.add(25, "บันทึกแล้ว <b>")
    request._messages.add(40, "รับไฟล์ไม่ได้")
    html = drawn(request)
    assert re.search(r'data-tone="ok" role="status">.*?บันทึกแล้ว &lt;b&gt;', html)
    assert re.search(r'data-tone="stop" role="alert">.*?รับไฟล์ไม่ได้', html)


def test_nothing_is_inline(request_of):
    html = drawn(request_of(), "{% block body %}{% share parts %}{% endblock %}", parts=[("ok", 1)])
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style| style=| on\w+=|javascript:", html)


def test_the_door_needs_no_officer(rf):
    request = rf.get("/")
    request._messages = CookieStorage(request)
    request.user = SimpleNamespace(is_authenticated=False)
    template = '{% extends "shells/door.html" %}{% block h1 %}เข้าสู่ระบบ{% endblock h1 %}'
    html = engines["django"].from_string(template).render({}, request)
    assert "<h1>เข้าสู่ระบบ</h1>" in html
    assert html.count("<rect") == 50

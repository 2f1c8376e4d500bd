"""As the officer's manual tells it, section 1: การเข้าใช้งานระบบ."""

import pytest
from playwright.sync_api import expect

from ecase.core.tests.paper_text import pages
from tests import make

from .walk import said

pytestmark = pytest.mark.browser


def test_an_officer_comes_in_with_a_name_and_a_password_of_their_own(desk, caseworker):
    page = desk()
    page.goto("/")
    expect(page.get_by_role("heading", name="เข้าสู่ระบบ")).to_be_visible()

    with page.expect_download() as download:  # R4: the form for a new head
        page.get_by_role("link", name="ดาวน์โหลดแบบฟอร์มขอใช้งานระบบ E-Case").click()
    form = " ".join(pages(download.value.path().read_bytes()))
    assert "แบบฟอร์มขอใช้งานระบบ" in form and "informationsdd@gmail.com" in form
    expect(page.get_by_text("informationsdd@gmail.com")).to_be_visible()  # R5

    page.get_by_label("ชื่อผู้ใช้").fill("officer")
    page.get_by_label("รหัสผ่าน").fill("ไม่ใช่รหัสผ่านนี้")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    expect(page.get_by_role("alert")).to_contain_text("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง")
    expect(page.get_by_label("ชื่อผู้ใช้")).to_have_value("officer")

    page.get_by_label("รหัสผ่าน").fill(make.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("ยินดีต้อนรับ เจ้าหน้าที่ สำนักงานเขตป้อมปราบศัตรูพ่าย")).to_be_visible()


def sign_in(page):
    page.get_by_label("ชื่อผู้ใช้").fill("officer")
    page.get_by_label("รหัสผ่าน").fill(make.PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()


def test_what_was_typed_survives_an_expired_sign_in(desk, caseworker):
    page = desk()
    page.goto("/profile/")
    sign_in(page)
    page.get_by_label("ตำแหน่ง").fill("นักพัฒนาสังคมชำนาญการ")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="บันทึกข้อมูลส่วนตัว").click()

    expect(page.get_by_text("ข้อมูลที่กรอกไว้ยังอยู่")).to_be_visible()
    sign_in(page)
    page.get_by_role("button", name="ส่งข้อมูลที่กรอกไว้").click()

    said(page, "บันทึกข้อมูลส่วนตัวแล้ว")
    expect(page.get_by_label("ตำแหน่ง")).to_have_value("นักพัฒนาสังคมชำนาญการ")

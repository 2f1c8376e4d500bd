"""As the officer's manual tells it, section 2: การเลือกระบบงาน."""

import pytest
from playwright.sync_api import expect

from tests import make

from .walk import said

pytestmark = pytest.mark.browser

MENUS = [
    "หน้าหลัก",
    "บันทึกข้อมูลเคส",
    "แสดงข้อมูลเคส",
    "จัดทำรายการขออนุมัติเงิน",
    "พิมพ์รายงานขออนุมัติเงิน",
    "จ่ายให้ประชาชน",
]


def test_an_officer_chooses_a_year_and_finds_the_six_menus(desk, caseworker):
    page = desk(caseworker)
    page.goto("/")
    page.get_by_role("link", name="การจัดสวัสดิการและการสงเคราะห์ ปีงบประมาณ 2566").click()

    expect(page.get_by_text("ระบบการจัดสวัสดิการและการสงเคราะห์ (E-Case)").first).to_be_visible()
    expect(page.get_by_text("ยินดีต้อนรับ เจ้าหน้าที่ สำนักงานเขตป้อมปราบศัตรูพ่าย")).to_be_visible()
    menu = page.get_by_role("navigation", name="เมนูหลัก")
    for name in MENUS:
        menu.get_by_role("link", name=name, exact=True).click()
        expect(menu.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
        assert "/2566/" in page.url


def test_an_officer_minds_the_own_account_and_leaves(desk, caseworker):
    page = desk(caseworker)
    page.goto("/2566/")
    page.get_by_role("link", name="แก้ไขข้อมูลส่วนตัว").first.click()
    page.get_by_label("หมายเลขโทรศัพท์").fill("๐๘๑ ๒๓๔ ๕๖๗๘")
    page.get_by_role("button", name="บันทึกข้อมูลส่วนตัว").click()
    said(page, "บันทึกข้อมูลส่วนตัวแล้ว")

    page.get_by_role("link", name="เปลี่ยนรหัสผ่าน").first.click()
    page.get_by_label("รหัสผ่านปัจจุบัน").fill(make.PASSWORD)
    page.get_by_label("รหัสผ่านใหม่", exact=True).fill("ม้าขาววิ่งข้ามสะพาน")
    page.get_by_label("ยืนยันรหัสผ่านใหม่").fill("ม้าขาววิ่งข้ามสะพาน")
    page.get_by_role("button", name="บันทึกรหัสผ่านใหม่").click()
    said(page, "เปลี่ยนรหัสผ่านแล้ว")

    page.get_by_role("button", name="ออกจากระบบ").first.click()
    expect(page.get_by_role("heading", name="เข้าสู่ระบบ")).to_be_visible()
    page.goto("/2566/")
    expect(page.get_by_role("heading", name="เข้าสู่ระบบ")).to_be_visible()

"""The password is asked for again where money moves, on the way of chapters 4 and 6."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ecase.cases.models import Status
from ecase.payments.models import Approval, TransferFile
from tests import make

from .test_by_keyboard import press, tab_to
from .test_every_page import SIZES
from .walk import said

pytestmark = pytest.mark.browser

FILE = "ไฟล์สำหรับโอนเงิน ธนาคารกรุงไทย"


@pytest.fixture(autouse=True)
def _each_time(settings):
    """No password is fresh enough."""
    settings.PASSWORD_AGAIN_MINUTES = -1


def give(page, password=make.PASSWORD):
    expect(page.get_by_label("รหัสผ่าน")).to_be_focused()
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_a_meeting_is_closed_with_it_by_keyboard(desk, caseworker, head):
    make.case(Status.IN_MEETING, by=caseworker)
    page = desk(head)
    page.goto("/2566/meeting/")
    press(page, "จัดทำรายงานขออนุมัติเงิน")
    press(page, "จัดทำรายงานขออนุมัติเงินทั้งหมด")
    give(page, "not-the-passphrase")
    expect(page.get_by_text("รหัสผ่านไม่ถูกต้อง")).to_be_visible()
    assert not Approval.objects.exists()
    give(page)
    said(page, "จัดทำรายการอนุมัติให้ความช่วยเหลือสำนักงานเขต")
    assert Approval.objects.count() == 1


@pytest.fixture
def at_the_files(desk, caseworker, head, payer):
    make.case(by=caseworker)
    approval = make.close(make.Meeting.objects.get(), by=head)

    def open_page(**options):
        page = desk(payer, **options)
        page.goto(approval.get_absolute_url())
        return page, page.url

    return open_page


def test_a_file_comes_and_the_page_is_where_it_was(at_the_files):
    page, here = at_the_files()
    tab_to(page, FILE)
    page.keyboard.press("Enter")
    with page.expect_download():
        give(page)
    page.wait_for_url(here)
    expect(page.get_by_text("อยู่ในไฟล์รอผล 1 ราย")).to_be_visible()
    assert TransferFile.objects.count() == 1


def test_without_script_a_link_leads_back_from_the_file(at_the_files):
    page, here = at_the_files(java_script_enabled=False)
    page.get_by_role("button", name=FILE).click()
    page.get_by_label("รหัสผ่าน").fill(make.PASSWORD)
    with page.expect_download():
        page.get_by_role("button", name="ยืนยันรหัสผ่าน").click()
    expect(page.get_by_text("หากหน้านี้ยังอยู่ กดย้อนกลับ")).to_be_visible()
    page.get_by_role("link", name="ย้อนกลับ").click()
    assert page.url == here
    expect(page.get_by_text("อยู่ในไฟล์รอผล 1 ราย")).to_be_visible()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size["width"])
def test_its_page_is_whole_and_open_to_everyone(at_the_files, size):
    page, _ = at_the_files(viewport=size)
    page.get_by_role("button", name=FILE).click()
    for password in ("not-the-passphrase", ""):
        expect(page.get_by_role("heading", name="ยืนยันรหัสผ่านอีกครั้ง")).to_be_visible()
        assert not Axe().run(page).response["violations"]
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        give(page, password)

"""The steps that the manual's chapters share, by its own labels."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from tests import make


def pdf(name: str, pages: int = 1) -> dict:
    """A scanned paper to choose in a file box."""
    return {"name": name, "mimeType": "application/pdf", "buffer": make.scan(pages).pdf}


def file_name(download) -> str:
    return download.suggested_filename


@dataclass(frozen=True)
class Applicant:
    """What stands on an applicant's papers."""

    citizen_id: str
    title: str
    gender: str
    first_name: str
    last_name: str
    born: str
    aid: str
    amount: str
    bank: str
    account: str
    is_disabled: bool = False
    branch: str = ""
    hardship: str = "ยากจน"
    supporting: list[str] = field(default_factory=lambda: ["คำร้อง บัตร ทะเบียนบ้าน.pdf"])
    financial: list[str] = field(default_factory=lambda: ["สมุดบัญชี.pdf"])

    @property
    def name(self) -> str:
        return f"{self.title}{self.first_name} {self.last_name}"


# The two people of the manual's own screens.
CHILD = Applicant(
    citizen_id="9168909457051",
    title="เด็กชาย",
    gender="ชาย",
    first_name="ทดสอบ1",
    last_name="ระบบ",
    born="02/10/2558",
    aid=make.KINDERGARTEN,
    amount="3,000",
    bank="ธนาคารกรุงไทย",
    account="0701234182",
    is_disabled=True,
)
WOMAN = Applicant(
    citizen_id="5838023466970",
    title="นาง",
    gender="หญิง",
    first_name="ทดสอบ2",
    last_name="ระบบ",
    born="5 มี.ค. 2520",
    aid=make.LIVELIHOOD,
    amount="5000",
    bank="ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร",
    branch="0123",
    account="020123456789",
)


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="เมนูหลัก").get_by_role("link", name=name).click()


def check_id(page: Page, citizen_id: str) -> None:
    """R19-R20: one box, one button."""
    menu(page, "บันทึกข้อมูลเคส")
    page.get_by_label("หมายเลขบัตรประจำตัวประชาชน").fill(citizen_id)
    page.get_by_role("button", name="ตรวจสอบ").click()


def fill_in(page: Page, who: Applicant) -> None:
    """R25-R46: the form, all but the button."""
    page.get_by_label("คำนำหน้า").select_option(label=who.title)
    page.get_by_label("เพศ").select_option(label=who.gender)
    page.get_by_label("ชื่อ", exact=True).fill(who.first_name)
    page.get_by_label("นามสกุล", exact=True).fill(who.last_name)
    page.get_by_label("วันเดือนปีเกิด").fill(who.born)
    if who.is_disabled:
        page.get_by_label("เป็นผู้พิการ (กรุณาแนบสำเนาบัตรประจำตัวคนพิการในส่วนเอกสารที่เกี่ยวข้อง)").check()
    page.get_by_label("ประเภทเงินสงเคราะห์ที่ต้องการรับการสนับสนุน").select_option(label=who.aid)
    page.get_by_label("จำนวนเงิน", exact=True).fill(who.amount)
    page.get_by_label("รายละเอียดความเดือดร้อน").fill(who.hardship)
    page.get_by_label("ชื่อธนาคาร", exact=True).select_option(label=who.bank)
    page.get_by_label("รหัสสาขาของธนาคาร").fill(who.branch)
    page.get_by_label("ชื่อบัญชีธนาคาร").fill(who.name)
    page.get_by_label("หมายเลขบัญชีธนาคาร").fill(who.account)
    page.get_by_label("อัปโหลดเอกสารที่เกี่ยวข้อง").set_input_files([pdf(n) for n in who.supporting])
    page.get_by_label("อัปโหลดเอกสารทางการเงิน").set_input_files([pdf(n) for n in who.financial])


def record(page: Page, who: Applicant) -> None:
    """Chapter 3, from the box for the ID to ยืนยัน."""
    check_id(page, who.citizen_id)
    page.get_by_role("button", name="ดำเนินการต่อ").click()
    fill_in(page, who)
    page.get_by_role("button", name="ยืนยัน", exact=True).click()
    leaves_the_form(page)


def leaves_the_form(page: Page) -> None:
    """Wait until the form of a case is sent: by itself, once its files have come."""
    page.wait_for_url(lambda url: not url.endswith("/form/"))


def row(page: Page, who: Applicant):
    """The row of a person in the list on the page."""
    return page.get_by_role("row").filter(has_text=who.first_name)


def said(page: Page, text: str) -> None:
    """What the last click did, as the page tells it."""
    expect(page.get_by_role("status").filter(has_text=text).first).to_be_visible()


def close_the_meeting(page: Page) -> None:
    """R72-R74: the last check, then the approval."""
    menu(page, "จัดทำรายการขออนุมัติเงิน")
    page.get_by_role("link", name="จัดทำรายงานขออนุมัติเงิน", exact=True).click()
    page.get_by_role("button", name="จัดทำรายงานขออนุมัติเงินทั้งหมด").click()

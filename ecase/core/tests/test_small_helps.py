"""app.js, in a real browser: what it adds to a page that also works without it."""

import re
from pathlib import Path

import pytest
from django.forms import Form, TextInput
from django.template import engines
from playwright.sync_api import Page, expect

from ecase.core import forms
from ecase.core.widgets import DataSelect, MultipleFileInput

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent.parent / "static" / "app.js"
TITLES = {
    "เด็กชาย": {"gender": "M", "max": 14},
    "นาย": {"gender": "M", "min": 15},
    "นาง": {"gender": "F", "min": 15},
    "ดร.": {},
}
BANKS = {
    "กรุงไทย": {"code": "006", "lengths": "10"},
    "ธ.ก.ส.": {"code": "034", "branch": "1", "lengths": "12"},
}
AIDS = {"อนุบาล": {"hint": "บัญชีที่ 1 ลำดับที่ 1", "ceiling": "3000.00"}}


def one_of(label, facts, mark):
    widget = DataSelect(data=facts.get, attrs={mark: ""})
    return forms.SelectField(label=label, choices=[(name, name) for name in facts], widget=widget)


def box(mark):
    return TextInput(attrs={mark: ""})


class CaseForm(Form):
    title = one_of("คำนำหน้า", TITLES, "data-titles")
    gender = one_of("เพศ", {"M": {}, "F": {}}, "data-gender")
    born = forms.BirthDateField()
    aid = one_of("ประเภท", AIDS, "data-aid")
    amount = forms.BahtField(label="จำนวนเงิน", widget=box("data-amount"))
    bank = one_of("ธนาคาร", BANKS, "data-bank")
    branch = forms.DigitsField(
        label="รหัสสาขา", min_digits=4, max_digits=4, widget=box("data-bank-branch")
    )
    account = forms.DigitsField(
        label="หมายเลขบัญชี", min_digits=8, max_digits=15, widget=box("data-bank-account")
    )
    papers = forms.MultipleFileField(
        label="เอกสาร", widget=MultipleFileInput(attrs={"data-max-bytes": "1000"})
    )


PAGE = """<!doctype html><html lang="th"><body>{% icon "menu" %}
{% include "components/errsum.html" %}
<form id="f" method="post" action="/sent">
{% include "components/birth.html" with field=form.born %}
{{ form.title.as_field_group }}{{ form.gender.as_field_group }}
{{ form.aid.as_field_group }}{% field form.amount unit="บาท" %}
{{ form.bank.as_field_group }}<input aria-label="รหัสธนาคาร" data-bank-code readonly>
{{ form.branch.as_field_group }}{{ form.account.as_field_group }}
{% include "components/drop.html" with field=form.papers %}
<button>ยืนยัน</button></form></body></html>"""


@pytest.fixture
def see(page: Page):
    """Show the form, with the script on it."""
    page.set_default_timeout(5_000)

    def show(data=None):
        html = engines["django"].from_string(PAGE).render({"form": CaseForm(data)})
        page.route(
            "**/*", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
        )
        page.goto("http://ecase.test/")
        page.add_script_tag(path=SCRIPT)
        return page

    return show


@pytest.mark.parametrize("typed", ["02/10/2558", "๒ ต.ค. ๒๕๕๘", "02102558", "2 ตุลาคม พ.ศ. 2558"])
def test_a_birth_date_is_said_back_while_one_types(see, typed):
    page = see()
    page.get_by_label("วันเดือนปีเกิด").fill(typed)
    expect(page.locator("#id_born_echo")).to_have_text(
        re.compile(r"^2 ตุลาคม 2558 · อายุ \d+ ปี \d+ เดือน$")
    )
    assert page.get_by_label("อายุ").input_value().isdigit()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("02/10/2015", "ปี 2015 เป็น ค.ศ. ให้พิมพ์ปี พ.ศ. คือ 2558"),
        ("29/02/2568", "ไม่มีวันที่นี้ ตรวจกับบัตรอีกครั้ง"),
        ("01/01/2690", "วันนี้ยังมาไม่ถึง ตรวจปี พ.ศ. อีกครั้ง"),
    ],
)
def test_a_birth_date_that_cannot_be_is_said_at_once(see, typed, said):
    page = see()
    page.get_by_label("วันเดือนปีเกิด").fill(typed)
    expect(page.locator("#id_born_echo")).to_have_text(said)
    expect(page.get_by_label("อายุ")).to_have_value("")


def test_only_titles_that_fit_are_offered(see):
    page = see()
    page.get_by_label("เพศ").select_option("M")
    page.get_by_label("วันเดือนปีเกิด").fill("02/10/2500")
    titles = page.get_by_label("คำนำหน้า").locator("option:not([hidden])")
    expect(titles).to_have_text(["<--กรุณาเลือก-->", "นาย", "ดร."])


def test_a_title_that_no_longer_fits_stays_and_is_pointed_out(see):
    page = see()
    page.get_by_label("คำนำหน้า").select_option("นาง")
    page.get_by_label("เพศ").select_option("M")
    expect(page.get_by_label("คำนำหน้า")).to_have_value("นาง")
    expect(page.locator("#id_title_remark")).to_contain_text("อาจไม่ตรงกับเพศที่เลือก")
    page.get_by_label("เพศ").select_option("F")
    expect(page.locator("#id_title_remark")).to_be_hidden()


def test_the_ceiling_and_how_much_is_over_it_stand_beside_the_sum(see):
    page = see()
    page.get_by_label("ประเภท").select_option("อนุบาล")
    expect(page.locator("#id_aid_remark")).to_have_text("บัญชีที่ 1 ลำดับที่ 1")
    page.get_by_label("จำนวนเงิน").fill("๓,๕๐๐")
    expect(page.locator("#id_amount_remark")).to_have_text("เกินเพดาน 500.00 บาท")
    page.get_by_label("จำนวนเงิน").fill("3,000.00")
    expect(page.locator("#id_amount_remark")).to_be_hidden()


def test_the_bank_shows_its_code_its_branch_and_the_length_of_its_accounts(see):
    page = see()
    page.get_by_label("ธนาคาร", exact=True).select_option("ธ.ก.ส.")
    expect(page.get_by_label("รหัสธนาคาร")).to_have_value("034")
    expect(page.locator("#id_branch_remark")).to_contain_text("ธนาคารนี้ต้องกรอก")
    page.get_by_label("หมายเลขบัญชี").fill("020-1-2345")
    expect(page.locator("#id_account_remark")).to_contain_text("12 หลัก ที่พิมพ์มี 8 หลัก")
    page.get_by_label("หมายเลขบัญชี").fill("020-1-23456-789")
    expect(page.locator("#id_account_remark")).to_have_text("ครบ 12 หลัก")
    page.get_by_label("ธนาคาร", exact=True).select_option("กรุงไทย")
    expect(page.locator("#id_branch_remark")).to_be_hidden()


def file(name, size):
    return {"name": name, "mimeType": "application/pdf", "buffer": b"x" * size}


def test_files_add_up_move_and_are_taken_out(see):
    page = see()
    files = page.locator("#id_papers")
    names = page.locator(".files li > span:first-child")
    files.set_input_files([file("ก.pdf", 400)])
    files.set_input_files([file("ข.pdf", 400), file("ค.pdf", 400)])
    expect(names).to_have_text(["ก.pdf", "ข.pdf", "ค.pdf"])
    expect(page.locator("#id_papers_remark")).to_contain_text("นำบางไฟล์ออก")
    page.get_by_role("button", name="เลื่อนขึ้น ค.pdf").click()
    page.get_by_role("button", name="นำออก ก.pdf").click()
    expect(names).to_have_text(["ค.pdf", "ข.pdf"])
    expect(page.locator("#id_papers_remark")).to_be_hidden()
    sent = files.evaluate("box => [...box.files].map(file => file.name)")
    assert sent == ["ค.pdf", "ข.pdf"]


def test_the_summary_of_errors_takes_the_focus(see):
    page = see({"amount": "x"})
    expect(page.locator(".errsum")).to_be_focused()


def test_a_form_is_sent_once_however_often_one_clicks(see):
    sent = see().evaluate(
        """() => {
            let sent = 0;
            addEventListener("submit", e => { if (!e.defaultPrevented) sent++; e.preventDefault(); });
            const button = document.querySelector("#f button:not([type])");
            button.click(); button.click(); button.click();
            return sent;
        }"""
    )
    assert sent == 1

"""The papers (แบบพิมพ์)."""

import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pypdf
import pypdfium2 as pdfium
import pytest

from ecase.core import papers
from ecase.core.papers.engine import FONTS, TEMPLATES
from ecase.core.thai import thai_digits

from .paper_text import MADE_AT, NAMES, example, pages, squeezed, squeezed_text, typeset

LISTS = ["agenda", "report", "tk1", "kcorp2"]
TWO_SHEETS = ["case-sheet", "minutes", "personal-data", "request"]
WITH_NOTES = [*LISTS, "cover"]
WAIVER = (
    "ข้อยกเว้นการแบ่งแยกหน้าที่: นายสิทธิ์ กตัญญู บันทึกเคสและปิดรอบประชุมเอง เพราะสำนักงานเขตมีเจ้าหน้าที่ไม่พอ"
    " อนุญาตโดยผู้ดูแลระบบ ถึงวันที่ 30 กันยายน 2566"
)


def listed(name, rows, **changes):
    """A list paper with so many rows, each of them named by its number and with nothing missing."""
    row = example(name)["rows"][0] | {"missing": ""}
    many = [row | {"name": f"นายคนที่{n} ใจดี", "account_name": f"นายคนที่{n} ใจดี"} for n in rows]
    return typeset(name, rows=many, **changes)


def test_every_form_has_its_example():
    shared = {"lib", "transfers", "letter"}
    assert {form.stem for form in TEMPLATES.glob("*.typ")} - shared == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_paper_is_a_tagged_pdf_a_on_sheets_of_a4_with_its_font(name):
    pdf = typeset(name)
    paper = pypdf.PdfReader(io.BytesIO(pdf))

    assert paper.xmp_metadata.pdfaid_part == "2"
    assert paper.xmp_metadata.pdfaid_conformance == "A"
    assert paper.root_object["/MarkInfo"]["/Marked"]
    assert paper.root_object["/Lang"] == "th-TH"
    assert len(paper.pages) == (2 if name in TWO_SHEETS else 1)
    for page in paper.pages:
        assert sorted(round(float(side)) for side in page.mediabox[2:]) == [595, 842]
        fonts = page["/Resources"]["/Font"].values()
        assert fonts
        for font in fonts:
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "THSarabunPSK" in inner["/BaseFont"]
            assert any(key.startswith("/FontFile") for key in inner["/FontDescriptor"])


@pytest.mark.parametrize("name", NAMES)
def test_the_same_paper_has_the_same_bytes(name):
    once = typeset(name)
    assert typeset(name) == once
    assert papers.make(name, example(name), made_at=MADE_AT + timedelta(days=1)) != once


def test_eight_threads_typeset_the_same_bytes():
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: typeset("report"), range(16)))
    assert len(made) == 1


def test_a_time_without_a_zone_is_a_mistake():
    with pytest.raises(ValueError, match="zone"):
        papers.make("report", example("report"), made_at=MADE_AT.replace(tzinfo=None))


def test_a_number_that_was_not_made_ready_is_a_mistake():
    with pytest.raises(TypeError, match="float"):
        typeset("report", total=8000.0)


def test_importing_typesets_nothing():
    # A server that has typeset before it forks leaves children that never finish a paper.
    code = (
        "from ecase.core import papers; from ecase.core.papers import engine;"
        "assert not engine._fonts.cache_info().currsize"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# What each paper says


def test_the_agenda_is_for_consideration_and_never_says_approved():
    (text,) = pages(typeset("agenda"))

    assert "รายชื่อผู้ประสบปัญหาความเดือดร้อนเพื่อพิจารณาให้ความช่วยเหลือ" in text
    assert "ที่ผ่านการพิจารณา" not in text
    assert "สำนักงานเขตป้อมปราบศัตรูพ่าย รอบประชุมที่ 1/2566" in text
    assert "จำนวน 2 ราย เป็นเงิน 8,000.00 บาท (แปดพันบาทถ้วน)" in text
    assert "มติที่ประชุม" in text
    assert text.endswith("พิมพ์เมื่อ 11 ตุลาคม 2565 เวลา 09.00 น. หน้า 1/1")


def test_the_report_says_who_was_approved_and_how_much():
    (text,) = pages(typeset("report"))

    assert "รายชื่อผู้ประสบปัญหาความเดือดร้อนที่ผ่านการพิจารณาให้ความช่วยเหลือ" in text
    assert "สำนักงานเขตป้อมปราบศัตรูพ่าย ครั้งที่ 1 ปีงบประมาณ 2566" in text
    assert "อนุมัติเมื่อวันที่ 11 ตุลาคม 2565" in text
    assert "จำนวน 2 ราย เป็นเงิน 8,000.00 บาท (แปดพันบาทถ้วน)" in text
    assert "1 เด็กชายทดสอบ1 ใจดี ป้อมปราบศัตรูพ่าย" in text
    assert re.search(r"2 นางทดสอบ2 ที่นี่ดี .* ทุนประกอบอาชีพ 5,000.00 บัญชีที่ 1 ลำดับที่ 3", text)
    assert "รวมเป็นเงิน (แปดพันบาทถ้วน) 8,000.00" in text
    assert "นายสิทธิ์ กตัญญู" in text
    assert text.endswith(
        "ครั้งที่1-ปีงบประมาณ2566 · รหัสตรวจสอบ 3f9a1c07be52 · ทะเบียน 1008-950-7c1e55a09bd4 หน้า 1/1"
    )


def test_the_lists_have_the_columns_of_the_manual():
    for name in ["agenda", "report"]:
        text = squeezed(typeset(name))
        for heading in ["ลำดับที่", "ชื่อ-นามสกุล", "สำนักงานเขต", "การให้ความช่วยเหลือ", "จำนวนเงิน"]:
            assert heading in text, (name, heading)
        assert (
            "เบิกจ่ายตามระเบียบกรุงเทพมหานครว่าด้วยค่าใช้จ่ายในการจัดสวัสดิการและการสงเคราะห์"
            "พ.ศ.2557และที่แก้ไขเพิ่มเติม(ฉบับที่2)พ.ศ.2564"
        ) in text, name


def test_tk1_has_the_columns_of_the_banks_list():
    (text,) = pages(typeset("tk1"))

    assert "แบบ ทค.1" in text
    assert "ทะเบียนคุมการโอนเงินผ่านระบบ KTB Corporate Online" in text
    row = "1 034 012345678901 นางทดสอบ2 ที่นี่ดี 5,000.00 5-8380-23466-97-0 Case2566-2 0800000002"
    assert row in text
    assert "รวมเป็นเงิน (แปดพันบาทถ้วน) 8,000.00" in text
    for heading in ["Receiving A/C No.", "Receiver Name", "DDA Ref", "Citizen ID/Tax ID"]:
        assert heading in text


def test_kcorp2_names_bank_branch_and_account():
    (text,) = pages(typeset("kcorp2"))

    assert "แบบ K-corp2" in text
    assert "1 นางทดสอบ2 ที่นี่ดี 5-8380-23466-97-0 ธ.ก.ส. 034/0123 นางทดสอบ2 ที่นี่ดี 012345678901" in text
    assert "งบประมาณ ค่าใช้จ่ายในการจัดสวัสดิการและการสงเคราะห์ ปีงบประมาณ 2566" in text


@pytest.mark.parametrize("name", ["tk1", "kcorp2"])
def test_a_group_of_banks_without_payments_says_so(name):
    nothing = {"rows": [], "count": 0, "total": "0.00", "total_words": "ศูนย์บาทถ้วน"}
    (text,) = pages(typeset(name, bank_group="ธนาคารกรุงไทย", **nothing))
    assert "ไม่มีรายการ: อนุมัติครั้งนี้ไม่มีผู้รับเงินทางธนาคารกรุงไทย" in text
    assert "รวมเป็นเงิน (ศูนย์บาทถ้วน) 0.00" in text


def test_an_agenda_without_cases_says_so():
    nothing = {"rows": [], "count": 0, "total": "0.00", "total_words": "ศูนย์บาทถ้วน"}
    assert "ไม่มีรายชื่อในรอบประชุมนี้" in pages(typeset("agenda", **nothing))[0]


def test_kcorp1_is_filled_in_from_the_case():
    (text,) = pages(typeset("kcorp1"))

    assert "เรียน ผู้อำนวยการเขตป้อมปราบศัตรูพ่าย" in text
    assert "นางทดสอบ2 ที่นี่ดี" in text
    assert re.sub(r"\D", "", text.partition("ผู้เสียภาษี")[2].splitlines()[0]) == "5838023466970"
    assert "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร สาขา 0123" in text
    assert "เลขที่บัญชี 012345678901" in text


def test_the_minutes_repeat_their_headings_and_sign_once():
    row = example("minutes")["granted"][0]
    sheets = pages(typeset("minutes", granted=[row | {"name": f"นายคนที่{n}"} for n in range(60)]))
    assert len(sheets) > 3
    for number, sheet in enumerate(sheets, start=1):
        assert sheet.endswith(f"หน้า {number}/{len(sheets)}")
        assert ("นายคนที่" in sheet) <= ("ลำดับที่ ชื่อ - นามสกุล" in sheet)
    assert "".join(sheets).count("ลงชื่อ") == sheets[-1].count("ลงชื่อ") == 3


def test_a_letter_leaves_room_for_the_garuda_and_keeps_its_close_together():
    long = typeset("notice-disqualified", because="มีรายได้เกินเกณฑ์ " * 120)
    assert "จึงเรียนมาเพื่อโปรดทราบ" in pages(long)[-1]
    assert "ขอแสดงความนับถือ" in pages(long)[-1]
    text = pdfium.PdfDocument(typeset("notice-approved"))[0].get_textpage()
    highest = max(text.get_charbox(n)[3] for n in range(text.count_chars()))
    assert 842 - highest > (1.5 + 2) / 2.54 * 72


def test_the_request_form_asks_what_the_centre_needs_on_one_page():
    (text,) = pages(typeset("access-request"))
    for asked in [
        "เรียน ผู้อำนวยการสำนักพัฒนาสังคม", "บัตรประจำตัวข้าราชการเลขที่", "แทนหัวหน้าฝ่ายคนเดิม",
        "สำเนาบัตรประจำตัวข้าราชการ", "informationsdd@gmail.com", "การคุ้มครองข้อมูลส่วนบุคคล",
        "ผู้อำนวยการเขต", "สำหรับผู้ดูแลระบบ",
    ]:  # fmt: skip
        assert asked in text


@pytest.mark.parametrize("name", WITH_NOTES)
def test_a_remark_stands_above_the_signatures(name):
    text = squeezed(typeset(name, notes=[WAIVER]))
    assert f"หมายเหตุ{squeezed_text(WAIVER)}ลงชื่อ" in text


@pytest.mark.parametrize("name", WITH_NOTES)
def test_several_remarks_are_numbered_and_wrap_within_the_sheet(name):
    told = [f"{WAIVER} {WAIVER} {WAIVER}", WAIVER]
    pdf = typeset(name, notes=told, digits="thai")
    first, second = (thai_digits(squeezed_text(note)) for note in told)
    assert f"หมายเหตุ๑{first}หมายเหตุ๒{second}ลงชื่อ" in squeezed(pdf)
    assert all(len(line) < 200 for page in pages(pdf) for line in page.splitlines())


@pytest.mark.parametrize("name", WITH_NOTES)
def test_more_remarks_than_a_page_holds_are_all_printed_and_signed_below(name):
    sheets = pages(typeset(name, notes=[f"ข้อที่{n}จบ {WAIVER} {WAIVER} {WAIVER}" for n in range(20)]))
    assert re.findall(r"ข้อที่(\d+)จบ", "".join(sheets)) == [str(n) for n in range(20)]
    assert sheets[-1].count("ลงชื่อ") == len(example(name)["signers"])


@pytest.mark.parametrize("count", range(8, 20))
def test_signatures_are_never_alone_on_a_page(count):
    sheets = pages(typeset("report", notes=[f"ข้อที่{n}จบ {WAIVER} {WAIVER}" for n in range(count)]))
    assert f"ข้อที่{count - 1}จบ" in sheets[-1]


# Long lists (half a second each: three hundred rows, set and read back)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_300_numbers_its_pages_and_names_everybody_once(name):
    sheets = pages(listed(name, range(1, 301), count=300))

    assert 10 <= len(sheets) <= 35
    for number, sheet in enumerate(sheets, start=1):
        assert sheet.endswith(f"หน้า {number}/{len(sheets)}")
        assert "ลำดับ" in sheet  # the heading, again
    found = re.findall(r"นายคนที่(\d+) ใจดี", "\n".join(sheets))
    times = 2 if name == "kcorp2" else 1  # once more as the holder of the account
    assert sorted(map(int, found)) == sorted(list(range(1, 301)) * times)


@pytest.mark.parametrize("rows", range(13, 31))
def test_the_total_and_the_signatures_come_with_the_last_rows(rows):
    last = pages(listed("report", range(1, rows + 1)))[-1]
    assert f"นายคนที่{rows} ใจดี" in last
    assert f"นายคนที่{rows - 1} ใจดี" in last
    assert "รวมเป็นเงิน" in last
    assert last.count("ลงชื่อ") == 3


# The folder


def test_no_form_reaches_out_of_its_folder():
    for form in TEMPLATES.glob("*.typ"):
        code = form.read_text("utf-8")
        assert not re.search(r'"@|eval\(|read\(|include|\.\./', code), form.name
        for imported in re.findall(r'#import "([^"]+)"', code):
            assert (TEMPLATES / imported).is_file()
            assert "/" not in imported


def test_the_fonts_licence_lies_beside_them():
    assert (FONTS / "LICENSE-DIP-SIPA.txt").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_the_command_of_the_readme_shows_the_example(name, tmp_path):
    out = tmp_path / "out.pdf"
    subprocess.run([sys.executable, "-m", "ecase.core.papers", name, out], check=True)
    assert out.read_bytes().startswith(b"%PDF-")


def test_the_examples_have_ids_with_a_right_check_digit():
    for name in ["tk1", "kcorp2", "kcorp1"]:
        for number in re.findall(
            r'"citizen_id": "([\d-]+)"', (TEMPLATES / f"{name}.json").read_text("utf-8")
        ):
            digits = [int(digit) for digit in number.replace("-", "")]
            weighed = sum(d * (13 - place) for place, d in enumerate(digits[:12]))
            assert digits[12] == (11 - weighed % 11) % 10

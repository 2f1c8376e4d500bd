"""The cover sheet of a transfer file says what is in it, and what of it is not as approved."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pypdf
import pytest

from ecase.core.tests.paper_text import pages
from ecase.payments.cover_sheets import (
    Account,
    AccountChange,
    BankFigure,
    CoverFacts,
    DoesNotAddUp,
    FlagSettled,
    cover_sheet,
)

SHA256 = "9f3ac7142e510b86d27fe4a3915c08bd6e42f17a30c9586bd1e7f20384a5c96f"
FACTS = CoverFacts(
    office="สำนักงานเขตป้อมปราบศัตรูพ่าย",
    approval="รายการอนุมัติให้ความช่วยเหลือสำนักงานเขต ครั้งที่1-ปีงบประมาณ2566",
    batch="ครั้งที่ 1 ปีงบประมาณ 2566",
    approved_on=date(2022, 10, 11),
    digest="3f9a1c07be52" + "d8" * 26,
    bank_group="ธนาคารอื่น",
    number=2,
    format="ตารางคำนวณ XLSX สำหรับ KTB Corporate Online",
    file_name="krungthai-1008-1-2.xlsx",
    sha256=SHA256,
    count=3,
    total=Decimal("10500.25"),
    made_by="นายธีรภัทร มั่นคง",
    made_at=datetime(2022, 10, 12, 17, 3, tzinfo=UTC),  # already the 13th in Bangkok
    banks=[
        BankFigure("ธนาคารออมสิน", 2, Decimal("5500.25")),
        BankFigure("ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร", 1, Decimal(5000)),
    ],
)
OLD = Account("ธ.ก.ส.", "034", "020123456789", "นางทดสอบ2 ที่นี่ดี")
CHANGE = AccountChange(
    case="Case2566-2",
    name="นางทดสอบ2 ที่นี่ดี",
    old=OLD,
    new=Account("ออมสิน", "030", "020987654321", "นายทดสอบ3 ที่นี่ดี"),
    reason="ธนาคารแจ้งว่าบัญชีถูกปิด",
    proposed_by="นางสาวปัทมา ตั้งใจ",
    accepted_by="นายสิทธิ์ กตัญญู",
    accepted_at=datetime(2022, 10, 11, 17, 5, tzinfo=UTC),  # the 12th in Bangkok
)
FLAG = FlagSettled(
    case="Case2566-1",
    what="บัญชีเดียวกับบุคคลอื่น",
    reason="มารดาของเด็กทั้งสองคน",
    by="นายสิทธิ์ กตัญญู",
)


def sheets(**changes):
    return pages(cover_sheet(replace(FACTS, **changes)))


def test_says_which_file_of_which_approval_it_goes_with():
    [text] = sheets()
    for said in (
        "ใบนำส่งไฟล์สำหรับโอนเงิน ธนาคารอื่น ไฟล์ที่ 2",
        "สำนักงานเขตป้อมปราบศัตรูพ่าย กรุงเทพมหานคร",
        "รายการ รายการอนุมัติให้ความช่วยเหลือสำนักงานเขต ครั้งที่1-ปีงบประมาณ2566",
        "อนุมัติเมื่อ 11 ตุลาคม 2565 รหัสตรวจสอบ 3f9a1c07be52",
        "ชื่อไฟล์ krungthai-1008-1-2.xlsx",
        "รูปแบบไฟล์ ตารางคำนวณ XLSX สำหรับ KTB Corporate Online",
        "ผู้จัดทำไฟล์ นายธีรภัทร มั่นคง จัดทำเมื่อ 13 ตุลาคม 2565 เวลา 00.03 น.",
    ):
        assert said in text
    assert text.endswith("ไฟล์ที่ 2 ธนาคารอื่น · ลายนิ้วมือไฟล์ 9f3a·c714·2e51 หน้า 1/1")


def test_gives_count_and_total_in_figures_and_words_and_by_bank():
    [text] = sheets()
    assert "ยอดคุม 3 ราย 10,500.25 บาท" in text
    assert "(หนึ่งหมื่นห้าร้อยบาทยี่สิบห้าสตางค์)" in text
    assert "ธนาคารออมสิน 2 5,500.25" in text
    assert "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร 1 5,000.00" in text
    assert "รวม 3 10,500.25" in text


def test_gives_the_fingerprint_as_the_screen_does_and_the_hash_whole_in_fours():
    [text] = sheets()
    assert "9f3a·c714·2e51" in text
    [line] = [line for line in text.splitlines() if line.startswith("SHA-256")]
    groups = line.split()[1:]
    assert "".join(groups) == SHA256
    assert {len(group) for group in groups} == {4}


def test_forbids_to_edit_the_file_and_says_what_to_do_with_a_wrong_one():
    [text] = sheets()
    assert "ห้ามแก้ไขไฟล์" in text
    assert "ยอดรวมตามจอธนาคารต้องเท่ากับยอดคุม" in text
    assert "หากไฟล์ผิด ให้ยกเลิกไฟล์ในระบบ E-Case และออกไฟล์ใหม่" in text


def test_is_signed_by_three_of_whom_the_maker_is_known():
    [text] = sheets()
    signed = text[text.index("ข้าพเจ้าได้ตรวจแล้วว่า") :]
    assert signed.count("ลงชื่อ") == signed.count("วันที่") == 3
    assert "ผู้จัดทำไฟล์ ผู้ตรวจสอบ ผู้อนุมัติการโอน" in signed
    assert signed.count("นายธีรภัทร มั่นคง") == 1


def test_says_in_words_that_nothing_was_changed_or_flagged():
    [text] = sheets()
    assert "บัญชีเปลี่ยนหลังอนุมัติ ไม่มี ทุกรายโอนเข้าบัญชีที่ได้รับอนุมัติ" in text
    assert "ข้อทักท้วงที่หัวหน้าฝ่ายวินิจฉัยแล้ว ไม่มี" in text
    assert "บัญชีเดิม" not in text


def test_names_each_account_changed_after_approval_masked():
    [text] = sheets(changes=[CHANGE])
    assert "บัญชีเปลี่ยนหลังอนุมัติ 1 ราย" in text
    for said in (
        "Case2566-2",
        "020-x-xxxx6-789",
        "020-x-xxxx4-321",
        "นายทดสอบ3 ที่นี่ดี",
        "ธนาคารแจ้งว่าบัญชีถูกปิด",
        "เสนอ นางสาวปัทมา ตั้งใจ",
        "เห็นชอบ นายสิทธิ์ กตัญญู",
        "12 ต.ค. 2565 00.05 น.",
    ):
        assert said in text
    assert "ต่างกันที่เลข x" not in text
    for number in (CHANGE.old.number, CHANGE.new.number):
        assert number not in re.sub(r"[- ]", "", text)


def test_two_numbers_that_look_alike_masked_are_told_apart():
    twin = replace(OLD, number="020999956789")
    [text] = sheets(changes=[replace(CHANGE, new=twin)])
    assert text.count("020-x-xxxx6-789") == 2
    assert "ต่างกันที่เลข x" in text
    [text] = sheets(changes=[replace(CHANGE, new=replace(OLD, name="นางทดสอบ3 ที่นี่ดี"))])
    assert "ต่างกันที่เลข x" not in text


def test_names_each_flag_that_a_head_settled():
    [text] = sheets(flags=[FLAG])
    assert "ข้อทักท้วงที่หัวหน้าฝ่ายวินิจฉัยแล้ว 1 ราย" in text
    assert "Case2566-1 บัญชีเดียวกับบุคคลอื่น มารดาของเด็กทั้งสองคน นายสิทธิ์ กตัญญู" in text


def test_an_ordinary_one_with_a_change_a_flag_and_a_waiver_is_one_page():
    notes = ["ผู้จัดทำไฟล์แก้ไขบัญชีด้วย ได้รับยกเว้นถึงวันที่ 30 กันยายน 2566"]
    assert len(sheets(changes=[CHANGE], flags=[FLAG], notes=notes)) == 1


def test_thai_digits_are_for_figures_and_never_for_what_a_machine_reads(settings):
    settings.PAPER_DIGITS = "thai"
    [text] = sheets(changes=[CHANGE])
    assert "ไฟล์ที่ ๒" in text
    assert "ยอดคุม ๓ ราย ๑๐,๕๐๐.๒๕ บาท" in text
    assert "จัดทำเมื่อ ๑๓ ตุลาคม ๒๕๖๕ เวลา ๐๐.๐๓ น." in text
    assert "๑๒ ต.ค. ๒๕๖๕" in text
    assert "Case๒๕๖๖-๒" in text
    assert "๐๒๐-x-xxxx๖-๗๘๙" in text
    for kept in ("krungthai-1008-1-2.xlsx", "9f3a·c714·2e51", "นางทดสอบ2 ที่นี่ดี"):
        assert kept in text


@pytest.mark.parametrize("wrong", [{"count": 4}, {"total": Decimal("10500.26")}, {"banks": []}])
def test_one_that_does_not_add_up_is_never_made(wrong):
    with pytest.raises(DoesNotAddUp):
        cover_sheet(replace(FACTS, **wrong))


@pytest.mark.parametrize("wrong", [SHA256[:-1], SHA256.upper(), SHA256 + "\n", "๑" * 64, ""])
def test_one_without_a_whole_hash_is_never_made(wrong):
    with pytest.raises(ValueError, match="64 hex"):
        cover_sheet(replace(FACTS, sha256=wrong))


def test_the_same_facts_give_the_same_bytes_and_bear_the_files_time():
    facts = replace(FACTS, changes=[CHANGE], flags=[FLAG])
    pdf = cover_sheet(facts)
    assert cover_sheet(replace(facts)) == pdf
    made = pypdf.PdfReader(io.BytesIO(pdf)).metadata.creation_date
    assert made == FACTS.made_at


@pytest.mark.parametrize("typed", ['#read("x") #panic()', "$x$ *b* _i_", "</script> <l> @ref"])
def test_what_was_typed_is_printed_as_typed(typed):
    text = " ".join(
        sheets(
            made_by=typed,
            changes=[replace(CHANGE, reason=typed)],
            flags=[replace(FLAG, what=typed)],
            notes=[typed],
        )[0].split()
    )
    assert text.count(typed) >= 4


@pytest.mark.parametrize("flags", [[], [FLAG]])
def test_more_waivers_than_a_page_holds_are_all_printed_and_signed_below(flags):
    text = sheets(notes=[f"ข้อที่{n}จบ {'ได้รับยกเว้น ' * 40}" for n in range(20)], flags=flags)
    assert re.findall(r"ข้อที่(\d+)จบ", "".join(text)) == [str(n) for n in range(20)]
    assert text[-1].count("ลงชื่อ") == 3


def test_long_lists_and_long_reasons_run_over_pages_and_lose_nothing():
    changes = [
        replace(CHANGE, case=f"Case2566-{n}", reason=f"{'เพราะพิมพ์สลับกัน ' * 55}จบ{n}จบ")
        for n in range(5)
    ]
    flags = [replace(FLAG, case=f"Case2566-{n}", by=f"ผู้วินิจฉัย{n}นั้น") for n in range(60)]
    text = sheets(changes=changes, flags=flags)

    everything = "".join("".join(text).split())
    assert re.findall(r"จบ(\d)จบ", everything) == list("01234")
    assert re.findall(r"ผู้วินิจฉัย(\d+)นั้น", everything) == [str(n) for n in range(60)]
    assert text[-1].count("ลงชื่อ") == 3
    assert "ผู้วินิจฉัย59นั้น" in text[-1]
    assert all("ลายนิ้วมือไฟล์ 9f3a·c714·2e51 หน้า" in sheet for sheet in text)
    for sheet in text[1:]:
        assert "ผู้เสนอ / ผู้เห็นชอบ" in sheet or "ผู้วินิจฉัย" in sheet  # the heading, again

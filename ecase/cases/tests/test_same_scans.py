"""The same scan in the papers of two persons: it is said, and empty pages and forms are not."""

import io
import itertools
import os
import time

import img2pdf
import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image, ImageEnhance

from ecase.cases.actions import ReceivedFile, begin_edit, keep_file, take_files, turn_page
from ecase.cases.demo_scans import demo_scan
from ecase.cases.lookalikes import lookalikes
from ecase.cases.models import DraftPage, PagePrint
from ecase.cases.prints import alike, bands
from ecase.core import scans
from ecase.core.scan_worker import PRINT_BYTES
from ecase.meetings import actions as meetings
from tests import make
from tests.hostile import FILES

WORDS = "หน้าสแกนเหมือนกับ"
A4 = img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)))


def form_of(person: int) -> bytes:
    """One printed form, filled in for a person, and laid on the glass anew."""
    lines = [
        "แบบคำขอรับความช่วยเหลือ",
        f"ชื่อ {['มะลิ', 'ประเสริฐ', 'กตัญญู', 'อำนาจ', 'ฐิติมา'][person % 5]} ใจดี อายุ {31 + person} ปี",
        f"เลขประจำตัวประชาชน {1100000000000 + person * 98765432107}",
        f"ที่อยู่ {person * 37 + 5}/{person} ถนนวรจักร แขวงบ้านบาตร",
        f"ขอรับเงิน {1 + person % 8},{person % 9}00 บาท",
        "ข้าพเจ้าขอรับรองว่าข้อความข้างต้นเป็นความจริงทุกประการ",
    ]
    return demo_scan(lines, seed=person)


def picture(pdf: bytes) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil().convert("L")


def as_pdf(page: Image.Image, quality: int = 75) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=quality)
    return img2pdf.convert(out.getvalue(), layout_fun=A4)


@pytest.fixture(scope="module")
def cleaned():
    """One form of eight persons, and the first of them saved again in three ways; once for all tests."""
    forms = [form_of(person) for person in range(8)]
    page = picture(forms[0])
    again = [
        as_pdf(page, quality=30),
        as_pdf(page.resize((page.width // 2, page.height // 2))),
        as_pdf(ImageEnhance.Brightness(page).enhance(1.12)),
    ]
    blank = as_pdf(Image.new("L", (1240, 1754), 236))
    files = [(f"{n}.pdf", content) for n, content in enumerate([*forms, *again, blank])]
    made = scans.clean_all(files)
    return {"forms": made[:8], "again": made[8:11], "blank": made[11]}


def test_a_scan_that_was_saved_again_is_known_and_found_by_its_bands(cleaned):
    [first] = cleaned["forms"][0].prints
    for scan in cleaned["again"]:
        [other] = scan.prints
        assert alike(first, other)
        assert set(bands(first)) & set(bands(other))


def test_a_form_that_others_filled_in_is_another_page(cleaned):
    prints = [scan.prints[0] for scan in cleaned["forms"]]
    assert not any(alike(a, b) for a, b in itertools.combinations(prints, 2))


def test_an_empty_page_is_like_no_other(cleaned):
    [empty] = cleaned["blank"].prints
    assert not bands(empty)
    assert not alike(empty, empty)


def test_pictures_and_every_page_of_a_file_have_prints(cleaned):
    tiff = scans.clean("x.tif", (FILES / "scan_3pages.tif").read_bytes())
    photo = scans.clean("x.jpg", (FILES / "ok_orientation6.jpg").read_bytes())
    assert (len(tiff.prints), len(photo.prints)) == (3, 1)
    assert all(bands(print_) for print_ in [*tiff.prints, *photo.prints])


@pytest.fixture
def recorded(cleaned):
    """A case whose supporting papers are one scan."""

    def record(scan, *, by, **more):
        draft = make.draft(by=by, **more)
        draft.files.filter(bundle="supporting").delete()
        keep_file(draft, bundle="supporting", name="คำขอ.pdf", scan=scan, by=by)
        account = {"account_number": f"{draft.citizen_id[:10]}", "first_name": draft.citizen_id}
        override = {"override_because": "ไฟไหม้ซ้ำ"} if more else {}
        return meetings.record_case(draft, make.facts(**account, **override), by=by)

    return record


def said_of(case, officer):
    return [said for said in lookalikes([case], officer=officer)[case.pk] if said.startswith(WORDS)]


def test_both_cases_say_so_by_number_and_a_third_says_nothing(officer, recorded, cleaned):
    first = recorded(cleaned["forms"][0], by=officer)
    second = recorded(cleaned["again"][0], by=officer)
    third = recorded(cleaned["forms"][1], by=officer)
    empty = [recorded(cleaned["blank"], by=officer) for _ in range(2)]
    for case, other in ((first, second), (second, first)):
        [said] = said_of(case, officer)
        assert f"({other})" in said
    for case in (third, *empty):
        assert said_of(case, officer) == []


def test_it_is_said_on_which_of_its_own_pages(officer, recorded, cleaned):
    recorded(cleaned["forms"][0], by=officer)
    case = recorded(cleaned["forms"][1], by=officer)
    draft = begin_edit(case, by=officer)
    for form in (1, 0):
        scan = cleaned["forms"][form]
        keep_file(draft, bundle="supporting", name=f"{form}.pdf", scan=scan, by=officer)
    meetings.edit_case(case, make.facts(), opened_version=1, draft=draft, by=officer)
    [said] = said_of(case, officer)
    assert ") คือหน้า 2 ของเอกสารที่เกี่ยวข้อง หากใช้" in said


def test_the_same_bytes_are_said_too(officer, recorded, cleaned):
    recorded(cleaned["forms"][0], by=officer)
    assert said_of(recorded(cleaned["forms"][0], by=officer), officer)


def test_papers_of_hundreds_of_pages_that_are_a_little_alike_cost_no_more(officer):
    for case in (cases := [make.case(by=officer) for _ in range(2)]):
        document = case.documents.first()
        PagePrint.objects.bulk_create(
            PagePrint(document=document, number=n, print=os.urandom(PRINT_BYTES), bands=[1])
            for n in range(1001, 2001)
        )
    begun = time.monotonic()
    assert len(lookalikes(cases, officer=officer)) == 2
    assert time.monotonic() - begun < 8  # two million pairs take three times as long


def test_of_another_office_only_that_there_is_one(officer, stranger, recorded, cleaned):
    other = recorded(cleaned["forms"][0], by=stranger)
    case = recorded(cleaned["forms"][0], by=officer)
    [said] = said_of(case, officer)
    assert "(เคสของเขตอื่น)" in said
    assert other.number not in said and stranger.office.name not in said
    assert f"({other})" in said_of(case, make.centre_officer())[0]


def test_a_persons_own_papers_may_come_again(officer, recorded, cleaned):
    person = make.citizen_id()
    recorded(cleaned["forms"][0], by=officer, citizen_id=person)
    assert said_of(recorded(cleaned["forms"][0], by=officer, citizen_id=person), officer) == []


def test_what_was_replaced_says_nothing_any_more(officer, recorded, cleaned):
    first = recorded(cleaned["forms"][0], by=officer)
    wrong = recorded(cleaned["forms"][0], by=officer)
    draft = begin_edit(wrong, by=officer)
    keep_file(draft, bundle="supporting", name="ใหม่.pdf", scan=cleaned["forms"][2], by=officer)
    meetings.edit_case(wrong, make.facts(), opened_version=wrong.version, draft=draft, by=officer)
    assert said_of(wrong, officer) == said_of(first, officer) == []


def test_pages_that_are_turned_and_laid_out_anew_keep_their_prints(officer, recorded, cleaned):
    case = recorded(cleaned["forms"][0], by=officer)
    draft = begin_edit(case, by=officer)
    document = case.documents.get(bundle="supporting")
    make.cases.bring_in(draft, document)
    more = ReceivedFile("supporting", "อีก.pdf", form_of(3))
    assert not take_files(draft, [more], by=officer)
    page = DraftPage.objects.of(draft).first()
    turn_page(draft, page=page.pk, degrees=90, by=officer)
    meetings.edit_case(case, make.facts(), opened_version=1, draft=draft, by=officer)
    latest = case.documents.get(bundle="supporting", version=2)
    assert [bytes(one.print) for one in latest.prints.order_by("number")] == [
        cleaned["forms"][0].prints[0],
        cleaned["forms"][3].prints[0],
    ]


def test_the_case_and_the_meeting_show_it(client, officer, recorded, cleaned):
    client.force_login(officer)
    other = recorded(cleaned["forms"][0], by=officer)
    case = recorded(cleaned["again"][1], by=officer)
    for page in (case.get_absolute_url(), reverse("meetings:current", args=[2566])):
        html = client.get(page).text
        assert f"{WORDS}ของผู้ขอรับรายอื่น (" in html
        assert str(other) in html


def test_prints_stand_for_ever(officer, recorded, cleaned):
    recorded(cleaned["forms"][0], by=officer)
    for change in (PagePrint.objects.all().delete, lambda: PagePrint.objects.update(number=9)):
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        found = PagePrint.objects.first()
        PagePrint.objects.create(
            document=found.document, number=found.number, print=b"x", bands=[1]
        )

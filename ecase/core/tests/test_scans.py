"""Scans: cleaning, joining and showing what was received, in a process apart."""

import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from ecase.cases.demo_scans import demo_scan
from ecase.core import scan_child, scans
from ecase.core.scan_worker import MAX_PAGES
from ecase.core.scans import PageNotDrawn, Scan, ScanRefused
from tests.hostile import FILES


@pytest.fixture(scope="module")
def paper():
    return demo_scan(["สำเนาบัตรประจำตัวประชาชน", "นางน้ำทิพย์ สิทธิ์ชัยศรี"], seed=1)


def test_that_need_a_password_are_refused(paper):
    with pytest.raises(ScanRefused, match=r"ไฟล์ «สมุดบัญชี.pdf» ตั้งรหัสผ่านไว้ .*ให้เปิดไฟล์แล้วสั่งพิมพ์"):
        scans.clean("สมุดบัญชี.pdf", locked(paper, user="ความลับ"))


def test_that_open_without_a_password_are_taken_and_unlocked(paper):
    scan = scans.clean("สมุดบัญชี.pdf", locked(paper, user=""))
    assert not pikepdf.open(io.BytesIO(scan.pdf)).is_encrypted


def test_that_are_the_same_get_the_same_bytes(paper):
    early = scans.clean("ก.pdf", paper)
    time.sleep(1.1)  # a PDF's own number holds the second in which it was made, unless told not to
    assert scans.clean("ข.pdf", paper) == early
    assert scans.clean("ก.jpg", jpeg()) == scans.clean("ข.jpg", jpeg())


def test_of_too_many_pages_are_refused():
    with pytest.raises(ScanRefused, match="มีเกิน 200 หน้า"):
        scans.clean("ยาว.pdf", blank(MAX_PAGES + 1))
    assert scans.clean("พอดี.pdf", blank(MAX_PAGES)).pages == MAX_PAGES


def test_of_a_form_keep_what_was_filled_in():
    filled = pikepdf.new()
    filled.add_blank_page(page_size=(595, 842))
    field = filled.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="amount",
            V="5,000.00",
            DA="/Helv 36 Tf 0 g",
            Rect=[100, 700, 400, 760],
            F=4,
        )
    )
    filled.pages[0].obj.Annots = [field]
    helvetica = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    filled.Root.AcroForm = pikepdf.Dictionary(
        Fields=[field],
        NeedAppearances=True,
        DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=helvetica)),
    )
    scan = scans.clean("แบบคำร้อง.pdf", saved(filled))
    page = pypdfium2.PdfDocument(scan.pdf)[0]
    assert "5,000.00" in page.get_textpage().get_text_range()
    with pikepdf.open(io.BytesIO(scan.pdf)) as pdf:
        assert "/Annots" not in pdf.pages[0].obj


def test_take_the_page_size_from_above_when_the_page_has_none():
    source = pikepdf.new()
    source.add_blank_page(page_size=(842, 595))
    source.Root.Pages.MediaBox = source.pages[0].obj.MediaBox
    del source.pages[0].obj.MediaBox
    scan = scans.clean("ก.pdf", saved(source))
    assert pypdfium2.PdfDocument(scan.pdf)[0].get_size() == (842, 595)


def test_with_a_wrong_table_of_contents_are_mended(paper):
    end = paper.rindex(b"startxref")
    scan = scans.clean("ก.pdf", paper[:end] + b"startxref\n12\n%%EOF\n")
    assert scan.pages == 1


def test_carry_nothing_below_their_pages_that_could_act():
    source = pikepdf.new()
    source.add_blank_page(page_size=(595, 842))
    run = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    shape = source.make_stream(b"0 0 10 10 re f")
    shape.Type, shape.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    shape.BBox = [0, 0, 10, 10]
    shape.Metadata = source.make_stream(b"<x:xmpmeta/>")
    shape.Ref = pikepdf.Dictionary(F="elsewhere.pdf")
    shape.Next = source.make_indirect(pikepdf.Array([pikepdf.Dictionary(AA=script, Do=run)]))
    source.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=shape))
    source.pages[0].obj.Contents = source.make_stream(b"/X Do")
    scan = scans.clean("ก.pdf", saved(source))
    with pikepdf.open(io.BytesIO(scan.pdf)) as pdf:
        kept = pdf.pages[0].obj.Resources.XObject.X
        assert set(kept.keys()) & {"/Metadata", "/Ref"} == set()
        (odd,) = kept.Next.as_list()
        assert list(odd.keys()) == ["/Do"]
        assert list(odd.Do.keys()) == ["/F"]


def test_with_a_picture_inside_that_nobody_can_draw_are_refused():
    source = pikepdf.new()
    source.add_blank_page(page_size=(200, 200))
    huge = source.make_stream(b"")
    huge.Type, huge.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    huge.Width, huge.Height, huge.BitsPerComponent = 60_000, 60_000, 1
    huge.ColorSpace = pikepdf.Name.DeviceGray
    source.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=huge))
    with pytest.raises(ScanRefused, match="200–300 จุดต่อนิ้ว"):
        scans.clean("ก.pdf", saved(source))


def test_of_photographs_are_upright_a4_pages():
    # A phone held upright stores the picture lying, its foot (here black) at the right.
    scan = scans.clean("IMG_0412.JPG", jpeg(orientation=6))
    assert pypdfium2.PdfDocument(scan.pdf)[0].get_size() == pytest.approx((595, 842), abs=1)
    shown = Image.open(io.BytesIO(scans.picture(scan.pdf, 1, 300))).convert("L")
    column = [shown.getpixel((150, y)) for y in range(shown.height)]
    assert column.index(min(column)) > shown.height / 2


def test_of_a_bad_file_do_not_spoil_the_good_ones(paper):
    bomb = FILES / "pdf_flate_bomb.pdf"
    outcomes = scans.clean_all(
        [("ก.pdf", paper), ("ระเบิด.pdf", bomb), ("ว่าง.pdf", b""), ("ข.jpg", jpeg())]
    )
    assert [type(outcome) for outcome in outcomes] == [Scan, ScanRefused, ScanRefused, Scan]
    assert outcomes[1].name == "ระเบิด.pdf"


def test_that_take_too_long_are_refused(paper, monkeypatch):
    monkeypatch.setattr(scan_child, "ALL_SECONDS", 0.01)
    before = time.monotonic()
    first, second = scans.clean_all([("ก.pdf", paper), ("ข.pdf", paper)])
    assert "ใช้เวลาตรวจเกินกำหนด" in first.why and "ใช้เวลาตรวจเกินกำหนด" in second.why
    assert time.monotonic() - before < 2


def test_join_into_one_in_their_order(paper):
    card = scans.clean("บัตร.pdf", paper)
    photo = scans.clean("บ้าน.jpg", jpeg())
    order = [(0, 1, 0), (1, 1, 0), (2, 1, 0)]
    bundle = scans.join([photo.pdf, card.pdf, photo.pdf], order)
    assert bundle.pages == 3 == len(pypdfium2.PdfDocument(bundle.pdf))
    small = [scans.picture(bundle.pdf, page, 100) for page in (1, 2, 3)]
    assert small[0] == small[2] == scans.picture(photo.pdf, 1, 100) != small[1]
    assert bundle == scans.join([photo.pdf, card.pdf, photo.pdf], order)


def test_show_a_page_as_a_picture_of_the_width_asked(paper):
    shown = Image.open(io.BytesIO(scans.picture(paper, 1, 700)))
    assert (shown.format, shown.width, round(shown.height / 10)) == ("JPEG", 700, 99)


def test_show_no_page_that_is_not_there(paper):
    for page in (0, 2):
        with pytest.raises(PageNotDrawn):
            scans.picture(paper, page, 700)


def test_that_end_the_drawing_process_leave_the_next_page_untouched(paper):
    with pytest.raises(PageNotDrawn):
        scans.picture((FILES / "pdf_flate_bomb.pdf").read_bytes(), 1, 700)
    assert scans.picture(paper, 1, 100).startswith(b"\xff\xd8")


def test_show_pages_to_several_officers_at_once(paper):
    expected = {width: scans.picture(paper, 1, width) for width in (100, 200, 300)}
    with ThreadPoolExecutor(6) as officers:
        seen = officers.map(lambda width: (width, scans.picture(paper, 1, width)), [*expected] * 8)
    assert all(expected[width] == shown for width, shown in seen)


def test_are_read_where_there_are_no_keys_and_little_room(paper, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "must-not-be-seen")
    scan_child.drawer.stop()
    scans.picture(paper, 1, 100)
    child = Path(f"/proc/{scan_child.drawer.child.pid}")
    environment = (child / "environ").read_bytes()
    assert b"must-not-be-seen" not in environment and b"DATABASE_URL" not in environment
    limits = (child / "limits").read_text()
    assert f"{360 * 1024 * 1024}" in limits.split("Max address space")[1].split("\n")[0]
    assert "67108864" in limits.split("Max file size")[1].split("\n")[0]
    assert os.readlink(child / "cwd") == "/"
    assert sorted(os.listdir(child / "fd")) == ["0", "1", "2"]


def test_for_the_demonstration_look_scanned_and_weigh_little():
    page = demo_scan(["คำร้อง", *["ขอรับเงินสงเคราะห์"] * 8], seed=7)
    assert 25_000 < len(page) < 80_000
    assert page == demo_scan(["คำร้อง", *["ขอรับเงินสงเคราะห์"] * 8], seed=7)
    assert scans.clean("คำร้อง.pdf", page).pages == 1


def locked(pdf: bytes, *, user: str) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return saved(opened, encryption=pikepdf.Encryption(owner="เจ้าของ", user=user))


def blank(pages: int) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(200, 200))
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **how) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **how)
    return out.getvalue()


def jpeg(orientation: int = 1) -> bytes:
    """A lying photograph, white with a black band at its right edge."""
    photo = Image.new("RGB", (800, 600), "white")
    photo.paste("black", (760, 0, 800, 600))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    return out.getvalue()

"""Received files: what becomes of each kind, the ordinary and the hostile."""

import io
import re

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from ecase.core import scans
from ecase.core.scans import Scan, ScanRefused
from tests.hostile import FILES
from tests.hostile.inert import DANGEROUS, words_in

A4 = (595, 842)

PAGES = {
    "ok_scan_2pages.pdf": 2,
    "ok_trailing_nul.pdf": 2,
    "ok_a3_rotated.pdf": 1,
    "ok_openaction_goto.pdf": 1,
    "ok_orientation6.jpg": 1,
    "ok_cmyk.jpg": 1,
    "ok_progressive_gray.jpg": 1,
    "ok_alpha.png": 1,
    "ok_16bit_gray.png": 1,
    "ok_screenshot.png": 1,
    "jpg_exif_gps.jpg": 1,
    "jpg_named.pdf": 1,  # the bytes say what it is, not the name
    "incremental_update.pdf": 1,
    "pdf_docinfo.pdf": 1,
    "launch_cmd.pdf": 1,
    "js_hidden_objstm.pdf": 1,
    "js_hex_name.pdf": 1,
    "submitform.pdf": 1,
    "uri_file.pdf": 1,
    "richmedia.pdf": 1,
    "xmp_xxe.pdf": 1,
    "embedded_exe.pdf": 1,
    "poly_pdf_zip.pdf": 2,
    "poly_pdf_js.pdf": 1,
    "poly_jpg_html.jpg": 1,
    "png_text_script.png": 1,
    "png_php.png": 1,
    "scan_3pages.tif": 3,
    "IMG_0001.HEIC": 1,
    "heic_named.jpg": 1,
}
REFUSED = {
    "zero_byte.pdf": "ไฟล์ว่าง",
    "whitespace.pdf": "ไฟล์ว่าง",
    "one_byte.pdf": "ไฟล์ชนิดอื่น",
    "truncated_half.pdf": "เสียหายหรือส่งมาไม่ครบ",
    "html_named.pdf": "หน้าเว็บ",
    "html_utf16.pdf": "หน้าเว็บ",
    "poly_html_pdf.pdf": "หน้าเว็บ",
    "svg_named.png": "หน้าเว็บ",
    "elf_renamed.jpg": "โปรแกรม",
    "docs.zip": "ZIP",
    "old.doc": "Word",
    "pdf_page_tree_loop.pdf": "เสียหาย",
    "png_declared_60000.png": "ใหญ่เกินกำหนด",
    "jpg_declared_65500.jpg": "ใหญ่เกินกำหนด",
    "png_ztxt_64MB.png": "เสียหาย",
    "pdf_flate_bomb.pdf": "ระบบ(อ่านไม่ได้|ใช้เวลาตรวจเกินกำหนด)",  # as memory or time ends first
}


@pytest.fixture(scope="module")
def outcomes():
    """All of them as one form would send them."""
    names = [*PAGES, *REFUSED]
    return dict(zip(names, scans.clean_all([(n, FILES / n) for n in names]), strict=True))


@pytest.mark.parametrize("name", PAGES)
def test_become_scans_with_all_their_pages(outcomes, name):
    scan = outcomes[name]
    assert isinstance(scan, Scan), scan
    assert scan.pages == PAGES[name] == len(pypdfium2.PdfDocument(scan.pdf))
    assert scan.size == len(scan.pdf)
    assert scan.pdf.startswith(b"%PDF-")
    assert scan.pdf.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("name", PAGES)
def test_keep_nothing_that_acts_or_tells(outcomes, name):
    with pikepdf.open(io.BytesIO(outcomes[name].pdf)) as pdf:
        assert words_in(pdf) & DANGEROUS == set()
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}


@pytest.mark.parametrize("name", REFUSED)
def test_are_refused_by_name_with_the_reason_and_the_way_out(outcomes, name):
    refused = outcomes[name]
    assert isinstance(refused, ScanRefused), name
    assert str(refused).startswith(f"ไฟล์ «{name}» ")
    assert re.search(REFUSED[name], refused.why)
    assert "ให้" in refused.why and "เลือก" in refused.why


def test_of_a_word_office_suite_are_told_apart_by_what_is_inside():
    with pytest.raises(ScanRefused, match="Excel"):
        scans.clean("ผล.pdf", b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml")


def test_with_the_name_of_a_program_are_refused_whatever_they_hold():
    with pytest.raises(ScanRefused, match="โปรแกรม"):
        scans.clean("รูปบ้าน.pdf.exe", (FILES / "ok_scan_2pages.pdf").read_bytes())


def test_look_as_they_did(outcomes):
    # The photograph is stored lying on its side with a note to turn it; transparent is white
    # paper; black ink of a copier is not turned into its negative; 16 bits are a middle grey.
    assert size(outcomes["ok_orientation6.jpg"]) == pytest.approx(A4, abs=1)
    assert colour(outcomes["ok_alpha.png"], 0.5, 0.1) > 230
    assert colour(outcomes["ok_cmyk.jpg"], 0.05, 0.5) > 200
    assert 100 < colour(outcomes["ok_16bit_gray.png"], 0.5, 0.5) < 130


def test_of_another_size_are_drawn_on_a4_lying_or_upright_as_they_were(outcomes):
    assert size(outcomes["ok_a3_rotated.pdf"]) == pytest.approx(A4[::-1], abs=1)
    # The writing is where it was: the heading right of the middle, and nothing beyond.
    assert darkest(outcomes["ok_a3_rotated.pdf"], 0.5, 0.7) < 160
    assert darkest(outcomes["ok_a3_rotated.pdf"], 0.8, 1.0) > 240


def test_of_many_sides_keep_each_in_its_order(outcomes):
    shown = [scans.picture(outcomes["scan_3pages.tif"].pdf, page, 400) for page in (1, 2, 3)]
    assert len(set(shown)) == 3
    assert size(outcomes["scan_3pages.tif"]) == pytest.approx(A4, abs=1)


def test_that_are_tiff_have_no_page_for_their_small_copies():
    page, small = Image.new("L", (1000, 1400), 200), Image.new("L", (100, 140), 200)
    small.encoderinfo = {"tiffinfo": {254: 1}}
    out = io.BytesIO()
    page.save(out, "TIFF", save_all=True, append_images=[small])
    assert scans.clean("สแกน.tif", out.getvalue()).pages == 1


def test_that_are_black_on_white_stay_sharp():
    page = Image.new("1", (1700, 2200), 1)
    out = io.BytesIO()
    page.save(out, "TIFF", compression="group4")
    with pikepdf.open(io.BytesIO(scans.clean("แฟกซ์.tif", out.getvalue()).pdf)) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.BitsPerComponent == 1


def test_that_are_pictures_lose_what_the_camera_wrote(outcomes):
    for name in ("jpg_exif_gps.jpg", "poly_jpg_html.jpg", "png_text_script.png", "png_php.png"):
        with pikepdf.open(io.BytesIO(outcomes[name].pdf)) as pdf:
            (image,) = pdf.pages[0].get_images().values()
            raw = image.read_raw_bytes()
        for trace in (b"Exif", b"GPS", b"<script", b"<html", b"<?php"):
            assert trace not in raw, (name, trace)


def size(scan: Scan) -> tuple[float, float]:
    return pypdfium2.PdfDocument(scan.pdf)[0].get_size()


def darkest(scan: Scan, left: float, right: float) -> int:
    """The darkest grey of a part of the first page, from edge to edge."""
    shown = Image.open(io.BytesIO(scans.picture(scan.pdf, 1, 400))).convert("L")
    part = (int(shown.width * left), 0, int(shown.width * right), shown.height)
    return shown.crop(part).getextrema()[0]


def colour(scan: Scan, across: float, down: float) -> int:
    """The grey of a spot on the first page, 0 black to 255 white."""
    shown = Image.open(io.BytesIO(scans.picture(scan.pdf, 1, 200))).convert("L")
    return shown.getpixel((int(shown.width * across), int(shown.height * down)))

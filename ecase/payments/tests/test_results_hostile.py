"""Lists of results that are none: each is refused in words, quickly, and hurts nothing."""

import io
import re
import resource
import time
import zipfile

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from ecase.core import tables
from ecase.core.child import Ended
from ecase.core.table_worker import Fault
from ecase.payments.bank_results import LARGEST, ListRefused, read, reading
from tests.hostile import FILES

from .test_results_lists import OURS, PAID, csv_of, xlsx
from .test_results_of_the_bank import detail, header, pain002, text, transaction

REFUSED = {
    "xlsx_dde.xlsx": "ที่ ผลการโอน!E2 มีสูตร",
    "xlsx_ole_encrypted.xlsx": "ตั้งรหัสผ่านไว้",
    "xlsx_xxe.xlsx": "DTD",
    "xlsx_zip_bomb_300MB.xlsx": "ขยายแล้วมีข้อมูลเกินกำหนด",
    "xlsx_zip_slip.xlsx": "โครงสร้างข้างในผิดปกติ",
    "html_table.xls": "เป็นหน้าเว็บ",
    "html_utf16.pdf": "เป็นหน้าเว็บ",
    "docs.zip": "ไฟล์บีบอัด ZIP",
    "old.doc": "รุ่นเก่า",
    "note.rtf": "RTF",
    "zero_byte.pdf": "ไฟล์ว่าง",
    "whitespace.pdf": "ไฟล์ว่าง",
    "ok_screenshot.png": "PNG",
    "ok_scan_2pages.pdf": "PDF",
    "gif_600_frames.gif": "GIF",
    "elf_renamed.jpg": "โปรแกรม",
    "csv_windows874.csv": "ไม่มีคอลัมน์ “สถานะ” .* “เลขที่อ้างอิง”, “เลขที่บัญชี”",
}


@pytest.mark.parametrize("name", REFUSED)
def test_are_refused_by_name_with_what_to_do(name):
    before = time.monotonic()
    with pytest.raises(ListRefused, match=REFUSED[name]) as refused:
        read(name, (FILES / name).read_bytes())
    assert str(refused.value).startswith(f"ไฟล์ «{name}» ")
    assert " ให้" in refused.value.why
    assert time.monotonic() - before < 5


def test_may_be_read_where_only_a_row_is_wrong():
    (row,) = read("ผล", (FILES / "ok_result.xlsx").read_bytes()).rows
    assert (row.account, row.problem) == ("0123456789", "")
    (row,) = read("ผล", (FILES / "xlsx_account_as_number.xlsx").read_bytes()).rows
    assert "เลขที่บัญชีเป็นตัวเลข" in row.problem
    shown, hidden = read("ผล", (FILES / "xlsx_hidden_row_and_sheet.xlsx").read_bytes()).rows
    assert (shown.problem, hidden.number) == ("", 3) and "แถวถูกซ่อน" in hidden.problem
    european = (
        (FILES / "csv_bom_semicolon.csv").read_bytes().replace(b"\r\n", ";ผล\r\n".encode(), 1)
    )
    (row,) = read("ผล", european).rows
    assert "«3.000,00» อ่านไม่ได้" in row.problem and row.amount is None


GOOD = xlsx(OURS, PAID)
SHEET = "xl/worksheets/sheet1.xml"


def changed(path=SHEET, old="", new="", **more) -> bytes:
    """A good spreadsheet with one part changed, or with more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source, zipfile.ZipFile(out, "w") as made:
        for name in source.namelist():
            part = source.read(name)
            if name == path and old:
                assert re.search(old.encode(), part)
                part = re.sub(old.encode(), new.encode(), part, count=1)
            made.writestr(name, part)
        for name, part in more.items():
            made.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            changed(old='<dimension ref="[^"]*"/>', new='<dimension ref="A1:E1048576"/>'),
            "มีเกิน 50,000 แถว",
        ),
        (changed(old='<row r="2"', new='<row r="1048576"'), "มีเกิน 50,000 แถว"),
        (changed(old='r="E2"', new='r="E1048576"'), "มีเกิน 50,000 แถว"),
        (
            changed(old='<dimension ref="[^"]*"/>', new='<dimension ref="A1:XFD2"/>'),
            "มีเกิน 60 คอลัมน์",
        ),
        (changed(old='r="E2"', new='r="XFD2"'), "มีเกิน 60 คอลัมน์"),
        (changed(old='r="E2"', new='r="oops"'), "เสียหาย"),
        (changed(old="<v>5</v>", new="<f>1+1</f><v>5</v>"), "Sheet1!A2 มีสูตร"),
        (changed(old="<v>5</v>", new='<x:f xmlns:x="urn:x">1</x:f><v>5</v>'), "มีสูตร"),
        (changed(old=r"\?>", new='?><!DOCTYPE a [<!ENTITY b "c">]>'), "DTD"),
        (changed("xl/styles.xml", r"\?>", '?><!DOCTYPE a [<!ENTITY b "c">]>'), "DTD"),
        (changed("xl/workbook.xml", "<sheets>", "<sheets"), "เสียหาย"),
        (changed("xl/_rels/workbook.xml.rels", "worksheets/", "elsewhere/"), "เสียหาย"),
        (changed(**{"xl/vbaProject.bin": b"x"}), "มีมาโคร"),
        (changed(**{"xl/externalLinks/externalLink1.xml": b"<a/>"}), "การเชื่อมโยง"),
        (changed(**{"xl/connections.xml": b"<a/>"}), "การเชื่อมโยง"),
        (changed(**{"XL/WORKBOOK.XML": b"<a/>"}), "ผิดปกติ"),
        (changed(**{"/etc/x.xml": b"<a/>"}), "ผิดปกติ"),
        (changed(**{f"x/{at}.xml": b"<a/>" for at in range(1000)}), "ผิดปกติ"),
        (GOOD[:-40], "เสียหาย"),
        (GOOD[:400] + b"\0" * 40 + GOOD[440:], "เสียหาย"),
    ],
)
def test_of_a_spreadsheet_that_lies_are_refused(content, why):
    assert read("ผล.xlsx", GOOD).rows
    with pytest.raises(ListRefused, match=why):
        read("ผล.xlsx", content)


def test_of_a_sheet_in_another_encoding_are_refused():
    """UTF-16 would hide a DTD from who looks for it in bytes."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        sheet = source.read(SHEET).decode().replace("UTF-8", "UTF-16")
    hidden = sheet.replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>', 1).encode("utf-16")
    content = changed()
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()} | {SHEET: hidden}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    with pytest.raises(ListRefused, match="เสียหาย"):
        read("ผล.xlsx", out.getvalue())


def test_of_too_many_rows_or_bytes_are_refused():
    with pytest.raises(ListRefused, match="เกิน 10 MB"):
        read("ผล.csv", b"," * (LARGEST + 1))
    many = csv_of(OURS, *[PAID] * 50_001)
    before = time.monotonic()
    with pytest.raises(ListRefused, match="มีเกิน 50,000 แถว"):
        read("ผล.csv", many)
    with pytest.raises(ListRefused, match="มีเกิน 50,000 แถว"):
        read("ผล.csv", csv_of(OURS) + b"\n" * 5_000_000)
    with pytest.raises(ListRefused, match="มีเกิน 60 คอลัมน์"):
        read("ผล.csv", b"," * 5_000_000)
    with pytest.raises(ListRefused, match="ยาวเกินไป"):
        read("ผล.csv", csv_of(OURS, ("x" * 1_000_000, *PAID[1:])))
    assert time.monotonic() - before < 20


DEEP = '<a b="c">' * 1000 + "</a>" * 1000


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (xlsx(OURS, *[["x" * 30_000] * 5] * 300), "มีข้อมูลเกินกำหนด"),
        (pain002(f"<TxInfAndSts>{DEEP}</TxInfAndSts>"), "เสียหาย"),
        # Two cells and three million places between them: more than enough, and no harm.
        (changed(old='r="E2"', new='r="BH50020"'), ""),
    ],
    ids=["few long texts", "deep", "sparse"],
)
def test_that_are_much_larger_than_they_look_hurt_nothing(content, why):
    before, memory = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with override_settings(BANK_FILE_FORMATS=["pain001"]):
        if why:
            with pytest.raises(ListRefused, match=why):
                read("ผล", content)
        else:
            read_or_refused(content)
    assert time.monotonic() - before < 15
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 300_000  # kilobytes


def test_of_no_text_are_refused():
    for content in (
        b"a,b\x00c\n",
        b"\x01\x02\x03",
        b"\xff\xfea",
        b"\xff\xfe\x00\x00",
        b"\x81\xff\xdb",
    ):
        with pytest.raises(ListRefused):
            read("ผล.csv", content)


def test_that_end_the_process_that_reads_them_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "SECONDS", 0.01)
    with pytest.raises(ListRefused, match="ใช้เวลาอ่านเกินกำหนด"):
        read("ผล.xlsx", GOOD)


def test_have_a_sentence_for_every_fault():
    assert {*reading.WHY, Fault.NO_BOOK} == set(Fault)  # what is no book is named by its kind
    assert set(tables.WHY_ENDED) == set(Ended)


GOODS = [
    csv_of(OURS, PAID),
    csv_of(OURS, PAID, delimiter="\t", encoding="utf-16"),
    text(header(), detail(), detail()),
    pain002(transaction(), transaction("RJCT")),
]


def spoilt(good: bytes) -> st.SearchStrategy[bytes]:
    """A good list with a few bytes put in place of others."""
    spots = st.lists(
        st.tuples(st.integers(0, len(good)), st.integers(0, 9), st.binary(max_size=9)), max_size=4
    )

    def spoil(changes):
        content = good
        for at, gone, new in changes:
            content = content[:at] + new + content[at + gone :]
        return content

    return spots.map(spoil)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=100).map(str.encode), *map(spoilt, GOODS[:3])
    )
)
def test_of_any_bytes_are_read_or_refused(content):
    read_or_refused(content)


@settings(max_examples=25, deadline=None)
@given(st.one_of(spoilt(GOOD), spoilt(changed()), spoilt(GOODS[3])))
def test_of_any_bytes_in_a_child_are_read_or_refused(content):
    with override_settings(BANK_FILE_FORMATS=["pain001"]):
        read_or_refused(content)


def read_or_refused(content: bytes) -> None:
    try:
        found = read("ผล", content)
    except ListRefused as refused:
        assert " ให้" in str(refused)
    else:
        assert found.rows
        assert all(row.problem or row.reference for row in found.rows)

"""What stands on a paper (แบบพิมพ์): its digits, and what a person typed …"""

import re

import pytest

from ecase.core import papers

from .paper_text import MADE_AT, NAMES, example, pages, squeezed, squeezed_text, typeset


def named(text):
    """The report of one person of that name, read back as one line."""
    row = example("report")["rows"][1] | {"name": text}
    return " ".join(pages(typeset("report", rows=[row]))[0].split())


# Digits


def test_thai_digits_leave_the_columns_of_the_banks_list_alone():
    (text,) = pages(typeset("tk1", digits="thai"))
    assert "๒ ราย เป็นเงิน ๘,๐๐๐.๐๐ บาท" in text
    assert "๑ 034 012345678901 นางทดสอบ2 ที่นี่ดี ๕,๐๐๐.๐๐ 5-8380-23466-97-0 Case2566-2" in text
    assert text.endswith("รหัสตรวจสอบ 3f9a1c07be52 · ทะเบียน 1008-950-7c1e55a09bd4 หน้า ๑/๑")


# What of an example stays as it is when Thai digits are chosen: what was typed, what machines read.
KEPT = re.compile(
    r"SHA-256|[0-9]{4}-[0-9]+-[0-9a-f]{12}|ทดสอบ[12]|[0-9a-f]{8,}|[0-9a-f]{4}·[0-9a-f·]*|K-corp[12]|KTB \S+|\S+ไฟล์ที่2\.xlsx"
    r"|[0-9a-f]{4}(?: [0-9a-f]{4})+|https?://\S+|4,000 บาท|3 เดือน"
)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"tk1"}))
def test_thai_digits_by_the_setting_leave_no_other_on_any_paper(name, settings):
    settings.PAPER_DIGITS = "thai"
    told = {key: value for key, value in example(name).items() if key != "digits"}
    sheets = pages(papers.make(name, told, made_at=MADE_AT))
    left = KEPT.sub("", "\n".join(sheets))
    assert re.findall(r".*[0-9].*", left) == []
    assert re.search(r"หน้า ๑/[๑๒]", sheets[0])


def test_digits_are_arabic_unless_chosen(settings):
    told = {key: value for key, value in example("report").items() if key != "digits"}
    assert "8,000.00" in pages(papers.make("report", told, made_at=MADE_AT))[0]
    settings.PAPER_DIGITS = "thai"
    assert "8,000.00" in pages(typeset("report", digits="arabic"))[0]


# What was typed


@pytest.mark.parametrize(
    "typed",
    [
        "ปั้ม ที่นี่ น้ำ ผู้ป่วย",
        "กตัญญู ฐิ ครั้งที่",
        "สิทธิ์ พึ่ง ณัฏฐ์ ปิ่น",
        '#read("x") #panic()',
        "$x$ *b* _i_ `c`",
        "</script> <l> @ref",
        "\\ [x] // c /*",
        "= h {{ y }} %s",
    ],
)
def test_a_name_is_copied_back_as_it_was_typed(typed):
    assert typed in named(typed)


THAI_LINE = "ปั้ม ที่นี่ น้ำ ผู้ป่วย กตัญญู ฐิ"


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"access-request"}))  # that one names nobody
@pytest.mark.parametrize("typed", [THAI_LINE, '#read("x") *b* <l> @r'])
def test_every_paper_copies_back_a_name_as_it_was_typed(name, typed):
    def renamed(value):
        match value:
            case dict():
                return {k: typed if k == "name" else renamed(v) for k, v in value.items()}
            case list():
                return [renamed(part) for part in value]
        return value

    assert squeezed_text(typed) in squeezed(
        papers.make(name, renamed(example(name)), made_at=MADE_AT)
    )


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("ใจ\u200bดี", "ใจดี"),  # zero width
        ("\u202eใจดี\u2066", "ใจดี"),  # right to left
        ("ใจ\x00\x1bดี\ufeff", "ใจดี"),  # controls
        ("ใจ\nดี", "ใจ ดี"),
        ("ใจ\ud800ดี", "ใจดี"),  # half of a pair
        ("ใจดี 😀 李", "ใจดี ◊ ◊"),  # not in the font
        ("ใจ\uf70aดี", "ใจ◊ดี"),  # private use: in the font, but not for PDF/A
        ("Jose\u0301", "José"),
    ],
)
def test_a_name_with_odd_characters_prints_what_can_be_printed(typed, printed):
    assert papers.printable(typed) == printed
    assert printed in named(typed)


@pytest.mark.parametrize("name", NAMES)
def test_odd_text_in_every_place_breaks_no_paper(name):
    odd = '#read("/etc/passwd") \u202e😀 \ud800' + "ก" * 120 + "A" * 120 + " ่้๊๋"

    def spoilt(value):
        match value:
            case dict():
                return {key: v if key == "digits" else spoilt(v) for key, v in value.items()}
            case list():
                return [spoilt(part) for part in value]
            case str():
                return odd
        return value

    assert papers.make(name, spoilt(example(name)), made_at=MADE_AT).startswith(b"%PDF-")


@pytest.mark.parametrize("name", NAMES)
def test_empty_text_in_every_place_breaks_no_paper(name):
    def emptied(value):
        match value:
            case dict():
                return {key: emptied(v) for key, v in value.items()}
            case list():
                return [emptied(part) for part in value]
            case str():
                return ""
        return value

    assert papers.make(name, emptied(example(name)), made_at=MADE_AT).startswith(b"%PDF-")


def test_a_long_name_stays_within_its_cell():
    text = named("ก" * 120)
    assert "ก" * 120 not in text
    assert text.count("ก") >= 120


def test_unprintable_names_the_characters_to_refuse():
    assert papers.unprintable("สมหญิง 李😀 ใจดี\u200b") == {"李", "😀"}
    assert papers.unprintable("ปั้ม ที่นี่ ฐิ ◊ O'Brien-José ๑๒๓") == set()

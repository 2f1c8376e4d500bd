from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import Form
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from ecase.core import forms


def refusal(field, typed):
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("3000", "3000.00"),
        ("3,000", "3000.00"),
        ("3,000.00", "3000.00"),
        ("3000.5", "3000.50"),
        ("3000.", "3000.00"),
        (" 3 000 ", "3000.00"),
        ("3,000 บาท", "3000.00"),
        ("๓,๐๐๐.๕๐", "3000.50"),
        ("３０００", "3000.00"),
        ("0.01", "0.01"),
        ("9,999,999.99", "9999999.99"),
    ],
)
def test_a_sum_is_read_however_it_is_typed(typed, amount):
    assert forms.BahtField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "ยังไม่ได้กรอก"),
        ("3,00", "อ่านจำนวนเงินไม่ได้"),
        ("3.000.00", "อ่านจำนวนเงินไม่ได้"),
        ("-3000", "อ่านจำนวนเงินไม่ได้"),
        ("1e6", "อ่านจำนวนเงินไม่ได้"),
        ("NaN", "อ่านจำนวนเงินไม่ได้"),
        ("สามพัน", "อ่านจำนวนเงินไม่ได้"),
        ("3000.005", "สตางค์เกิน 2 ตำแหน่ง"),
        ("0", "ต้องมากกว่า 0"),
        ("0.00", "ต้องมากกว่า 0"),
        ("10,000,000", "เกิน 9,999,999.99 บาท"),
        ("9" * 99, "เกิน 9,999,999.99 บาท"),
    ],
)
def test_what_is_no_sum_is_refused_with_the_reason(typed, why):
    assert why in refusal(forms.BahtField(), typed)


@given(st.decimals("0.01", "9999999.99", places=2))
def test_a_sum_shown_in_a_form_is_read_back(amount):
    field = forms.BahtField()
    assert field.clean(field.prepare_value(amount)) == amount


def test_a_day_shown_in_a_form_is_read_back():
    field = forms.ThaiDateField()
    assert field.prepare_value(date(2015, 10, 2)) == "02/10/2558"
    assert field.clean("๒ ต.ค. ๒๕๕๘") == date(2015, 10, 2)
    assert field.prepare_value("2/13/2558") == "2/13/2558"  # what was typed stays
    assert "ไม่มีเดือนที่ 13" in refusal(field, "2/13/2558")
    assert forms.ThaiDateField(required=False).clean("") is None


@time_machine.travel("2026-11-20 20:00 +0000")  # already the 21st in Bangkok
def test_a_birth_is_not_after_today_and_not_too_long_ago():
    field = forms.BirthDateField()
    assert field.clean("21/11/2569") == date(2026, 11, 21)
    assert "ยังมาไม่ถึง" in refusal(field, "22/11/2569")
    assert "อายุจะเป็น 121 ปี" in refusal(field, "21/11/2448")


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("-/-/2480", date(1937, 4, 1)),
        ("00/05/2480", date(1937, 5, 1)),
        ("0/0/๒๕๐๐", date(1957, 1, 1)),
    ],
)
def test_a_birth_of_which_only_the_year_is_known_counts_from_its_first_day(typed, born):
    assert forms.BirthDateField().clean(typed) == born
    assert refusal(forms.ThaiDateField(), typed)


@pytest.mark.parametrize("typed", ["²", "3,000²", "½", "①"])
def test_a_power_or_a_fraction_is_no_sum(typed):
    assert "อ่านจำนวนเงินไม่ได้" in refusal(forms.BahtField(), typed)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("070-1-23418-2", "0701234182"),
        ("๐๗๐ ๑๒๓๔๑๘ ๒", "0701234182"),
        ("００７０１２３４１８", "0070123418"),
    ],
)
def test_an_account_keeps_its_zeros_and_loses_its_dashes(typed, digits):
    assert forms.DigitsField(min_digits=10, max_digits=15).clean(typed) == digits


def test_digits_are_refused_by_what_is_strange_or_by_how_many():
    field = forms.DigitsField(min_digits=4, max_digits=4)
    assert "พบ “A”" in refusal(field, "12A4")
    assert refusal(field, "123").startswith("พิมพ์มา 3 หลัก ต้องมี 4 หลัก")
    wide = forms.DigitsField(min_digits=8, max_digits=15)
    assert "ต้องมี 8 ถึง 15 หลัก" in refusal(wide, "1")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("081-234-5417", "0812345417"),
        ("+66 81 234 5417", "0812345417"),
        ("+66(0)812345417", "0812345417"),
        ("(02) 234-5678", "022345678"),
        ("๐๘๑๒๓๔๕๔๑๗", "0812345417"),
    ],
)
def test_a_telephone_number_begins_with_its_zero(typed, number):
    assert forms.PhoneField().clean(typed) == number


def test_a_telephone_number_without_its_zero_is_refused():
    assert "ขึ้นต้นด้วย 0" in refusal(forms.PhoneField(), "812345417")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  ณัฐธิดา   ผู้ใฝ่รู้ ", "ณัฐธิดา ผู้ใฝ่รู้"),
        ("น\u0e4d\u0e49\u0e32", "น้ำ"),
        ("เเก้ว", "แก้ว"),
        ("สม\u200bชาย\ufeff", "สมชาย"),
        ("\u2066สมชาย\u2069\u200f", "สมชาย"),
        ("สม\tชาย\u00a0ดี", "สม ชาย ดี"),
        ("O'Brien-Søren", "O'Brien-Søren"),
        ("สม\nชาย", "สม ชาย"),
    ],
)
def test_a_line_has_one_spelling(typed, kept):
    assert forms.LineField(max_length=100).clean(typed) == kept


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\u202e", "\u202a", "\ue000", "\ud800"])
def test_a_line_with_marks_that_turn_or_cannot_be_printed_is_refused(mark):
    with pytest.raises(ValidationError):
        forms.LineField(max_length=100).clean(f"สม{mark}ชาย")


def test_a_line_that_is_too_long_is_refused_by_how_much_and_not_cut():
    field = forms.LineField(max_length=10)
    assert "ตัดออก 5" in refusal(field, "ก" * 15)
    assert "maxlength" not in field.widget.attrs


def test_a_line_of_spaces_is_empty():
    assert refusal(forms.LineField(max_length=10), " \u200b ") == "ยังไม่ได้กรอก"


def test_paragraphs_keep_their_breaks():
    typed = " บรรทัดแรก  ต่อ \r\n\r\n\r\n\r\nบรรทัดสอง\n"
    assert forms.TextField(max_length=100).clean(typed) == "บรรทัดแรก ต่อ\n\nบรรทัดสอง"


def test_an_email_without_a_domain_is_refused_with_an_example():
    assert "name@example.com" in refusal(forms.EmailField(), "somchai")
    assert forms.EmailField(required=False).clean("") == ""
    assert forms.EmailField().clean("o'brien+khet@example.co.th") == "o'brien+khet@example.co.th"
    for odd in ('"<script>"@b.co', "a@[127.0.0.1]", "a@b.co,c@d.co"):
        assert "name@example.com" in refusal(forms.EmailField(), odd)


def test_a_select_begins_with_the_manuals_words():
    field = forms.SelectField(choices=[("M", "ชาย")])
    assert next(iter(field.choices)) == ("", "<--กรุณาเลือก-->")
    assert refusal(field, "") == "ยังไม่ได้เลือก"
    assert refusal(field, "X") == "ตัวเลือกนี้ใช้ไม่ได้แล้ว เลือกใหม่จากรายการ"


class Papers(Form):
    files = forms.MultipleFileField(label="เอกสาร")


def test_files_come_as_a_list_in_the_order_chosen():
    chosen = [SimpleUploadedFile("ข.pdf", b"2"), SimpleUploadedFile("ก.pdf", b"")]
    form = Papers({}, MultiValueDict({"files": chosen}))
    assert form.is_valid()
    assert form.cleaned_data["files"] == chosen


def test_no_file_at_all_is_said():
    form = Papers({}, {})
    assert form.errors["files"] == ["ยังไม่ได้เลือกไฟล์"]


def test_the_file_box_takes_many():
    assert 'type="file"' in str(Papers()["files"])
    assert " multiple" in str(Papers()["files"])

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecase.core import citizen_id as ids

MANUAL = ("9168909457051", "5838023466970")


@pytest.mark.parametrize("number", MANUAL)
def test_the_numbers_of_the_manual_are_right(number):
    assert ids.normalise(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        "5-8380-23466-97-0",
        "5 8380 23466 97 0",
        "5–8380–23466–97–0",
        "５８３８０２３４６６９７０",
        "๕๘๓๘๐๒๓๔๖๖๙๗๐",
        "๕-๘๓๘๐-๒๓๔๖๖-๙๗-๐",
        "5838023466970\n",
        "\ufeff5838023466970\u00a0",
    ],
)
def test_it_is_read_however_it_is_typed(typed):
    assert ids.normalise(typed) == "5838023466970"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "ยังไม่ได้กรอก"),
        ("---", "ยังไม่ได้กรอก"),
        ("583802346697", "พิมพ์มา 12 หลัก"),
        ("58380234669701", "พิมพ์มา 14 หลัก"),
        ("11014", "พิมพ์มา 5 หลัก"),
        ("583802346697O", "พบ “O”"),
        ("58380234669๗ก", "พบ “ก”"),
        ("5838023466971", "หลักที่พิมพ์ผิดหรือสลับกัน"),
        ("9168909457052", "หลักที่พิมพ์ผิดหรือสลับกัน"),
        ("5838023466٩70", "พบ “٩”"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(typed, why):
    with pytest.raises(ids.CitizenIdError, match=why):
        ids.normalise(typed)


@pytest.mark.parametrize("digit", "0123456789")
def test_thirteen_like_digits_never_pass(digit):
    with pytest.raises(ids.CitizenIdError, match="หลักที่พิมพ์ผิด"):
        ids.normalise(digit * 13)


def test_numbers_that_are_seldom_seen_are_taken_with_a_warning():
    assert "สงวนไว้" in ids.warnings("9168909457051")[0]
    assert "ไม่มีสถานะทางทะเบียน" in ids.warnings("0123456789016")[0]
    assert "อยู่ชั่วคราว" in ids.warnings("7123456789013")[0]
    assert "เรียงกัน" in ids.warnings("1234567890121")[0]
    for usual in ("5838023466970", "8123456789011"):
        assert ids.warnings(usual) == []


@given(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_the_check_digit_is_the_sum_of_the_weighted_digits(first12):
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(first12))
    assert (total + int(ids.check_digit(first12))) % 11 in (
        0,
        1,
    )  # 1 where 11 less the rest has two digits
    number = first12 + ids.check_digit(first12)
    assert ids.normalise(ids.dashed(number)) == number


def test_a_masked_number_shows_the_class_the_office_and_the_check_digit():
    assert ids.masked("5838023466970") == "5-8380-xxxxx-xx-0"
    assert ids.dashed("5838023466970") == "5-8380-23466-97-0"

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecase.core import thai

VECTORS = json.loads((Path(__file__).parent / "thai_vectors.json").read_text())


@pytest.mark.parametrize(
    "typed",
    [
        "02/10/2558",
        "2/10/2558",
        "2-10-2558",
        "2.10.2558",
        "2 10 2558",
        " 2 / 10 / 2558 ",
        "02102558",
        "2 ต.ค. 2558",
        "2 ต.ค 2558",
        "2 ตค 2558",
        "2ต.ค.2558",
        "2 ตุลาคม 2558",
        "2 ตุลาคม พ.ศ. 2558",
        "๒/๑๐/๒๕๕๘",
        "๒ ตุลาคม ๒๕๕๘",
        "２/１０/２５５８",
        "2/10/2558\n",
        "\u200b2/10/2558",
    ],
)
def test_a_day_is_read_in_every_usual_form(typed):
    assert thai.parse_thai_date(typed) == date(2015, 10, 2)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_known_by_its_long_and_its_short_name(month):
    day = date(2020, month, 15)
    assert thai.parse_thai_date(thai.long_date(day)) == day
    assert thai.parse_thai_date(thai.short_date(day)) == day


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "ยังไม่ได้กรอกวันที่"),
        ("2/10/58", "ให้ครบ 4 หลัก"),
        ("2 ตค 58", "ให้ครบ 4 หลัก"),
        ("2/10/25588", "ให้ครบ 4 หลัก"),
        ("2/10/2015", "ให้พิมพ์ปี พ.ศ. คือ 2558"),
        ("2 ต.ค. 2015", "ให้พิมพ์ปี พ.ศ. คือ 2558"),
        ("2015-10-02", "พิมพ์วันขึ้นก่อน"),
        ("2558-10-02", "พิมพ์วันขึ้นก่อน"),
        ("29/02/2568", "เดือนกุมภาพันธ์ 2568 มี 28 วัน"),
        ("31/04/2566", "เดือนเมษายน 2566 มี 30 วัน"),
        ("0/10/2558", "ไม่มีวันที่นี้"),
        ("32/1/2558", "ไม่มีวันที่นี้"),
        ("2/13/2558", "ไม่มีเดือนที่ 13"),
        ("2/0/2558", "ไม่มีเดือนที่ 0"),
        ("2/10/9999", "ปี 9999 ไม่ใช่ปี พ.ศ. ที่ใช้ได้"),
        ("2/10/0000", "ปี 0 ไม่ใช่ปี พ.ศ. ที่ใช้ได้"),
        ("2 ตุลาคน 2558", "ไม่รู้จักเดือน “ตุลาคน”"),
        ("2/10", "อ่านวันที่"),
        ("เมื่อวาน", "อ่านวันที่"),
        ("2/10/2558'; --", "อ่านวันที่"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(typed, why):
    with pytest.raises(thai.ThaiDateError, match=why):
        thai.parse_thai_date(typed)


def test_the_leap_day_follows_the_common_era():
    assert thai.parse_thai_date("29/02/2567") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31/12/2481", date(1938, 12, 31)),
        ("01/01/2482", date(1940, 1, 1)),
        ("29/02/2482", date(1940, 2, 29)),
        ("31/03/2482", date(1940, 3, 31)),
        ("01/04/2482", date(1939, 4, 1)),
        ("01/04/2483", date(1940, 4, 1)),
        ("31/12/2483", date(1940, 12, 31)),
        ("01/01/2484", date(1941, 1, 1)),
    ],
)
def test_before_2484_the_year_began_in_april(typed, day):
    assert thai.parse_thai_date(typed) == day
    assert thai.thai_date(day) == typed


@given(st.dates(date(1858, 1, 1), date(2150, 12, 31)))
def test_a_day_shown_is_read_back_as_the_same_day(day):
    assert thai.parse_thai_date(thai.thai_date(day)) == day
    assert thai.parse_thai_date(thai.thai_digits(thai.long_date(day))) == day


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_a_sentence(text):
    try:
        thai.parse_thai_date(text)
    except thai.ThaiDateError as error:
        assert str(error)


@pytest.mark.parametrize(("day", "year"), VECTORS["fiscal_year_from_ce_date"].items())
def test_the_fiscal_year_begins_in_october(day, year):
    assert thai.fiscal_year(date.fromisoformat(day)) == year


@pytest.mark.parametrize(("year", "bounds"), VECTORS["fiscal_year_bounds"].items())
def test_a_fiscal_year_has_a_first_and_a_last_day(year, bounds):
    assert [day.isoformat() for day in thai.fiscal_year_bounds(int(year))] == bounds


def test_a_day_is_shown_one_way():
    [(day, shown)] = VECTORS["thai_date"].items()
    day = date.fromisoformat(day)
    assert thai.thai_date(day) == shown["slash_be"]
    assert thai.long_date(day) == shown["long"]
    assert thai.thai_digits(thai.long_date(day)) == shown["long_thai_digits"]


def test_an_instant_is_shown_as_bangkok_has_it():
    late = datetime(2022, 9, 30, 17, 30, tzinfo=UTC)
    assert thai.thai_datetime(late) == "01/10/2565 00:30 น."


def test_an_age_is_counted_in_full_years():
    vector = VECTORS["age"]
    born, day = date.fromisoformat(vector["dob"]), date.fromisoformat(vector["on"])
    assert thai.age_on(born, day) == vector["years"]
    assert thai.age_on(born, date(2022, 10, 1)) == 6
    assert thai.age_on(born, date(2022, 10, 2)) == 7


def test_who_was_born_on_a_leap_day_is_older_on_the_first_of_march():
    born = date(2008, 2, 29)
    assert thai.age_on(born, date(2023, 2, 28)) == 14
    assert thai.age_on(born, date(2023, 3, 1)) == 15
    assert thai.age_on(born, date(2024, 2, 29)) == 16


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.dates(date(2020, 1, 2), date(2100, 1, 1)))
def test_years_alone_and_years_with_months_agree(born, day):
    assert thai.age_in_words(born, day).startswith(f"{thai.age_on(born, day)} ปี ")

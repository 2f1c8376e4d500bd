"""Remarks on a case."""

from datetime import date

import pytest
import time_machine

from ecase.cases.remarks import on_account_number, on_assistance_type, on_title, remarks
from ecase.people.models import Title
from ecase.regulations.models import AssistanceType, Bank
from tests import make

TODAY = date(2023, 6, 14)


@pytest.mark.parametrize("is_disabled", [False, True])
def test_an_ordinary_case_has_none(officer, is_disabled):
    assert remarks(make.case(by=officer, is_disabled=is_disabled), today=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gender": "M"}, "อาจไม่ตรงกับเพศชาย"),
        ({"birth_date": date(2015, 10, 2)}, "อาจไม่ตรงกับอายุ 7 ปี"),
        ({"account_number": "123456789012"}, "หมายเลขบัญชีมี 12 หลัก"),
        ({"account_name": "นายวิชัย ใจดี"}, "ชื่อบัญชีไม่ตรงกับผู้ขอรับ"),
    ],
)
def test_each_oddity_is_said_once(officer, changes, words):
    [remark] = remarks(make.case(by=officer, **changes), today=TODAY)
    assert words in remark


def test_an_account_name_is_known_however_its_title_and_spaces_are_written(officer):
    case = make.case(by=officer, account_name="น.ส.  น้ำทิพย์   สิทธิ์ชัยศรี")
    assert remarks(case, today=TODAY) == []


@pytest.mark.parametrize(
    ("least", "most", "age", "words"),
    [(3, 6, 7, "(3–6 ปี)"), (60, None, 59, "(60 ปีขึ้นไป)"), (None, 18, 19, "(ไม่เกิน 18 ปี)")],
)
def test_an_age_outside_of_the_type_is_said_with_its_ages(least, most, age, words):
    kind = AssistanceType(name="ทุนการศึกษา", min_age=least, max_age=most)
    assert words in on_assistance_type(kind, age=age)
    assert on_assistance_type(kind, age=least or most or 0) == ""


def test_a_bank_of_unknown_lengths_says_nothing():
    assert on_account_number("123", bank=Bank(account_lengths="")) == ""


def test_a_title_for_both_genders_says_nothing():
    assert on_title(Title(name="ดร."), gender="M", age=30) == ""


@pytest.mark.parametrize(("name", "gender"), [("เด็กชาย", "M"), ("เด็กหญิง", "F")])
def test_a_childs_title_fits_until_the_day_before_the_fifteenth_birthday(reference, name, gender):
    title = Title.objects.get(name=name)
    assert on_title(title, gender=gender, age=14) == ""
    assert "อาจไม่ตรงกับอายุ 15 ปี" in on_title(title, gender=gender, age=15)


@pytest.mark.parametrize(
    ("now", "is_said"),
    [("2030-06-13 16:59 +0000", False), ("2030-06-13 17:01 +0000", True)],  # midnight in Bangkok
)
@pytest.mark.parametrize("page", ["/2566/meeting/", ""])
def test_the_fifteenth_birthday_is_a_day_of_bangkok(client, officer, now, is_said, page):
    with time_machine.travel(now, tick=False):
        child = {"title": Title.objects.get(name="เด็กชาย"), "gender": "M"}
        case = make.case(by=officer, birth_date=date(2015, 6, 14), **child)
        client.force_login(officer)
        html = client.get(page or case.get_absolute_url()).text
    assert str(case) in html
    assert ("อาจไม่ตรงกับอายุ 15 ปี" in html) == is_said

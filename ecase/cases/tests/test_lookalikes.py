"""What a case has in common with cases of other persons."""

import re
from datetime import date, timedelta
from itertools import count

import pytest
from django.urls import reverse

from ecase.cases import actions as cases
from ecase.cases.lookalikes import lookalikes
from ecase.cases.models import Status
from ecase.core.forms import PhoneField
from ecase.core.sealed_fields import Unlawful
from ecase.meetings.actions import edit_case
from ecase.meetings.tests.typing import as_opened, files, form
from ecase.regulations.models import Bank
from tests import make

ACCOUNT = {"account_number": "0081234567"}
PHONE = {"phone": "0812345678"}
NAME = {"first_name": "วิชัยยุทธ", "last_name": "รุ่งเรืองกิจ", "birth_date": date(1957, 8, 3)}
ALIKE = {**NAME, "last_name": "รุ่งเรืองกิต", "account_name": "นางวิชัยยุทธ รุ่งเรืองกิต"}
KINDS = [(ACCOUNT, "บัญชีธนาคารตรงกับ"), (PHONE, "หมายเลขโทรศัพท์ตรงกับ"), (ALIKE, "ชื่อใกล้เคียง")]


_days = count()


def record(by, *shared, status=Status.IN_MEETING, citizen_id="", **more):
    """A case of somebody who is like nobody, born on a day of its own, but for what is given."""
    facts = {"birth_date": date(1940, 1, 1) + timedelta(days=next(_days))}
    for part in (*shared, more):
        facts |= part
    return make.case(status, by=by, citizen_id=citizen_id, **facts)


def found(case, officer):
    return lookalikes([case], officer=officer)[case.pk]


@pytest.mark.parametrize(("shared", "words"), KINDS)
def test_each_kind_is_said_of_both_with_the_others_number(officer, shared, words):
    first = record(officer, NAME if shared is ALIKE else shared)
    record(officer)
    second = record(officer, shared)

    for case, other in ((first, second), (second, first)):
        [remark] = found(case, officer)
        assert remark.startswith(words)
        assert re.findall(r"\((.*?)\)", remark) == [str(other)]


@pytest.mark.parametrize(("shared", "words"), KINDS)
def test_a_persons_own_earlier_cases_are_not_said(officer, shared, words):
    person = make.citizen_id()
    record(officer, shared, citizen_id=person, status=Status.PAID)
    again = record(officer, shared, citizen_id=person, override_because="ไฟไหม้บ้านซ้ำ")
    assert found(again, officer) == []


def test_who_is_like_nobody_has_none_and_an_empty_phone_is_no_phone(officer):
    record(officer)
    assert found(record(officer), officer) == []


def test_the_same_number_at_another_bank_is_another_account(officer):
    record(officer, ACCOUNT, bank=Bank.objects.get(code="004"))
    assert found(record(officer, ACCOUNT), officer) == []


@pytest.mark.parametrize("status", Status)
def test_an_account_is_said_unless_the_other_never_gets_money_into_it(officer, status):
    record(officer, ACCOUNT, status=status)
    said = found(record(officer, ACCOUNT), officer)
    assert bool(said) == (status != Status.DISQUALIFIED)


def test_only_the_account_in_force_counts(officer):
    other, case = record(officer, ACCOUNT), record(officer, ACCOUNT)
    assert found(case, officer)
    edit_case(other, make.facts(), opened_version=other.version, by=officer)
    assert found(case, officer) == []


@pytest.mark.parametrize(
    "changes",
    [{"birth_date": date(1957, 8, 4)}, {"first_name": "สมหญิง"}, {"last_name": "แสงทองดี"}],
)
def test_a_name_is_alike_only_with_the_same_birth_date_and_nearly_the_same_letters(
    officer, changes
):
    record(officer, NAME)
    assert found(record(officer, NAME, changes), officer) == []


@pytest.mark.parametrize("typed", ["๐๘๑-๒๓๔-๕๖๗๘", "081 234 5678", "+66 81 234 5678"])
def test_a_phone_is_the_same_however_it_was_typed(officer, typed):
    other = record(officer, PHONE)
    case = record(officer, phone=PhoneField().clean(typed))
    assert str(other) in found(case, officer)[0]


@pytest.mark.parametrize("phone", ["081-234-5678", "๐๘๑๒๓๔๕๖๗๘", "812345678", "0812345678\n"])
def test_phones_are_sealed_in_one_spelling(officer, phone):
    with pytest.raises(Unlawful, match=r"cases_bankaccount\.phone"):
        record(officer, phone=phone)


def test_a_guardian_of_two_children_is_said_without_a_reproach(officer):
    guardian = {"account_name": "นางมะลิ ใจดี", **ACCOUNT}
    record(officer, guardian)
    [remark] = found(record(officer, guardian), officer)
    assert "หากเป็นบัญชีของผู้ปกครองหรือผู้รับมอบอำนาจให้แนบเอกสาร" in remark
    for reproach in ("ทุจริต", "ซ้ำซ้อน", "ผิดปกติ", "ต้องสงสัย", "ปลอม"):
        assert reproach not in remark


def test_three_are_named_newest_first_and_the_rest_are_counted(officer, stranger):
    alike = [record(officer, ACCOUNT) for _ in range(6)]
    record(stranger, ACCOUNT)
    [remark] = found(alike[0], officer)
    newest = ", ".join(str(case) for case in alike[:2:-1])
    assert f"({newest} และอีก 2 เคส และเคสของเขตอื่น)" in remark


def test_more_than_can_be_counted_are_at_least_so_many(officer, monkeypatch):
    monkeypatch.setattr("ecase.cases.lookalikes.COUNTED", 5)
    alike = [record(officer, ACCOUNT) for _ in range(7)]
    assert "และอีกอย่างน้อย 2 เคส)" in found(alike[0], officer)[0]


@pytest.fixture
def elsewhere(stranger):
    """A case of another office that shares everything, each of its words a token to look for."""
    other = record(
        stranger,
        {**ALIKE, **ACCOUNT, **PHONE},
        account_name="บัญชีนกขมิ้น",
        hardship="ความลับนกขมิ้น",
        email="kanari@example.com",
    )
    tokens = ["นกขมิ้น", "kanari", other.number, other.last_name, stranger.office.name]
    return [*tokens, other.person.citizen_id]


def test_of_another_office_nothing_is_said_but_that_there_is_one(officer, elsewhere):
    case = record(officer, NAME, ACCOUNT, PHONE)
    remarks = found(case, officer)
    assert [re.findall(r"\((.*?)\)", remark) for remark in remarks] == [["เคสของเขตอื่น"]] * 3
    for token in elsewhere:
        assert token not in " ".join(remarks)


def test_the_centre_reads_every_office_and_so_every_number(officer, stranger):
    other = record(stranger, ACCOUNT)
    case = record(officer, ACCOUNT)
    [remark] = found(case, make.centre_officer())
    assert f"({other})" in remark


@pytest.mark.parametrize("cases", [1, 5])
def test_two_queries_for_however_many_cases(officer, cases, django_assert_num_queries):
    shown = [record(officer, ACCOUNT, PHONE, NAME) for _ in range(cases)]
    with django_assert_num_queries(2):  # pages that are like others would be a third
        said = lookalikes(shown, officer=officer)
    assert set(said) == {case.pk for case in shown}


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def pages(case):
    return case.get_absolute_url(), reverse("meetings:current", args=[2566])


def test_the_case_and_the_agenda_show_them_and_nothing_of_another_office(desk, officer, elsewhere):
    own = record(officer, ACCOUNT)
    case = record(officer, NAME, ACCOUNT, PHONE)
    for page in pages(case):
        html = desk.get(page).text
        assert f"({own} และเคสของเขตอื่น)" in html
        assert html.count("(เคสของเขตอื่น)") == 2
        for token in elsewhere:
            assert token not in html


def test_a_case_that_is_decided_says_no_more_what_to_look_at(desk, officer):
    record(officer, ACCOUNT)
    case = record(officer, ACCOUNT, status=Status.DISQUALIFIED)
    assert "บัญชีธนาคารตรงกับ" not in desk.get(case.get_absolute_url()).text


def test_they_are_told_after_recording(desk, officer):
    other = record(officer, ACCOUNT)
    draft = cases.look_up(make.citizen_id(), fiscal_year=make.year(), by=officer)
    address = reverse("meetings:record", args=[2566, draft.pk])
    typed = form(account_number="008-1-23456-7", **files())
    said = told(desk.post(address, typed, follow=True))
    assert "ข้อสังเกตของเคส Case2566-2: " in said
    assert f"บัญชีธนาคารตรงกับของผู้ขอรับรายอื่น ({other})" in said


def test_they_are_told_after_editing(desk, officer):
    other, case = record(officer, PHONE), record(officer)
    address = reverse("meetings:edit", args=[2566, case.number])
    page = desk.post(address, as_opened(case, phone="๐๘๑-๒๓๔-๕๖๗๘"), follow=True)
    assert f"ข้อสังเกตของเคส {case}: หมายเลขโทรศัพท์ตรงกับของผู้ขอรับรายอื่น ({other})" in told(page)


def told(page):
    return " ".join(str(message) for message in page.context["messages"])

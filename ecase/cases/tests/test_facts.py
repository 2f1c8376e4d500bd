"""A fact that is asked about a case is known wherever a case is told or begun again."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from django.urls import reverse

from ecase.cases import actions, printouts, story
from ecase.cases.actions import Facts
from ecase.cases.forms import CaseForm
from ecase.cases.models import Status
from ecase.core.forms import LineField
from ecase.payments import invariants
from ecase.regulations.models import Bank
from tests import make

FACTS = {field.name for field in fields(Facts)}
WORDS = {name for name in FACTS if isinstance(CaseForm.base_fields[name], LineField)}
# Where the page of a case says a fact under other words than its history does.
HEADED = {
    "title": "ชื่อ - นามสกุล",
    "first_name": "ชื่อ - นามสกุล",
    "last_name": "ชื่อ - นามสกุล",
    "is_disabled": "ประเภท",
    "amount": "ขอรับ",
}


def test_it_is_what_the_form_asks():
    assert set(CaseForm.FACTS) == FACTS
    assert set(CaseForm.base_fields) >= FACTS


def test_its_change_is_told_in_words():
    assert set(story.FIELDS) >= FACTS


def test_its_words_are_printed_with_the_digits_that_were_typed():
    assert {story.FIELDS[name] for name in WORDS} == printouts.TYPED


def test_its_words_are_asked_by_the_law_of_tidy_texts():
    law = (Path(invariants.__file__).parent / "laws/I32.sql").read_text("utf-8")
    sealed = Path(invariants.opening.__file__).read_text("utf-8")  # looked at where it is opened
    asked = {*re.findall(r"\b[cb]\.(\w+)", law), *re.findall(r'told\["(\w+)"\]', sealed)}
    assert asked >= WORDS


@pytest.mark.django_db
def test_a_case_that_is_begun_again_brings_it_along(officer):
    case = make.case(Status.DISQUALIFIED, by=officer)
    draft = actions.begin_again(case, fiscal_year=case.fiscal_year, by=officer)
    assert set(draft.typed) == FACTS


@pytest.fixture
def case(officer):
    """A case of which nothing is left empty."""
    bank = Bank.objects.get(code="034")  # the one that has branches
    of = {"bank": bank, "branch_code": "0123", "account_number": "012345678901"}
    first = make.case(by=officer)
    again = {"citizen_id": first.person.citizen_id, "override_because": "ไฟไหม้อีกครั้ง"}
    return make.case(
        by=officer, phone="0812345678", email="a@example.org", **of, **again, other_papers="รูป"
    )


def opened(client, officer, page, case):
    client.force_login(officer)
    return client.get(reverse(page, args=[case.fiscal_year_id, case.number])).text


def test_the_form_s_page_has_a_box_for_it(client, officer, case):
    page = opened(client, officer, "meetings:edit", case)
    assert {name for name in FACTS if f'name="{name}"' not in page} == set()


def test_the_form_opens_with_what_the_case_says(client, officer, case):
    client.force_login(officer)
    address = reverse("meetings:edit", args=[case.fiscal_year_id, case.number])
    form = client.get(address).context["form"]
    assert {name for name in FACTS if form[name].value() in (None, "")} == set()


def test_the_page_of_the_case_tells_it(client, officer, case):
    page = opened(client, officer, "cases:show", case)
    words = {name: HEADED.get(name, story.FIELDS[name]) for name in FACTS}
    assert {name for name, said in words.items() if f"<dt>{said}</dt>" not in page} == set()

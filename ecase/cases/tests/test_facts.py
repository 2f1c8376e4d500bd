"""A fact that is asked about a case is known wherever a case is told or begun again."""

from dataclasses import fields

import pytest

from ecase.cases import actions, story
from ecase.cases.actions import Facts
from ecase.cases.forms import CaseForm
from ecase.cases.models import Status
from tests import make

FACTS = {field.name for field in fields(Facts)}


def test_it_is_what_the_form_asks():
    assert set(CaseForm.FACTS) == FACTS
    assert set(CaseForm.base_fields) >= FACTS


def test_its_change_is_told_in_words():
    assert set(story.FIELDS) >= FACTS


@pytest.mark.django_db
def test_a_case_that_is_begun_again_brings_it_along(officer):
    case = make.case(Status.DISQUALIFIED, by=officer)
    draft = actions.begin_again(case, fiscal_year=case.fiscal_year, by=officer)
    assert set(draft.typed) == FACTS

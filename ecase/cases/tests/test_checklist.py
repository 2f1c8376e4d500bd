"""The check-list of papers of a case (รายการตรวจเอกสาร)."""

import pytest

from ecase.audit.models import Event
from ecase.cases.checklist import (
    ALWAYS,
    IN_BUNDLE,
    WHEN,
    is_anothers,
    missing_of,
    required,
    said,
)
from ecase.cases.models import Case
from ecase.cases.printouts import request_form
from ecase.core.tests.paper_text import pages
from ecase.meetings import actions as meetings
from ecase.regulations.models import AssistanceType, PaperKind
from tests import make

ANOTHERS = {"account_name": "นายวิชัย ใจดี"}
BY_ANOTHER = {PaperKind.POWER_OF_ATTORNEY, PaperKind.PRINCIPAL_ID, PaperKind.AGENT_ID}


def test_every_case_needs_the_papers_that_the_manual_names_without_a_condition():
    assert required(None, is_disabled=False, is_anothers=False) == list(ALWAYS)


@pytest.mark.parametrize(
    ("circumstances", "more"),
    [
        ({"is_disabled": True}, {PaperKind.DISABILITY_CARD}),
        ({"is_anothers": True}, BY_ANOTHER),
        ({"kind": AssistanceType(papers=["SCHOOL_CERTIFICATE"])}, {PaperKind.SCHOOL_CERTIFICATE}),
    ],
)
def test_the_person_the_account_and_the_aid_ask_for_more(circumstances, more):
    told = {"kind": None, "is_disabled": False, "is_anothers": False, **circumstances}
    assert set(required(**told)) - set(ALWAYS) == more


def test_each_kind_stands_in_one_bundle_and_says_when_it_is_needed():
    listed = [kind for kinds in IN_BUNDLE.values() for kind in kinds]
    assert sorted(listed) == sorted(PaperKind)
    assert set(WHEN) == set(PaperKind) - set(ALWAYS)


def test_education_aid_asks_for_the_schools_certificate(reference):
    kinds = AssistanceType.objects.filter(name__contains="การศึกษา")
    assert {tuple(kind.papers) for kind in kinds} == {("SCHOOL_CERTIFICATE",)}
    assert AssistanceType.objects.get(name=make.LIVELIHOOD).papers == []


@pytest.mark.parametrize(
    ("account_name", "far"),
    [("น.ส.น้ำทิพ สิทธิชัยศรี", False), ("นายวิชัย สิทธิ์ชัยศรี", True)],
)
def test_an_account_is_anothers_where_more_than_a_slip_parts_the_names(account_name, far):
    name = {"title": "นางสาว", "first_name": "น้ำทิพย์", "last_name": "สิทธิ์ชัยศรี"}
    assert is_anothers(account_name, **name) is far


def test_a_case_is_recorded_with_what_it_lacks(officer):
    case = make.case(by=officer, is_disabled=True, attached_papers=list(ALWAYS))
    assert case.missing_papers == ["DISABILITY_CARD"]
    assert said(case) == "ยังขาด สำเนาบัตรประจำตัวคนพิการ"
    recorded = Event.objects.about(case).get(verb="case.recorded")
    assert recorded.after["missing_papers"] == ["DISABILITY_CARD"]


def test_a_case_of_which_nothing_was_ticked_was_not_looked_through(officer):
    case = make.case(by=officer, attached_papers=[])
    assert said(case) == "ยังไม่ได้ตรวจรายการเอกสาร"
    assert missing_of(case) == list(ALWAYS)


def test_what_it_lacks_follows_every_change_and_stands_in_its_history(officer):
    case = make.case(by=officer)
    facts = make.facts(**ANOTHERS, attached_papers=[*ALWAYS, "AGENT_ID"])
    meetings.edit_case(case, facts, opened_version=1, by=officer)
    assert Case.objects.get(pk=case.pk).missing_papers == ["POWER_OF_ATTORNEY", "PRINCIPAL_ID"]
    event = Event.objects.about(case).get(verb="case.edited")
    assert event.before["attached_papers"] == list(ALWAYS)
    assert event.after["attached_papers"] == [*ALWAYS, "AGENT_ID"]
    assert event.after["missing_papers"] == ["POWER_OF_ATTORNEY", "PRINCIPAL_ID"]


def test_a_case_from_before_the_check_list_lacks_nothing_yet(officer):
    case = make.case(by=officer)
    Case.objects.filter(pk=case.pk).update(attached_papers=[], missing_papers=[])
    case.refresh_from_db()
    assert said(case) == ""
    assert missing_of(case) == list(ALWAYS)


def test_the_request_form_is_ticked_from_the_case(officer):
    case = make.case(by=officer, attached_papers=["ID_CARD"], other_papers="ภาพถ่าย")
    printed = request_form(case, made_at=case.recorded_at)
    assert "ภาพถ่าย" in " ".join(pages(printed))
    case.attached_papers = ["PASSBOOK"]
    assert request_form(case, made_at=case.recorded_at) != printed

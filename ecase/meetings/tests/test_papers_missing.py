"""Papers that a case lacks, on the way through the form, the lists and the meeting."""

import csv
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from ecase.cases import notices
from ecase.cases.checklist import ALWAYS
from ecase.cases.models import Case, SetAsideReason, Status
from ecase.core.tests.paper_text import pages
from ecase.meetings import actions
from ecase.regulations.models import AssistanceType
from tests import make

from .typing import as_opened, files, form

WITHOUT_HOUSE = [paper for paper in ALWAYS if paper != "HOUSE_REGISTER"]
WITHOUT_PASSBOOK = [paper for paper in ALWAYS if paper != "PASSBOOK"]
LACKS_HOUSE = "ยังขาด สำเนาทะเบียนบ้าน"


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def needed(html):
    """The papers that the form marks as needed."""
    marks = re.findall(r'data-needed="([A-Z0-9_]+)"( hidden)?', html)
    return {kind for kind, hidden in marks if not hidden}


def ticked(html):
    boxes = re.findall(r'name="attached_papers" value="([A-Z0-9_]+)"( checked)?', html)
    return {kind for kind, checked in boxes if checked}


def of_round(name, case):
    return reverse(f"meetings:{name}", args=[2566, actions.round_of(case).key])


def test_a_form_that_comes_back_marks_what_was_typed_asks_for_and_keeps_the_ticks(page, officer):
    draft = make.draft(by=officer)
    address = reverse("meetings:record", args=[2566, draft.pk])
    assert needed(page.get(address).text) == set(ALWAYS)
    education = AssistanceType.objects.get(name__endswith="ระดับอนุบาล").pk
    wrong = form(assistance_type=education, is_disabled="on", account_name="นายวิชัย ใจดี", amount="")
    html = page.post(address, {**wrong, "attached_papers": ["ID_CARD"]}).text
    more = {
        "SCHOOL_CERTIFICATE",
        "DISABILITY_CARD",
        "POWER_OF_ATTORNEY",
        "PRINCIPAL_ID",
        "AGENT_ID",
    }
    assert needed(html) == {*ALWAYS, *more}
    assert ticked(html) == {"ID_CARD"} == ticked(page.get(address).text)


def test_a_case_is_saved_though_papers_are_missing_and_says_so(page, officer):
    address = reverse("meetings:record", args=[2566, make.draft(by=officer).pk])
    html = page.post(address, {**form(), **files(), "attached_papers": WITHOUT_HOUSE}, follow=True)
    assert LACKS_HOUSE in html.text
    case = Case.objects.get()
    assert (case.attached_papers, case.missing_papers) == (WITHOUT_HOUSE, ["HOUSE_REGISTER"])


def test_a_paper_that_is_none_is_refused(page, officer):
    case = make.case(by=officer)
    address = reverse("meetings:edit", args=[2566, case.number])
    html = page.post(address, as_opened(case, attached_papers=["PASSPORT\x00"])).text
    assert "ตัวเลือกนี้ใช้ไม่ได้แล้ว" in html


def test_lists_and_pages_say_what_is_missing(page, officer):
    lacks, whole = make.case(by=officer, attached_papers=WITHOUT_HOUSE), make.case(by=officer)
    assert LACKS_HOUSE in page.get(reverse("meetings:current", args=[2566])).text
    listed = reverse("cases:list", args=[2566])
    for chosen, shown, hidden in (("missing", lacks, whole), ("complete", whole, lacks)):
        rows = page.get(listed, {"papers": chosen}).context["rows"]
        numbers = {row.number for row in rows}
        assert shown.number in numbers
        assert hidden.number not in numbers
    assert LACKS_HOUSE in page.get(listed).text
    assert "<dt>เอกสารที่ยังขาด</dt>" in page.get(lacks.get_absolute_url()).text
    assert "<dt>เอกสารที่ยังขาด</dt>" not in page.get(whole.get_absolute_url()).text
    sheet = page.get(of_round("show", lacks), {"as": "csv"})
    [header, first, second] = csv.reader(sheet.getvalue().decode("utf-8-sig").splitlines())
    assert [row[header.index("เอกสาร")] for row in (first, second)] == [LACKS_HOUSE, ""]
    paper = page.get(of_round("agenda_paper", lacks)).content
    assert LACKS_HOUSE in " ".join(" ".join(pages(paper)).split())


def test_papers_that_are_missing_are_offered_as_the_reason_each_case_with_its_own(page, officer):
    one = make.case(by=officer, attached_papers=WITHOUT_HOUSE)
    other = make.case(by=officer, attached_papers=WITHOUT_PASSBOOK)
    numbers = {"case": [one.number, other.number]}
    html = page.get(of_round("set_aside", one), numbers).text
    assert "แต่ละเคสได้เฉพาะเอกสารที่เคสนั้นขาด" in html
    assert set(re.findall(r'name="wanted" value="(\w+)"[^>]*checked', html)) == {
        "HOUSE_REGISTER",
        "PASSBOOK",
    }
    wanted = {"wanted": ["HOUSE_REGISTER", "PASSBOOK"], "note": "ภายในเดือนนี้"}
    page.post(of_round("set_aside", one), {**numbers, **wanted, "because": "PAPERS_MISSING"})
    notes = [Case.objects.get(pk=case.pk).set_aside_note for case in (one, other)]
    told = page.get(one.get_absolute_url()).text
    assert "<p>เอกสารไม่ครบถ้วน: สำเนาทะเบียนบ้าน, ภายในเดือนนี้</p>" in told
    assert "“เอกสารไม่ครบถ้วน: สำเนาทะเบียนบ้าน, ภายในเดือนนี้”" in told
    assert notes == ["สำเนาทะเบียนบ้าน\nภายในเดือนนี้", "สำเนาสมุดบัญชีธนาคาร\nภายในเดือนนี้"]


def test_where_another_reason_is_given_the_papers_are_no_part_of_it(page, officer):
    case = make.case(by=officer, attached_papers=WITHOUT_HOUSE)
    sent = {"case": [case.number], "wanted": ["HOUSE_REGISTER"], "because": "HOME_VISIT"}
    page.post(of_round("set_aside", case), sent)
    case.refresh_from_db()
    assert (case.status, case.set_aside_note) == (Status.SET_ASIDE, "")


def test_the_edit_form_offers_them_too_and_asks_for_none_that_was_ticked_just_now(page, officer):
    case = make.case(by=officer, attached_papers=WITHOUT_HOUSE[1:])
    address = reverse("meetings:edit", args=[2566, case.number])
    offered = re.findall(r'name="wanted" value="(\w+)"', page.get(address).text)
    assert offered == ["REQUEST", "HOUSE_REGISTER"]
    came = as_opened(case, attached_papers=WITHOUT_HOUSE, wanted=offered, leave="on")
    page.post(address, came)
    case.refresh_from_db()
    assert case.set_aside_note == "สำเนาทะเบียนบ้าน"


def test_two_officers_ticks_meet_as_their_other_words_do(page, officer):
    case = make.case(by=officer, attached_papers=WITHOUT_HOUSE)
    opened = as_opened(case, first_name="อรุณี")
    address = reverse("meetings:edit", args=[2566, case.number])
    page.post(address, as_opened(case, attached_papers=list(ALWAYS)))
    met = page.post(address, opened)
    assert met.status_code == 409
    assert ticked(met.text) == set(ALWAYS)
    assert "สำเนาทะเบียนบ้าน" in met.text


def test_the_letter_asks_for_what_the_check_list_lacks_where_nothing_was_written(officer):
    case = make.case(by=officer, attached_papers=WITHOUT_HOUSE)
    why = {"because": SetAsideReason.PAPERS_MISSING, "note": "", "return_on": None}
    actions.set_aside([case], **why, by=officer)
    case = Case.objects.in_full().get(pk=case.pk)
    letter = notices.notice(case, decided_at=None, made_at=timezone.now())
    assert "สำเนาทะเบียนบ้าน" in " ".join(" ".join(pages(letter)).split())

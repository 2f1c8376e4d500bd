"""บันทึกกรณีขาดคุณสมบัติ: disqualifying a case …"""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases.models import NEXT, Case, Status
from ecase.offices.models import Duty
from tests import make


@pytest.fixture
def visit(client, officer):
    def visit(case, data=None, by=None):
        client.force_login(by or officer)
        address = reverse("cases:disqualify", args=[case.fiscal_year_id, case.number])
        return client.get(address) if data is None else client.post(address, data)

    return visit


def test_asks_for_the_reason_under_the_manuals_labels(visit, officer):
    page = visit(make.case(by=officer)).text
    for label in ("บันทึกกรณีขาดคุณสมบัติ", "ระบุสาเหตุการขาดคุณสมบัติ", "บันทึกข้อมูล"):
        assert label in page


@pytest.mark.parametrize("status", [s for s in Status if Status.DISQUALIFIED in NEXT[s]])
def test_keeps_the_reason_and_who_gave_it(visit, officer, status):
    case = make.case(status, by=officer)

    answer = visit(case, {"reason": "รายได้เกินเกณฑ์", "next": "/2566/"})

    assert answer.url == "/2566/"
    case.refresh_from_db()
    assert (case.status, case.disqualified_because) == (Status.DISQUALIFIED, "รายได้เกินเกณฑ์")
    event = Event.objects.about(case).first()
    assert (event.verb, event.by, event.note) == ("case.disqualified", officer, "รายได้เกินเกณฑ์")


@pytest.mark.parametrize("reason", ["", "   ", "\n", "ก" * 1001])
def test_needs_a_reason_of_a_sane_length(visit, officer, reason):
    case = make.case(by=officer)
    page = visit(case, {"reason": reason})
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    case.refresh_from_db()
    assert case.status == Status.IN_MEETING


@pytest.mark.parametrize("status", [s for s in Status if Status.DISQUALIFIED not in NEXT[s]])
def test_is_refused_where_the_case_is_over(visit, officer, status):
    case = make.case(status, by=officer)
    for data in (None, {"reason": "สายไป"}):
        answer = visit(case, data)
        assert answer.status_code == 409
        assert f"มีสถานะ{case.get_status_display()}แล้ว" in answer.text


def test_goes_back_to_the_case_by_itself(visit, officer):
    case = make.case(by=officer)
    answer = visit(case, {"reason": "ย้ายออก", "next": "//example.com"})
    assert answer.url == case.get_absolute_url()


@pytest.mark.parametrize("duty", [Duty.PAYER])
def test_is_not_for_every_duty(visit, officer, duty):
    case = make.case(by=officer)
    answer = visit(case, {"reason": "x"}, by=make.officer(duty))
    assert answer.status_code == 403
    assert "เจ้าหน้าที่" in answer.text


def test_is_not_for_the_centre(visit, officer):
    case = make.case(by=officer)
    assert visit(case, {"reason": "x"}, by=make.centre_officer()).status_code == 403


def test_is_not_there_for_another_office(visit, officer, stranger):
    assert visit(make.case(by=officer), {"reason": "x"}, by=stranger).status_code == 404


def test_wants_a_reason_in_the_database_too(officer):
    case = make.case(by=officer)
    with pytest.raises(IntegrityError, match="case_disqualified_iff_reason"):
        Case.objects.filter(pk=case.pk).update(status=Status.DISQUALIFIED)

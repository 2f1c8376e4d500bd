"""The pages of what is kept no longer: counted, ordered by two, and what is seen of it afterwards."""

import pytest
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases.models import Case, Status, Tombstone
from ecase.offices.models import Duty
from ecase.payments.models import ResultList, TransferFile
from ecase.privacy import actions
from ecase.privacy.models import RetentionRun
from tests import make

from . import aged

PAGE = "/privacy/retention/"


@pytest.fixture
def two(reference, settings):
    settings.RETENTION_YEARS = 5
    return make.centre_officer(Duty.ADMINISTRATOR), make.centre_officer(Duty.ADMINISTRATOR)


def test_one_asks_another_accepts_and_it_is_carried_out(client, officer, two):
    asking, accepting = two
    client.force_login(asking)
    assert "ยังไม่มีเคสที่พ้นกำหนด" in client.get(PAGE).text
    assert client.post(f"{PAGE}ask/").status_code == 409
    case = aged.disqualified(officer)
    aged.made_old()
    page = client.get(PAGE).text
    for said in ("1 เคส", "2560", "ป้อมปราบศัตรูพ่าย", "ขอทำลายข้อมูล"):
        assert said in page
    run = client.post(f"{PAGE}ask/").url
    own = client.get(run).text
    assert "รอผู้ดูแลระบบอีกคน" in own
    assert 'name="accept"' not in own
    assert client.post(run, {"accept": "1"}).status_code == 409

    client.force_login(accepting)
    client.password_given(None)
    assert "รหัสผ่าน" in client.post(run, {"accept": "1"}).text
    client.force_login(accepting)
    assert client.post(run, {"carry_out": "1"}).status_code == 409
    assert "ยังไม่ได้กรอก" in client.post(run, {"decline": "1"}).text
    client.post(run, {"accept": "1"})
    assert f"{case}" in client.get(run).text
    client.post(run, {"carry_out": "1"})
    assert "ทำลายครบเมื่อ" in client.get(run).text
    assert Tombstone.objects.get().case == case
    assert client.post(run, {"carry_out": "1"}).status_code == 409

    client.force_login(make.centre_officer(Duty.AUDITOR))
    page = client.get(run).text
    assert "ทำลายแล้ว" in page
    assert 'name="carry_out"' not in page


def test_what_is_left_is_told_and_nothing_else_is_found(client, officer, two):
    approval = aged.paid_round(officer)
    not_fit = aged.disqualified(officer)
    aged.made_old()
    asking, accepting = two
    actions.carry_out(actions.accept_run(actions.ask_for_run(by=asking), by=accepting), by=asking)
    client.force_login(officer)
    case = Case.objects.get(status=Status.PAID)
    page = client.get(case.get_absolute_url())
    assert page.status_code == 200
    for said in (
        "ข้อมูลถูกทำลายตามระยะเวลา",
        f"คำสั่งที่ {RetentionRun.objects.get().pk}",
        approval.digest,
    ):
        assert said in page.text
    at, events = aged.LONG_AGO, Event.objects.count()
    file = TransferFile.objects.first()
    of_the_round = [at, approval.key]
    gone = [
        reverse("cases:document", args=[at, case.number, "financial", 1]),
        reverse("cases:page_picture", args=[at, case.number, "financial", 1, 1]),
        reverse("cases:kcorp1", args=[at, case.number]),
        reverse("cases:sheet", args=[at, case.number]),
        reverse("cases:notice", args=[at, not_fit.number]),
        reverse("payments:paper", args=[*of_the_round, "report"]),
        reverse("payments:file", args=[*of_the_round, file.group, file.number]),
        reverse("payments:cover", args=[*of_the_round, file.group, file.number]),
        reverse("payments:result_list", args=[at, ResultList.objects.get().pk]),
        reverse("meetings:minutes", args=[at, approval.meeting.key]),
    ]
    for address in gone:
        answer = client.get(address)
        assert answer.status_code == 409, address
        assert "ข้อมูลถูกทำลายตามระยะเวลา" in answer.text
    assert Event.objects.count() == events  # nothing was disclosed
    counted = [
        reverse("cases:list", args=[at]),
        reverse("payments:show", args=of_the_round),
        reverse("payments:approvals", args=[at]),
        reverse("payments:result_lists", args=[at]),
        reverse("payments:result", args=[at, case.number]),
        reverse("payments:account_changes", args=[at]) + "?show=decided",
        reverse("meetings:show", args=[at, approval.meeting.key]),
        reverse("reporting:home", args=[at]),
        reverse("reporting:books", args=[at]),
    ]
    said = ""
    for address in counted:
        answer = client.get(address)
        assert answer.status_code == 200, address
        said += answer.text
    assert [word for word in (*aged.SECRETS.values(), *aged.REASONS) if word in said] == []
    assert "4,000.00" in said

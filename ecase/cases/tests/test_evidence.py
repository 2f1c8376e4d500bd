"""Received files (ไฟล์ที่ได้รับ): for the auditor alone, with a reason, exactly as they came."""

import pytest
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases import actions
from ecase.cases.models import Source
from ecase.meetings import actions as meetings
from ecase.offices.models import Duty
from tests import make
from tests.hostile import FILES

JPEG = "ok_orientation6.jpg"


@pytest.fixture
def case(officer):
    """One whose supporting papers are a photograph from a phone."""
    draft = make.draft(by=officer)
    content = (FILES / JPEG).read_bytes()
    photo = actions.ReceivedFile("supporting", "บ้าน.jpg", content)
    assert not actions.take_files(draft, [photo], by=officer)
    return meetings.record_case(draft, make.facts(), by=officer)


@pytest.fixture
def auditor(client, case):
    officer = make.centre_officer(Duty.AUDITOR)
    client.force_login(officer)
    return officer


def address(case):
    return reverse("cases:received", args=[2566, case.number])


def photo_of(case):
    return Source.objects.get(document__case=case, name="บ้าน.jpg")


def test_each_is_listed_with_its_name_and_fingerprint(client, auditor, case):
    page = client.get(address(case)).text
    assert "บ้าน.jpg" in page
    assert photo_of(case).received.sha256 in page.replace("<wbr>", "")
    assert "ไม่ได้ทำความสะอาด" in page


def test_it_is_handed_out_as_it_came_and_nothing_may_open_it(client, auditor, case):
    answer = client.post(address(case), {"source": photo_of(case).pk, "reason": "ตรวจตามคำร้องเรียน"})
    assert answer.content == (FILES / JPEG).read_bytes()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'; ")
    assert answer["Content-Disposition"].startswith("attachment; filename*=")
    assert answer["Content-Disposition"].endswith(".jpeg")
    assert "no-store" in answer["Cache-Control"]


def test_the_reason_is_put_on_record(client, auditor, case):
    client.post(address(case), {"source": photo_of(case).pk, "reason": "ตรวจตามคำร้องเรียน"})
    event = Event.objects.get(verb="case.received_taken_out")
    assert (event.by, event.note) == (auditor, "ตรวจตามคำร้องเรียน")
    assert event.after["sha256"] == photo_of(case).received.sha256


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": " "}, "ยังไม่ได้กรอก"),
        ({"source": "0"}, "ไม่มีไฟล์นี้ในเคส"),
        ({"source": "x"}, "ไม่มีไฟล์นี้"),
    ],
)
def test_without_a_reason_or_a_file_nothing_is_handed_out(client, auditor, case, typed, words):
    typed = {"source": photo_of(case).pk, "reason": "ตรวจสอบ", **typed}
    answer = client.post(address(case), typed)
    assert words in answer.text
    assert "Content-Disposition" not in answer
    assert not Event.objects.filter(verb="case.received_taken_out").exists()


def test_of_another_case_is_none_of_this_ones(client, auditor, case, officer):
    other = make.case(by=officer)
    answer = client.post(address(other), {"source": photo_of(case).pk, "reason": "ตรวจสอบ"})
    assert "ไม่มีไฟล์นี้ในเคส" in answer.text


@pytest.mark.parametrize("duty", sorted(set(Duty) - {Duty.AUDITOR}))
def test_nobody_else_gets_there(client, case, duty):
    of_the_centre = duty == Duty.ADMINISTRATOR
    client.force_login(make.centre_officer(duty) if of_the_centre else make.officer(duty))
    assert client.get(address(case)).status_code == 403
    assert "ไฟล์ตามที่ได้รับ" not in client.get(case.get_absolute_url()).text


def test_the_auditor_finds_the_way_from_the_case(client, auditor, case):
    assert address(case) in client.get(case.get_absolute_url()).text

"""What moves money asks for the password again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ecase.meetings.agenda_content import agenda_content
from ecase.meetings.models import Meeting
from ecase.payments.models import Approval, BankGroup, Line, PaymentStatus, Result, TransferFile
from tests import make


def closing(officer):
    make.case(by=make.other_of(officer))
    meeting = Meeting.objects.get()
    typed = {"digest": agenda_content(meeting, on=timezone.localdate()).digest}
    return reverse("payments:closing", args=[2566, meeting.key]), typed, Approval.objects.all()


def making_a_file(officer):
    approval = make.approval(by=make.other_of(officer), cases=1)
    address = reverse("payments:make_file", args=[2566, approval.key, BankGroup.KRUNGTHAI])
    return address, {}, TransferFile.objects.all()


def recording_a_whole_result(officer):
    approval = make.approval(by=officer, cases=1)
    make.bring(approval.payments.get(), PaymentStatus.IN_FILE, by=officer)
    address = reverse("payments:confirm_all", args=[2566, approval.key])
    typed = {f"total_{TransferFile.objects.get().pk}": "5,000"}
    return address, typed, Line.objects.filter(result=Result.PAID)


@pytest.mark.parametrize("act", [closing, making_a_file, recording_a_whole_result])
def test_it_is_done_once_the_password_is_given(client, officer, act):
    address, typed, done = act(officer)
    client.force_login(officer)
    if act is recording_a_whole_result:
        typed["shown"] = client.get(address).context["form"]["shown"].value()
    client.password_given(timedelta(minutes=16))

    page = client.post(address, typed)
    assert "ยืนยันรหัสผ่านอีกครั้ง" in page.text
    assert not done.exists()

    given = {"password_asked": page.context["asked"], "password_again": make.PASSWORD}
    client.post(address, {**dict(page.context["typed"]), **given})
    assert done.count() == 1

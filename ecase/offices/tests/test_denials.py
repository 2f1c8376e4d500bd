"""What an officer was kept from is on record, and nothing else is."""

import pytest
from django.urls import reverse

from ecase.audit.models import Event
from ecase.offices.actions import note_refused_deed
from ecase.offices.models import Duty
from ecase.offices.whose import acting_as
from ecase.payments.bank_files import Format
from ecase.payments.models import BankGroup
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def denials(of):
    told = Event.objects.filter(verb="officer.deed_refused", by=of)
    return list(told.values_list("by", "after", "note", "office"))


def test_a_page_of_another_duty_is_refused_on_record_once_in_ten_minutes(client):
    caseworker = make.officer(Duty.CASEWORKER)
    client.force_login(caseworker)
    for _ in range(3):
        assert client.get(reverse("offices:officers")).status_code == 403
    [(by, facts, why, office)] = denials(caseworker)
    assert (by, office) == (caseworker.pk, caseworker.office.code)
    assert facts == {"page": "offices:officers", "sends": False}
    assert Duty.ADMINISTRATOR.label in why


def test_what_was_sent_there_is_said_apart(client):
    caseworker = make.officer(Duty.CASEWORKER)
    client.force_login(caseworker)
    address = reverse("offices:grant_waiver")
    client.get(address)
    client.post(address)
    assert [facts["sends"] for _, facts, *_ in denials(caseworker)] == [False, True]


def test_who_would_be_both_persons_is_on_record_with_what_the_rule_said(client):
    """One who wrote the account asks for the file; nothing is made."""
    both = make.officer()
    approval = make.approval(by=both, cases=1)
    client.force_login(both)
    made = client.post(
        reverse("payments:make_file", args=[2566, approval.key, BankGroup.KRUNGTHAI]),
        {"kind": Format.SPREADSHEET},
    )
    assert made.status_code == 409
    [(_, facts, why, _)] = denials(both)
    assert facts == {"page": "payments:make_file", "sends": True}
    assert "คุณกรอกหรือแก้บัญชีรับเงิน" in why
    assert not approval.files.exists()


def test_one_refusal_hides_none_of_another_record():
    both = make.officer()
    with acting_as(both):
        for case in ("Case2566-1", "Case2566-1", "Case2566-2"):
            why = f"คุณกรอกหรือแก้บัญชีรับเงินของเคส {case}"
            note_refused_deed(both, page="payments:make_file", sends=True, why=why)
    assert [why[-1] for _, _, why, _ in denials(both)] == ["1", "2"]


def test_a_page_that_is_not_there_is_no_denial(client):
    caseworker = make.officer(Duty.CASEWORKER)
    client.force_login(caseworker)
    assert client.get(reverse("cases:show", args=[2566, "2566-999999"])).status_code == 404
    assert denials(caseworker) == []

"""Every address of an office's records, tried by who may not: another office, the centre, nobody."""

import uuid

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases.models import BankAccount, Case, Document, Draft, Status
from ecase.meetings.models import Meeting
from ecase.offices.models import OF_THE_CENTRE, Duty, Waiver
from ecase.payments import actions as payments
from ecase.payments.models import (
    AccountChange,
    Approval,
    Conflict,
    Line,
    Payment,
    PaymentStatus,
    Result,
    ResultList,
    SettledFlag,
    TransferFile,
    Voiding,
)
from tests import make
from tests.desk import DeskClient

from .test_architecture import patterns

NOT_OF_A_RECORD = {
    "offices": None,  # one's own account; the waivers are tried below
    "reporting": None,  # scoped lists
    "cases": {"list", "search", "check"},
    "meetings": {"current"},
    "payments": {"approvals", "waiting", "account_changes", "conflicts", "result_lists"},
}
OF_THE_AUDITOR = {"cases:received"}  # closed to every office, its own too
ONES_OWN = "own-accounts/"  # of an officer and no office: ecase/payments/tests/test_own_accounts.py


def record_addresses():
    """(app:name, the names of its arguments) of every page about one record."""
    for address, page in patterns():
        app = page.callback.__module__.split(".")[1]
        skip = NOT_OF_A_RECORD.get(app, set())
        if skip is None or page.name in skip or address == "" or address.startswith(ONES_OWN):
            continue
        yield f"{app}:{page.name}", tuple(page.pattern.converters)


ADDRESSES = sorted(set(record_addresses()))


@pytest.fixture
def office(officer):
    """An office with a case in a meeting, one in a file, one paid of which the bank now says
    another thing, one whose account waits; gives what addresses need."""
    paid, waits, held = (make.case(by=officer) for _ in range(3))
    approval = make.approval(by=officer, of=Meeting.objects.get())
    make.bring(held.payment, PaymentStatus.HELD, by=officer)
    make.bring(paid.payment, PaymentStatus.PAID, by=officer)
    line = paid.payment.lines.get()
    conflict = payments.note_conflict(line, says=Result.RETURNED, because="OTHER", by=officer)
    results = make.result_list(waits.payment.lines.get(), by=officer)
    case = make.case(by=officer)
    draft = make.draft(by=officer)
    return {
        "in_meeting": case.number,
        "in_file": waits.number,
        "paid": paid.number,
        "held": held.number,
        "conflict": conflict.pk,
        "result_list": results.pk,
        "meeting": Meeting.objects.get(number=2).key,
        "approval": approval.key,
        "draft": draft.pk,
    }


def address(name, arguments, office):
    app = name.split(":")[0]
    values = {
        "number": office["in_file"] if app == "payments" else office["in_meeting"],
        "key": office["approval"] if app == "payments" else office["meeting"],
        "draft": office["draft"],
        "bundle": "financial",
        "version": 1,
        "page": 1,
        "paper": "report",
        "group": "krungthai",
    }
    match name.removeprefix("payments:"):
        case "closing":
            values["key"] = office["meeting"]
        case "file" | "cover" | "voiding":
            values["number"] = 1
        case "account_change":
            values["number"] = office["held"]
        case "note_conflict":
            values["number"] = office["paid"]
        case "conflict" | "result_list" as key:
            values["key"] = office[key]
    return reverse(name, args=[2566, *(values[argument] for argument in arguments)])


def state():
    """All that a page could change."""
    kept = (Case, Draft, BankAccount, Document, Meeting, Approval, Payment, TransferFile, Line)
    kept += (AccountChange, Conflict, ResultList, SettledFlag, Voiding)
    return [list(model.objects.order_by("pk").values()) for model in kept], Event.objects.filter(
        subject__startswith="cases."
    ).count()


TYPED = {
    "reason": "x",
    "citizen_id": "1",
    "result": "paid",
    "digest": "0" * 64,
    "change": "1",
    "line": "1",
    "settlement": "CORRECTED",
    "because": "OTHER",
    "note": "x",
}


def visit(officer, url):
    client = DeskClient()
    client.force_login(officer)
    return [
        client.get(url),
        client.post(url, TYPED),
        client.post(url, {**TYPED, "accept": "1"}),
    ]


def test_there_are_addresses_to_try():
    assert len(ADDRESSES) > 20


@pytest.fixture(params=["in code and database", "in the database alone"])
def kept_apart(request, monkeypatch):
    """The offices are kept apart twice: once also with every filter of the code switched off."""
    if request.param != "in code and database":
        for model in apps.get_models():
            kind = type(model._default_manager.all())
            if hasattr(kind, "visible_to"):
                monkeypatch.setattr(kind, "visible_to", lambda self, officer: self)
        monkeypatch.setattr(type(Draft.objects.all()), "of", lambda self, officer: self)


def test_another_office_finds_nothing_there(kept_apart, office, stranger):
    before = state()
    for name, arguments in ADDRESSES:
        for response in visit(stranger, address(name, arguments, office)):
            closed = (403,) if name in OF_THE_AUDITOR else (404, 405)
            assert response.status_code in closed, name
            assert "น้ำทิพย์" not in response.text, name
    assert state() == before


LISTS = ["reporting:home", "reporting:books"]
LISTS += [f"{app}:{name}" for app, names in NOT_OF_A_RECORD.items() for name in sorted(names or ())]


def test_no_list_shows_another_offices_people(kept_apart, office, officer, stranger, client):
    told = [office["approval"], office["meeting"]]

    def shown(who):
        client.force_login(who)
        text = " ".join(client.get(reverse(name, args=[2566])).text for name in LISTS)
        return [name for name in ("น้ำทิพย์", *told) if name in text]

    assert "น้ำทิพย์" in shown(officer)
    assert not shown(stranger)


@pytest.mark.parametrize("duty", [Duty.ADMINISTRATOR, Duty.AUDITOR])
def test_the_centre_reads_and_writes_nothing(office, duty):
    before = state()[0]
    officer = make.centre_officer(duty)
    for name, arguments in ADDRESSES:
        answers = {r.status_code for r in visit(officer, address(name, arguments, office))}
        assert answers <= {200, 302, 403, 404, 405, 409}, name
    assert state()[0] == before


def test_nobody_gets_past_the_door(office):
    for name, arguments in ADDRESSES:
        for send in (Client().get, Client().post):
            response = send(address(name, arguments, office))
            assert response.status_code == 302, name
            assert response.url.startswith("/sign-in/"), name


def test_what_is_not_there_is_404_and_never_an_error(office, officer):
    nothing = {
        "in_meeting": "2566-999999",
        "in_file": "2566-999999",
        "paid": "2566-999999",
        "held": "2566-999999",
        "conflict": 999999,
        "result_list": 999999,
        "meeting": "1008-99",
        "approval": "1008-99",
        "draft": uuid.uuid4(),
    }
    auditor = make.centre_officer(Duty.AUDITOR)
    for name, arguments in ADDRESSES:
        who = auditor if name in OF_THE_AUDITOR else officer
        for response in visit(who, address(name, arguments, nothing)):
            assert response.status_code in (404, 405), name


ODD = ["x", "1008", "1008-", "-1", "9" * 30, "1008-0x1", "1008-๑", "%00", "..", "1008-1;--"]


PLACES = ["payments", "meetings", "cases", "payment", "drafts", "cases-in-meeting"]
PLACES += ["results", "conflicts"]
TAILS = ["", "account/", "closing/", "files/krungthai/", "documents/financial/1/", "flags/"]
TAILS += ["account-change/", "conflict/", "files/krungthai/1/cover/", "files/krungthai/1/voiding/"]


def test_a_malformed_address_is_404_and_never_an_error(officer, client):
    client.force_login(officer)
    for odd in ODD:
        assert client.get(f"/{odd}/").status_code == 404
        for place in PLACES:
            for tail in TAILS:
                url = f"/2566/{place}/{odd}/{tail}"
                assert client.get(url).status_code in (404, 405), url


def test_each_look_of_the_centre_at_a_number_is_on_record(office, client):
    auditor = make.centre_officer(Duty.AUDITOR)
    client.force_login(auditor)
    case = Case.objects.get(status=Status.IN_MEETING)
    client.post(reverse("cases:reveal", args=[2566, case.number]), {"next": "/"})
    assert Event.objects.filter(by=auditor, verb="case.citizen_id_disclosed").count() == 1


@pytest.mark.parametrize("duty", sorted(set(Duty) - {Duty.ADMINISTRATOR}))
def test_only_the_administrator_gives_and_ends_a_waiver(officer, client, duty):
    waiver = make.waiver(make.office())
    end = reverse("offices:revoke_waiver", args=[waiver.pk])
    who = make.centre_officer(duty) if duty in OF_THE_CENTRE else make.officer(duty)
    client.force_login(who)
    assert client.get(reverse("offices:waivers")).status_code == 200
    for answer in (
        client.get(reverse("offices:grant_waiver")),
        client.post(reverse("offices:grant_waiver"), {"office": make.office().pk, "reason": "x"}),
        client.post(end),
    ):
        assert answer.status_code == 403
    assert list(Waiver.objects.filter(revoked_at=None)) == [waiver]


def test_a_waiver_is_not_read_by_another_office(officer, client, stranger):
    waiver = make.waiver(make.office())
    for who, reads in ((officer, True), (stranger, False)):
        client.force_login(who)
        assert (waiver.reason in client.get(reverse("offices:waivers")).text) == reads

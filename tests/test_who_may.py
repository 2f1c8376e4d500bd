"""Every address of an office's records, tried by who may not: another office, the centre, nobody."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases.models import BankAccount, Case, Document, Draft, Status
from ecase.meetings.models import Meeting
from ecase.offices.actions import GoodFile, ask_for_administrator, ask_for_hand_over
from ecase.offices.models import (
    OF_THE_CENTRE,
    AdministratorRequest,
    Appointment,
    Duty,
    FiscalYear,
    HandOver,
    HandOverPaper,
    Officer,
    SignInLink,
    Waiver,
)
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
    "offices": None,  # one's own account; the waivers and the administrator's pages are tried below
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


def test_another_office_finds_nothing_there(office, stranger):
    before = state()
    for name, arguments in ADDRESSES:
        for response in visit(stranger, address(name, arguments, office)):
            closed = (403,) if name in OF_THE_AUDITOR else (404, 405)
            assert response.status_code in closed, name
            assert "น้ำทิพย์" not in response.text, name
    assert state() == before


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


AUDITORS_TOO = {"officers", "find_officer", "officer", "administrator_requests"}
OF_THE_ADMINISTRATOR = AUDITORS_TOO | {
    *("engage", "give_duty", "end_duty", "move", "switch_off", "switch_on", "make_link"),
    *("ask_administrator", "administrator_request", "fiscal_years", "close_year"),
    *("hand_overs", "hand_over", "hand_over_paper", "hand_over_page"),
}
OF_EVERYBODY = {
    *("sign_in", "sign_out", "unsent", "years", "password", "profile", "long_paper", "made_paper"),
    *("access_request", "ask_hand_over", "hand_over_sent", "first_password", "open_link"),
    *("waivers", "grant_waiver", "revoke_waiver"),
}


def centre_addresses(subject):
    """Every page of the administrator, about an officer who is there, with a request of an office."""
    card = GoodFile(HandOverPaper.CARD, "x.pdf", make.scan())
    facts = {"phone": "0812345678"}
    asked = ask_for_hand_over(make.office(), facts=facts, files=[card], sent_from=None)
    two = [make.centre_officer(Duty.ADMINISTRATOR), make.centre_officer(Duty.AUDITOR)]
    request = ask_for_administrator(two[1], reason="x", by=two[0])
    values = {"duty": Duty.HEAD, "number": 2566, "file": asked.files.get().pk, "page": 1}
    for _, page in patterns():
        if page.name in OF_THE_ADMINISTRATOR and "offices" in page.callback.__module__:
            key = {"administrator_request": request.pk}.get(page.name, subject.pk)
            values["key"] = asked.pk if page.name.startswith("hand_over") else key
            arguments = [values[name] for name in page.pattern.converters]
            yield page.name, reverse(f"offices:{page.name}", args=arguments)


def ruled():
    """All that the administrator's pages could change; when one came in is not of it."""
    kept = (Officer, Appointment, AdministratorRequest, SignInLink, HandOver, FiscalYear)
    rows = [row for model in kept for row in model.objects.order_by("pk").values()]
    return [{name: row[name] for name in row if name != "last_login"} for row in rows]


def test_each_page_of_the_offices_is_in_a_list():
    there = {p.name for _, p in patterns() if p.callback.__module__.startswith("ecase.offices.")}
    assert there == OF_THE_ADMINISTRATOR | OF_EVERYBODY


@pytest.mark.parametrize("duty", sorted(set(Duty) - {Duty.ADMINISTRATOR}))
def test_nobody_else_rules_over_officers(officer, duty):
    """Neither an office nor the auditor, who reads the list and an officer."""
    addresses = list(centre_addresses(officer))
    who = make.centre_officer(duty) if duty in OF_THE_CENTRE else make.officer(duty)
    before = ruled()
    for name, url in addresses:
        for answer in visit(who, url):
            reads = duty == Duty.AUDITOR and name in AUDITORS_TOO
            assert answer.status_code in ((200, 302, 405) if reads else (403, 405)), name
    for _, url in addresses:
        assert Client().get(url).url.startswith("/sign-in/")
    assert ruled() == before

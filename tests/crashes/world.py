"""A small world with one request of each kind that must not be lost, each in an office of its own."""

from dataclasses import dataclass, field

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from ecase.audit.models import Event
from ecase.cases.models import Case, Document
from ecase.meetings import actions as meetings
from ecase.meetings.agenda_content import agenda_content
from ecase.meetings.tests.typing import form
from ecase.payments import actions as payments
from ecase.payments.models import AccountChange, Approval, Line, Payment, TransferFile
from tests import make
from tests.desk import DeskClient

YEAR = 2566
Counts = dict[str, int]


@dataclass
class Request:
    """One request as the officer's browser sends it, and what is to be counted of its effect."""

    name: str
    path: str
    form: dict
    client: DeskClient
    office: str
    effect: Counts  # all that it adds, once it is done
    before: Counts = field(default_factory=dict)

    def send(self):
        return self.client.post(self.path, self.form)

    @property
    def done(self) -> Counts:
        names = {*self.before, *self.effect}
        sums = {name: self.before.get(name, 0) + self.effect.get(name, 0) for name in names}
        return {name: count for name, count in sums.items() if count}


def counts(office: str) -> Counts:
    """All that an office has: what is stored by kind and state, and what the register tells."""
    found: Counts = {}

    def count(noun: str, things, *by: str) -> None:
        for row in things.order_by().values(*by).annotate(n=Count("pk")):
            found[" ".join([noun, *(str(row[name]) for name in by)])] = row["n"]

    count("case", Case.objects.filter(office__code=office), "status")
    count("document", Document.objects.filter(case__office__code=office), "bundle")
    count("approval", Approval.objects.filter(office__code=office), "number")
    count("payment", Payment.objects.filter(office__code=office), "status")
    count("file", TransferFile.objects.filter(office__code=office), "group", "number")
    count("line", Line.objects.filter(file__office__code=office), "result")
    count("change", AccountChange.objects.filter(office__code=office), "decision")
    count("event", Event.objects.filter(verb__in=VERBS, office=office), "verb")
    return found


# Of each deed the event that tells of it: one, however often it was sent.
VERBS = (
    *("case.recorded", "case.approved", "meeting.closed", "approval.made", "file.made"),
    *("payment.sent", "payment.paid", "payment.returned", "results.applied"),
    "case.bank_account_changed",
)


def build() -> list[Request]:
    """Make the world, in the database that is the template of all others."""
    return [_record("1001"), _close("1002"), _file("1003"), _import("1004"), _accept("1005")]


def _client(officer) -> DeskClient:
    client = DeskClient(raise_request_exception=False)
    client.force_login(officer)
    return client


def _officers(office: str):
    """Who records, who closes and accepts, and who pays: three persons."""
    writer = make.officer(of=make.office(office))
    return writer, make.other_of(writer), make.officer(of=make.office(office))


def _record(office: str) -> Request:
    writer, _, _ = _officers(office)
    draft = make.draft(by=writer)
    path = reverse("meetings:record", args=[YEAR, draft.pk])
    effect = {
        "case IN_MEETING": 1,
        "document supporting": 1,
        "document financial": 1,
        "event case.recorded": 1,
    }
    return Request("record", path, form(), _client(writer), office, effect)


def _close(office: str) -> Request:
    writer, head, _ = _officers(office)
    cases = [make.case(by=writer) for _ in range(2)]
    meeting = meetings.round_of(cases[0])
    digest = agenda_content(meeting, on=timezone.localdate()).digest
    path = reverse("payments:closing", args=[YEAR, meeting.key])
    effect = {
        "case IN_MEETING": -2,
        "case APPROVED": 2,
        "approval 1": 1,
        "payment DUE": 2,
        "event case.approved": 2,
        "event meeting.closed": 1,
        "event approval.made": 1,
    }
    return Request("close", path, {"digest": digest}, _client(head), office, effect)


def _file(office: str) -> Request:
    writer, _, payer = _officers(office)
    approval = make.approval(by=writer, cases=2)
    path = reverse("payments:make_file", args=[YEAR, approval.key, "krungthai"])
    effect = {
        "payment DUE": -2,
        "payment IN_FILE": 2,
        "file krungthai 1": 1,
        "line PENDING": 2,
        "event payment.sent": 2,
        "event file.made": 1,
    }
    return Request("make file", path, {}, _client(payer), office, effect)


def _import(office: str) -> Request:
    writer, _, payer = _officers(office)
    approval = make.approval(by=writer, cases=2)
    file = payments.make_file(approval, group="krungthai", by=payer)
    words = [("สำเร็จ", ""), ("ไม่สำเร็จ", "บัญชีถูกปิด")]
    rows = ["เลขอ้างอิง,เลขที่บัญชี,จำนวนเงิน,ผลการโอน,เหตุผล"]
    for line, told in zip(file.lines.order_by("position"), words, strict=True):
        number = line.bank_account.account_number
        rows.append(",".join([line.reference, number, str(line.amount), *told]))
    content = "\r\n".join([*rows, ""]).encode()
    received = payments.receive_list("ผล.csv", content, year=make.year(YEAR), by=payer)
    path = reverse("payments:result_list", args=[YEAR, received.pk])
    effect = {
        "case APPROVED": -1,
        "case PAID": 1,
        "payment IN_FILE": -2,
        "payment PAID": 1,
        "payment RETURNED": 1,
        "line PENDING": -2,
        "line PAID": 1,
        "line RETURNED": 1,
        "event payment.paid": 1,
        "event payment.returned": 1,
        "event results.applied": 1,
    }
    typed = {"digest": payments.plan_of(received).digest}
    return Request("import result", path, typed, _client(payer), office, effect)


def _accept(office: str) -> Request:
    writer, head, _ = _officers(office)
    [payment] = make.approval(by=writer, cases=1).payments.all()
    account = {**payment.case.bank_account.facts, "account_number": "0011112222"}
    change = payments.propose_account(payment, account, reason="เลขผิด", by=writer)
    path = reverse("payments:account_change", args=[YEAR, payment.case.number])
    effect = {
        "change OPEN": -1,
        "change ACCEPTED": 1,
        "payment HELD": -1,
        "payment DUE": 1,
        "event case.bank_account_changed": 1,
    }
    typed = {"accept": "1", "change": change.pk}
    return Request("accept bank change", path, typed, _client(head), office, effect)

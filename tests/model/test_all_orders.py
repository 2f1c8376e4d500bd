"""Two lines, two officers, and every order of a few deeds: nobody is paid twice by any of them.

Breadth first over the states of the two lines, by the real actions on the real database. A state is
tried with every deed of both officers, and with every deed that a page of before it offered (a
replay: the lines, totals, proposals and versions as that page had them). States that are equal but
for who did what no rule asks for, or with the two lines changed over, are one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction

from ecase.cases import actions as cases
from ecase.cases.models import Bundle
from ecase.core.errors import RuleError
from ecase.meetings import actions as meetings
from ecase.offices.models import Duty
from ecase.payments import actions as payments
from ecase.payments.models import AccountChange, Approval, Line, Payment, ReturnReason, TransferFile
from tests import make

from .tables import MONEY

DEPTH = int(os.environ.get("ECASE_ORDERS_DEPTH", "3"))

STATE = """
SELECT json_agg(json_build_array(
    c.status, c.version, p.status, b.version,
    (SELECT count(*) FROM cases_bankaccount x WHERE x.case_id = c.id),
    (SELECT count(*) FROM cases_case x WHERE x.follows_id = c.id),
    (SELECT COALESCE(json_agg(h.officer_id ORDER BY h.officer_id), '[]') FROM cases_hand h
        WHERE h.case_id = c.id AND h.deed = 'ACCOUNT'),
    (SELECT COALESCE(json_agg(json_build_array(f.number, l.result, lb.version,
            CASE WHEN l.result = 'PAID' THEN l.answered_by_id END) ORDER BY f.number), '[]')
        FROM payments_line l JOIN payments_transferfile f ON f.id = l.file_id
        JOIN cases_bankaccount lb ON lb.id = l.bank_account_id WHERE l.payment_id = p.id),
    (SELECT COALESCE(json_agg(json_build_array(a.proposed_by_id, a.decision, ab.version)
            ORDER BY a.id), '[]')
        FROM payments_accountchange a JOIN cases_bankaccount ab ON ab.id = a.account_id
        WHERE a.payment_id = p.id)
) ORDER BY p.position)
FROM payments_payment p JOIN cases_case c ON c.id = p.case_id
JOIN cases_bankaccount b ON b.id = c.bank_account_id WHERE p.approval_id = %s
"""

State = tuple[Any, ...]  # of the two lines, in the order of the list


class Deed(NamedTuple):
    """What an officer sends: which button, of which line, and what the page showed."""

    what: str
    who: int
    line: int = 0
    shown: tuple[Any, ...] = ()

    def changed_over(self) -> "Deed":
        """The same with the two lines changed over."""
        if self.what == "pay all":
            shown = tuple(sorted((1 - line, file) for line, file in self.shown))
            return self._replace(shown=shown)
        if self.what in ("make file", "download"):
            return self
        return self._replace(line=1 - self.line)


def frozen(told: Any) -> Any:
    return tuple(frozen(part) for part in told) if isinstance(told, list) else told


def waiting(one: State) -> int:
    """The file that waits for its answer to this line, or 0."""
    return next((file for file, result, *_ in one[7] if result == "PENDING"), 0)


def pages(state: State) -> set[Deed]:
    """Every button of both officers, with what its page shows in this state."""
    deeds = set()
    shown = tuple((at, waiting(one)) for at, one in enumerate(state) if waiting(one))
    files = max((file for one in state for file, *_ in one[7]), default=0)
    for who in (0, 1):
        deeds |= {Deed("make file", who), Deed("pay all", who, 0, shown)}
        deeds |= {Deed("download", who, 0, (file,)) for file in range(1, files + 1)}
        for at, one in enumerate(state):
            version, accounts, changes = one[1], one[4], one[8]
            deeds |= {
                Deed("return", who, at, (waiting(one),)),
                Deed("correct", who, at, (waiting(one), version, accounts + 1)),
                Deed("retry", who, at, (waiting(one), version, 0)),
                Deed("begin again", who, at, (waiting(one),)),
            }
            if changes:
                deeds.add(Deed("accept", who, at, (len(changes),)))
    return deeds


class Table:
    """The two officers at work on one approval of two lines."""

    def __init__(self, approval: Approval, officers: tuple[Any, Any]) -> None:
        self.approval, self.officers = approval, officers
        self.keys = list(approval.payments.order_by("position").values_list("pk", flat=True))

    def state(self) -> State:
        with connection.cursor() as cursor:
            cursor.execute(STATE, [self.approval.pk])
            return frozen(cursor.fetchone()[0])

    def do(self, deed: Deed) -> bool:
        """Whether it was done; what was done holds at commit too, or this raises."""
        try:
            with transaction.atomic():
                self._do(deed)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        except RuleError:
            return False
        return True

    def _do(self, deed: Deed) -> None:
        by = self.officers[deed.who]
        match deed.what:
            case "make file":
                payments.make_file(self.approval, group="krungthai", by=by)
            case "download":
                made = TransferFile.objects.get(approval=self.approval, number=deed.shown[0])
                payments.download(made, by=by)
            case "pay all":
                lines = [self._line(at, file) for at, file in deed.shown]
                totals: dict[int, Decimal] = {}
                for line in lines:
                    totals[line.file_id] = totals.get(line.file_id, Decimal(0)) + line.amount
                keys = {line.pk for line in lines}
                payments.confirm_all_paid(self.approval, lines=keys, totals=totals, by=by)
            case "return":
                line = self._line(deed.line, deed.shown[0])
                payments.mark_returned(
                    self._payment(deed), because="ACCOUNT_CLOSED", line=line and line.pk, by=by
                )
            case "correct" | "retry":
                self._propose(deed, by)
            case "accept":
                changes = AccountChange.objects.filter(payment=self.keys[deed.line])
                change = changes.order_by("pk")[deed.shown[0] - 1]
                payments.accept_account(change, by=by)
            case "begin again":
                self._begin_again(deed, by)

    def _propose(self, deed: Deed, by: Any) -> None:
        file, version, number = deed.shown
        payment, line = self._payment(deed), self._line(deed.line, file)
        account = dict(payment.case.bank_account.facts)
        if number:
            account["account_number"] = f"{number:010}"
        payments.propose_account(
            payment,
            account,
            reason="กรอกเลขบัญชีผิด",
            returned_because=ReturnReason.WRONG_ACCOUNT if line else "",
            line=line.pk if line else None,
            opened_version=version,
            by=by,
        )

    def _begin_again(self, deed: Deed, by: Any) -> None:
        """Given up, and asked for anew as another case."""
        payment, line = self._payment(deed), self._line(deed.line, deed.shown[0])
        if payment.status != "FAILED":
            payments.mark_failed(
                payment,
                reason="ติดต่อผู้รับเงินไม่ได้",
                returned_because=ReturnReason.OTHER if line else "",
                line=line.pk if line else None,
                by=by,
            )
        case = payment.case
        case.refresh_from_db()
        draft = cases.begin_again(case, fiscal_year=case.fiscal_year, by=by)
        assert {file.bundle for file in draft.files.all()} == set(Bundle)
        number = case.bank_account.account_number
        facts = make.facts(account_number=number)
        meetings.record_case(draft, facts, by=by)

    def _payment(self, deed: Deed) -> Payment:
        payments_ = Payment.objects.select_related("case__bank_account__bank", "case__fiscal_year")
        return payments_.select_related("approval").get(pk=self.keys[deed.line])

    def _line(self, at: int, file: int) -> Line | None:
        lines = Line.objects.filter(payment=self.keys[at], file__number=file)
        return lines.defer("file__content").first()

    def check(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(MONEY)
            assert not (found := cursor.fetchall()), found


class Orders:
    """The search: what is known of states and deeds, and how many were tried."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.known: dict[tuple[State, Deed], State | None] = {}
        self.paths: dict[State, tuple[Deed, ...]] = {}
        self.states = self.done = 0
        self.deeds_done: set[str] = set()

    def search(self) -> None:
        """Every state within so many deeds, with every deed that it or a page of before it offers.

        Pages are kept by state and not by order: a state that is reached in several ways is tried
        with what was open on any of them, which is more than one order alone could send.
        """
        first = self.table.state()
        self.paths[first] = ()
        opened: dict[State, frozenset[Deed]] = {first: frozenset()}
        level = {first}
        for _ in range(DEPTH):
            following = set()
            for state in sorted(level, key=repr):
                deeds = pages(state) | opened[state]
                self.try_all(state, deeds)
                kept = opened[state] | {deed for deed in deeds if deed.shown}
                for deed in deeds:
                    after = self.known[state, deed]
                    there, old = self.one_of_both(state if after is None else after, kept)
                    if there not in opened or not old <= opened[there]:
                        opened[there] = opened.get(there, frozenset()) | old
                        following.add(there)
            level = following
        self.states = len(opened)

    def one_of_both(self, state: State, deeds: frozenset[Deed]) -> tuple[State, frozenset[Deed]]:
        """The same state and pages, with the lines in the order in which they are known."""
        if state in self.paths:
            return state, deeds
        return state[::-1], frozenset(deed.changed_over() for deed in deeds)

    def try_all(self, state: State, deeds: set[Deed]) -> None:
        """Bring the two lines to a state, and try there what was not tried yet."""
        new = [deed for deed in sorted(deeds) if (state, deed) not in self.known]
        if not new:
            return
        with self.undone():
            for deed in self.paths[state]:
                assert self.table.do(deed)
            assert self.table.state() == state
            for deed in new:
                with self.undone():
                    self.try_one(state, deed)

    def try_one(self, state: State, deed: Deed) -> None:
        done = self.table.do(deed)
        after = self.table.state()
        assert done or after == state, f"{deed} was refused and changed {state} to {after}"
        self.known[state, deed] = after if done and after != state else None
        if self.known[state, deed] is None:
            return
        self.done += 1
        self.deeds_done.add(deed.what)
        self.table.check()
        if after not in self.paths and after[::-1] not in self.paths:
            self.paths[after] = (*self.paths[state], deed)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Leaves the tables as they were."""
        key = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(key)


@pytest.mark.django_db
def test_no_order_of_deeds_pays_anybody_twice(reference, record_property):
    recorder = make.officer(Duty.CASEWORKER, Duty.PAYER)
    head = make.officer(Duty.HEAD, Duty.PAYER, first_name="ปรีชา")
    one, _ = (make.case(by=recorder) for _ in range(2))
    approval = make.close(meetings.round_of(one), by=head)
    orders = Orders(Table(approval, (recorder, head)))

    orders.search()

    told = f"{orders.states} states, {len(orders.known)} deeds tried in them, {orders.done} done"
    record_property("orders", told)
    print(told)  # noqa: T201 -- shown by -rP
    assert orders.deeds_done >= {"make file", "pay all", "return", "correct", "accept", "retry"}, (
        told
    )
    assert "begin again" in orders.deeds_done, told
    assert orders.states > 20, told

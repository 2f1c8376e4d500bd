"""The office's whole work in every order: 300 histories of 50 steps over HTTP, beside a small model.

After each step the model has said whether it is done or refused, and the product's tables are the
model's. ``python -m tests.model --histories 5000`` tries more of them.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from .desk import Desk
from .faults import FAULTS
from .history import History
from .office import (
    CLOSED,
    COLLECTING,
    DELIBERATING,
    DONE,
    DUE,
    ENDED,
    IN_FILE,
    IN_MEETING,
    KINDERGARTEN,
    KRUNGTHAI,
    LIVELIHOOD,
    OFFICES,
    OPEN,
    OTHERS,
    PAID,
    PENDING,
    PRIMARY,
    RETURNED,
    SAME,
    SET_ASIDE,
    Case,
    ListRow,
    Refused,
)

HISTORIES = int(os.environ.get("ECASE_MODEL_HISTORIES", "300"))
BEGIN = int(os.environ.get("ECASE_MODEL_FROM", "0"))
FAULT = os.environ.get("ECASE_MODEL_FAULT")
SHRINK = "ECASE_MODEL_SHRINK" in os.environ  # takes minutes; a history of 50 steps can be read
AT_A_TIME = 25
STEPS = 50

# The right officer more often than not, so that histories get somewhere.
ROLES = st.sampled_from(["clerk", "head", "all", "payer"])
PICK = st.integers(0, 23)
SOME = st.sampled_from([False, False, False, True])
KEPT = st.sampled_from([False] * 9 + [True])
ONE_FOR_ALL = 4  # the account that everybody may write


class Histories(History):
    """Each rule opens a page as an officer would, and sends it now or later."""

    # --- the steps

    @initialize(begin=st.integers(0, 6), office=st.sampled_from(OFFICES))
    def begin(self, begin: int, office: str) -> None:
        """Most histories begin with work that is done already, by the same pages: from cases that
        are recorded to a file that is made, or is not, for one account of all or a conflict."""
        one_account = begin == 5
        for person in range(min(begin, 1) * 3):
            pick = ONE_FOR_ALL if one_account else person
            self._record(f"clerk@{office}", person, LIVELIHOOD, 2000, False, pick)
        if begin > 1:
            self._close(f"head@{office}", office, 1)
        if begin > 2:
            for group in (KRUNGTHAI, OTHERS):
                self._make_file(f"payer@{office}", office, 1, group)
        if begin == 6:
            self._success_after_return(self.cases()[0])

    def _success_after_return(self, case: Case) -> None:
        """The bank gives the money back, the account is corrected, and then it was paid after all."""
        clerk, head, payer = (f"{role}@{case.office}" for role in ("clerk", "head", "payer"))
        self._answer(payer, case, paid=False)
        self._propose(clerk, case, pick=1)
        self._decide(head, case, "accept")
        self._note(payer, case)
        self._make_file(payer, case.office, case.round, KRUNGTHAI)

    @rule(role=ROLES, office=st.sampled_from(OFFICES), person=st.integers(0, 3), pick=PICK)
    def record(self, role: str, office: str, person: int, pick: int) -> None:
        kind = self.some(pick, [LIVELIHOOD, KINDERGARTEN, LIVELIHOOD, PRIMARY])
        amount = self.some(pick // 4, [1000, 2000, 3000, 3500])
        self._record(f"{role}@{office}", person, kind, amount, pick % 3 == 0, pick)

    def _record(
        self, who: str, person: int, kind: str, amount: int, reason: bool, pick: int
    ) -> None:
        account = self.account(person, pick)
        draft = self.desk.draft(who, person)
        args = (who, draft, person, kind, amount, reason, account)
        if not draft:
            with pytest.raises(Refused):
                self.city.record(*args)
            return
        self.play("record", args, self.desk.record(*args))

    @precondition(lambda self: self.cases(*ENDED))
    @rule(role=ROLES, pick=PICK, reason=SOME)
    def begin_again(self, role: str, pick: int, reason: bool) -> None:
        case = self.some(pick, self.cases(*ENDED))
        who = self.at(role, case.office, pick)
        told = self.play("begin_again", (who, case.number), self.desk.begin_again(who, case.number))
        if told != SAME:
            return
        draft = self.desk.newest_draft(who)
        facts = (who, draft, case.person, case.kind, case.amount, reason, case.account)
        self.play("record", (*facts, case.number), self.desk.record(*facts))

    @precondition(lambda self: self.cases(IN_MEETING, SET_ASIDE))
    @rule(role=ROLES, pick=PICK, amount=PICK, because=SOME, later=KEPT)
    def edit(self, role: str, pick: int, amount: int, because: bool, later: bool) -> None:
        case = self.some(pick, self.cases(IN_MEETING, SET_ASIDE) if pick < 20 else self.cases())
        who = self.at(role, case.office, pick)
        kind = self.some(amount, [case.kind, case.kind, LIVELIHOOD, KINDERGARTEN, PRIMARY])
        baht = self.some(amount // 4, [case.amount, case.amount, 1000, 2000, 3000, 3500])
        self._edit(who, case, kind, baht, amount % 2 == 0, because, None, later=later)

    @precondition(lambda self: self.cases(SET_ASIDE))
    @rule(role=ROLES, pick=PICK, into=PICK, reason=SOME, later=KEPT)
    def put_back(self, role: str, pick: int, into: int, reason: bool, later: bool) -> None:
        case = self.some(pick, self.cases(SET_ASIDE))
        who = self.at(role, case.office, pick)
        choices = list(self.city.open_rounds(case.office))
        at = self.some(into, choices if self.city.collecting(case.office) else [0, *choices])
        self._edit(who, case, case.kind, case.amount, reason, True, at, later=later)

    def _edit(
        self,
        who: str,
        case: Case,
        kind: str,
        amount: int,
        reason: bool,
        because: bool,
        into: int | None,
        *,
        later: bool,
    ) -> None:
        reason = reason or case.override
        post = self.desk.edit(who, case, kind, amount, reason, because, into)
        args = (who, case.number, case.version, kind, amount, reason, because, into)
        self.play("edit", args, post, later=later)

    @precondition(lambda self: self.cases(IN_MEETING))
    @rule(role=ROLES, pick=PICK, both=SOME, later=KEPT)
    def set_aside(self, role: str, pick: int, both: bool, later: bool) -> None:
        case = self.some(pick, self.cases(IN_MEETING))
        who = self.at(role, case.office, pick)
        chosen = [case, *self.city.of_round(case.office, case.round)[: 1 if both else 0]]
        numbers = tuple(sorted({c.number for c in chosen}))
        args = (who, case.office, case.round, numbers)
        self.play("set_aside", args, self.desk.set_aside(*args), later=later)

    @precondition(lambda self: self.cases(IN_MEETING, SET_ASIDE))
    @rule(role=ROLES, pick=PICK)
    def disqualify(self, role: str, pick: int) -> None:
        case = self.some(pick, self.cases(IN_MEETING, SET_ASIDE) if pick < 20 else self.cases())
        args = (self.at(role, case.office, pick), case.number)
        self.play("disqualify", args, self.desk.disqualify(*args))

    @precondition(lambda self: self.rounds(COLLECTING, DELIBERATING))
    @rule(role=ROLES, pick=PICK)
    def start(self, role: str, pick: int) -> None:
        office, number = self.some(pick, self.rounds(COLLECTING, DELIBERATING))
        args = (self.at(role, office, pick), office, number)
        self.play("start", args, self.desk.start(*args))

    @precondition(lambda self: self.rounds(COLLECTING, DELIBERATING))
    @rule(role=ROLES, pick=PICK, later=KEPT)
    def close(self, role: str, pick: int, later: bool) -> None:
        office, number = self.some(pick, self.rounds(COLLECTING, DELIBERATING))
        self._close(self.at(role, office, pick), office, number, later=later, forget=pick % 5 == 0)

    def _close(
        self, who: str, office: str, number: int, *, later: bool = False, forget: bool = False
    ) -> None:
        agenda = self.city.agenda(office, number)
        accepted = frozenset(c.number for c in agenda if c.override and not forget)
        post = self.desk.close(who, office, number, accepted)
        args = (who, office, number, self.city.fingerprint(office, number), accepted)
        self.play("close", args, post, later=later)

    @precondition(lambda self: self.rounds(CLOSED))
    @rule(role=ROLES, pick=PICK, group=st.sampled_from([KRUNGTHAI, KRUNGTHAI, OTHERS]))
    def make_file(self, role: str, pick: int, group: str) -> None:
        rounds = [r for r in self.rounds(CLOSED) if self.city.due(*r, group)]
        office, number = self.some(pick, rounds or self.rounds(CLOSED))
        self._make_file(self.at(role, office, pick), office, number, group)

    def _make_file(self, who: str, office: str, number: int, group: str) -> None:
        args = (who, office, number, group)
        due = [(c.account[1], c.amount) for c in self.city.due(office, number, group)]
        if self.play("make_file", args, self.desk.make_file(*args)) == DONE:
            file = max(k[3] for k in self.city.files if k[:3] == (office, number, group))
            rows = self.desk.rows_given((office, number, group, file))
            assert [(account, amount) for account, amount, _ in rows] == due

    @precondition(lambda self: self.city.files)
    @rule(role=ROLES, pick=PICK)
    def download(self, role: str, pick: int) -> None:
        key = self.some(pick, self.city.files)
        who = self.at(role, key[0], pick)
        self.play("download", (who, key), self.desk.download(who, key))

    @precondition(lambda self: self.with_money(IN_FILE))
    @rule(role=ROLES, pick=PICK, paid=st.booleans(), later=KEPT)
    def answer_one(self, role: str, pick: int, paid: bool, later: bool) -> None:
        case = self.some(pick, self.with_money(IN_FILE) if pick < 20 else self.with_money())
        self._answer(self.at(role, case.office, pick), case, paid=paid, later=later)

    def _answer(self, who: str, case: Case, *, paid: bool, later: bool = False) -> None:
        args = (who, case.number, case.key(case.pending) if "P" in self._duties(who) else None)
        post = self.desk.answer(who, case.number, paid=paid)
        self.play("paid" if paid else "returned", args, post, later=later)

    @precondition(lambda self: self.with_money(IN_FILE))
    @rule(role=ROLES, pick=PICK, wrong=SOME, one_file=st.booleans(), later=KEPT)
    def pay_all(self, role: str, pick: int, wrong: bool, one_file: bool, later: bool) -> None:
        waiting = [(c.office, c.round) for c in self.with_money(IN_FILE)]
        office, number = self.some(pick, waiting if pick < 20 else self.rounds(CLOSED))
        who = self.at(role, office, pick)
        files = [k for k in self.city.files if k[:2] == (office, number)]
        of = self.some(pick, files)[2:] if one_file and files else None
        seen = tuple(self.city.pending(office, number, of))
        seen = tuple(sorted(seen, key=lambda key: (key[1], key[2])))
        totals = self.city.totals(seen)
        post_totals = {k: total + (100 if wrong else 0) for k, total in totals.items()}
        post = self.desk.pay_all(who, office, number, of, post_totals)
        self.play("pay_all", (who, office, number, of, seen, post_totals), post, later=later)

    @precondition(lambda self: self.with_money())
    @rule(role=ROLES, pick=PICK, later=KEPT)
    def fail(self, role: str, pick: int, later: bool) -> None:
        case = self.some(pick, self.with_money())
        who = self.at(role, case.office, pick)
        line = case.key(case.pending)
        post = self.desk.fail(who, case.number, waits=line is not None)
        self.play("fail", (who, case.number, line), post, later=later)

    @precondition(lambda self: self.with_money())
    @rule(role=ROLES, pick=PICK, which=PICK, later=KEPT)
    def propose(self, role: str, pick: int, which: int, later: bool) -> None:
        back = self.with_money(RETURNED)
        case = self.some(pick, back if back and pick < 12 else self.with_money())
        self._propose(self.at(role, case.office, pick), case, which, later=later)

    def _propose(self, who: str, case: Case, pick: int, *, later: bool = False) -> None:
        account = self.account(case.person, pick)
        line = case.key(case.pending)
        post = self.desk.propose(who, case, account, waits=line is not None)
        self.play("propose", (who, case.number, account, case.version, line), post, later=later)

    @precondition(lambda self: any(c.changes for c in self.cases()))
    @rule(role=ROLES, pick=PICK, how=st.sampled_from("aaarw"), later=KEPT)
    def decide(self, role: str, pick: int, how: str, later: bool) -> None:
        held = [c for c in self.cases() if c.change]
        case = self.some(pick, held or [c for c in self.cases() if c.changes])
        word = {"a": "accept", "r": "refuse", "w": "withdraw"}[how]
        self._decide(self.at(role, case.office, pick), case, word, later=later)

    def _decide(self, who: str, case: Case, word: str, *, later: bool = False) -> None:
        post = self.desk.decide(who, case.number, word)
        last = () if word == "withdraw" else (len(case.changes) - 1,)
        self.play(word, (who, case.number, *last), post, later=later)

    @precondition(lambda self: self.city.files)
    @rule(role=ROLES, pick=PICK, later=KEPT)
    def void(self, role: str, pick: int, later: bool) -> None:
        asked = [k for k, f in self.city.files.items() if f.void == "asked"]
        key = self.some(pick, asked if asked and pick % 2 else self.city.files)
        who = self.at(role, key[0], pick)
        accept = self.city.files[key].void != "" and pick % 4 != 0
        step = "accept_void" if accept else "ask_void"
        self.play(step, (who, key), getattr(self.desk, step)(who, key), later=later)

    @precondition(lambda self: any(c.lines for c in self.cases()))
    @rule(role=ROLES, pick=PICK, says=st.lists(PICK, min_size=1, max_size=4), later=KEPT)
    def import_list(self, role: str, pick: int, says: list[int], later: bool) -> None:
        lines = [c.key(line) for c in self.cases() for line in c.lines]
        waiting = [c.key(line) for c in self.cases() for line in c.lines if line.result == PENDING]
        first = lines[pick % len(lines)]
        rows = []
        for say in says:
            line = self.some(say, waiting if waiting and say < 16 else lines)
            rows.append(ListRow(line, PAID if say % 2 else RETURNED, say % 12 != 11))
        office = self.city.cases[first[0]].office
        self._import(self.at(role, office, pick), tuple(rows), later=later)

    @precondition(lambda self: self.city.lists)
    @rule(role=ROLES, pick=PICK)
    def the_same_list_again(self, role: str, pick: int) -> None:
        told = self.some(pick, self.city.lists)
        self._import(self.at(role, told.office), told.rows, later=False)

    def _import(self, who: str, rows: tuple[ListRow, ...], *, later: bool) -> None:
        try:
            index = self.city.receive(who, rows)
        except Refused:
            assert not self.desk.upload(who, rows)
            return
        assert self.desk.upload(who, rows)
        seen = self.city.plan(index)
        self.play("apply", (who, index, seen), self.desk.apply(who, index), later=later)

    @precondition(lambda self: any(c.answered for c in self.cases()))
    @rule(role=ROLES, pick=PICK, later=KEPT)
    def note_conflict(self, role: str, pick: int, later: bool) -> None:
        case = self.some(pick, [c for c in self.cases() if c.answered])
        self._note(self.at(role, case.office, pick), case, later=later)

    def _note(self, who: str, case: Case, *, later: bool = False) -> None:
        assert case.answered
        says = RETURNED if case.answered.result == PAID else PAID
        args = (who, case.number, case.key(case.answered), says)
        self.play("note", args, self.desk.note(who, case.number), later=later)

    @precondition(lambda self: self.city.conflicts)
    @rule(
        role=ROLES, pick=PICK, how=st.sampled_from(["STANDS", "CORRECTED", "CORRECTED", "RECOVER"])
    )
    def settle(self, role: str, pick: int, how: str) -> None:
        waiting = [at for at, c in enumerate(self.city.conflicts) if c.settlement == OPEN]
        index = self.some(pick, waiting or range(len(self.city.conflicts)))
        conflict = self.city.conflicts[index]
        who = self.at(role, self.city.cases[conflict.line[0]].office, pick)
        self.play("settle", (who, index, how), self.desk.settle(who, index, how))

    @precondition(lambda self: any(self.city.flags(c) for c in self.with_money(DUE)))
    @rule(role=ROLES, pick=PICK, later=KEPT)
    def settle_flags(self, role: str, pick: int, later: bool) -> None:
        case = self.some(pick, [c for c in self.with_money(DUE) if self.city.flags(c)])
        who = self.at(role, case.office, pick)
        post = self.desk.settle_flags(who, case.office, case.round, case.number)
        seen = frozenset(self.city.flags(case))
        self.play("settle_flags", (who, case.number, seen), post, later=later)

    @precondition(lambda self: self.kept)
    @rule(pick=st.integers(0, 200))
    def send_an_old_page(self, pick: int) -> None:
        """Whatever was opened or sent before, word by word; 0 is the last one."""
        self.again(*self.kept[-1 - pick % len(self.kept)])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(BEGIN // AT_A_TIME, -(-HISTORIES // AT_A_TIME)))
def test_every_history_goes_as_the_model_says(part, reference):
    if FAULT:
        FAULTS[FAULT]()

    class Some(Histories):
        desk = Desk()

    run_state_machine_as_test(
        seed(part)(Some),
        settings=settings(
            max_examples=min(AT_A_TIME, HISTORIES - part * AT_A_TIME),
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if SHRINK else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )

"""What two offices may do with cases and money, told a second time and in another way than ecase.

A small model of the product, in plain Python and without an import of it. Each step is a method of
``City``: it raises ``Refused``, or returns DONE, or SAME where all is as it was. What the officer's
page showed (a version, a line, a list) is an argument, so that an old page can be sent again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

DONE, SAME, NOTHING = "done", "same", "nothing"  # NOTHING: any clear answer, and no change

IN_MEETING, SET_ASIDE, DISQUALIFIED = "IN_MEETING", "SET_ASIDE", "DISQUALIFIED"
APPROVED, PAID, PAYMENT_FAILED = "APPROVED", "PAID", "PAYMENT_FAILED"
ENDED = (DISQUALIFIED, PAYMENT_FAILED)
DUE, HELD, IN_FILE, RETURNED, FAILED = "DUE", "HELD", "IN_FILE", "RETURNED", "FAILED"
PENDING, VOID = "PENDING", "VOID"
COLLECTING, DELIBERATING, CLOSED = "COLLECTING", "DELIBERATING", "CLOSED"
OPEN, ACCEPTED, REFUSED, WITHDRAWN = "OPEN", "ACCEPTED", "REFUSED", "WITHDRAWN"
STANDS, CORRECTED, RECOVER = "STANDS", "CORRECTED", "RECOVER"

LIVELIHOOD, KINDERGARTEN, PRIMARY = "livelihood", "kindergarten", "primary"
CEILING = {KINDERGARTEN: 3000, PRIMARY: 3000}  # both are of one item, a year and a person

KRUNGTHAI, OTHERS = "krungthai", "others"
OFFICES = ("1008", "1024")
DUTIES = {"clerk": "CP", "head": "HP", "all": "CHP", "payer": "P"}  # caseworker, head, payer

Account = tuple[str, str]  # bank and number
LineKey = tuple[str, str, int]  # case, bank group, number of the file
FileKey = tuple[str, int, str, int]  # office, round, bank group, number


class Refused(Exception):
    """The rules of the office forbid the step; nothing changes."""


def refuse_if(wrong: object, why: str) -> None:
    if wrong:
        raise Refused(why)


def group_of(account: Account) -> str:
    return KRUNGTHAI if account[0] == "006" else OTHERS


@dataclass
class Line:
    """One case's money in one file."""

    group: str
    file: int
    result: str = PENDING
    by: str = ""


@dataclass
class Change:
    """An account proposed by one and decided by another. ``before``: where the money was."""

    by: str
    account: Account
    version: int
    before: str
    decision: str = OPEN


@dataclass
class Case:
    """One person's request and its money."""

    number: str
    office: str
    person: int
    kind: str
    amount: int
    override: bool
    round: int
    account: Account
    follows: str = ""
    status: str = IN_MEETING
    version: int = 1
    account_version: int = 1
    accounts: int = 1
    hands: set[tuple[str, str]] = field(default_factory=set)
    money: str = ""
    lines: list[Line] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def pending(self) -> Line | None:
        return next((line for line in self.lines if line.result == PENDING), None)

    @property
    def answered(self) -> Line | None:
        return next((line for line in reversed(self.lines) if line.result != PENDING), None)

    @property
    def change(self) -> Change | None:
        return next((change for change in self.changes if change.decision == OPEN), None)

    def key(self, line: Line | None) -> LineKey | None:
        return (self.number, line.group, line.file) if line else None


@dataclass
class Conflict:
    """The bank's later word on a line, and what two persons made of it."""

    line: LineKey
    recorded: str
    says: str
    by: str
    source: int | None
    settlement: str = OPEN


@dataclass
class File:
    """One transfer file; ``void`` is empty, asked or accepted."""

    by: str
    lines: list[str]
    void: str = ""
    asked_by: str = ""


@dataclass(frozen=True)
class ListRow:
    """One row of the bank's list: which line, what it says of it, and whether it is about it."""

    line: LineKey
    says: str
    right: bool = True


@dataclass
class ResultList:
    """A list of the bank, as received by an office."""

    office: str
    rows: tuple[ListRow, ...]
    applied: bool = False


class Model:
    """What is known of the two offices, and how it is looked up."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self.rounds: dict[tuple[str, int], str] = {}
        self.files: dict[FileKey, File] = {}
        self.conflicts: list[Conflict] = []
        self.lists: list[ResultList] = []
        self.settled: set[tuple[str, int, int]] = set()  # case, version of its account, person
        self.drafts: set[str] = set()  # which became cases

    # --- looking up

    def may(self, who: str, duties: str, office: str | None = None) -> str:
        role, own = who.split("@")
        refuse_if(not set(duties) & set(DUTIES[role]), "not this officer's duty")
        refuse_if(office and office != own, "another office")
        return own

    def of_round(self, office: str, number: int) -> list[Case]:
        return [c for c in self.cases.values() if (c.office, c.round) == (office, number)]

    def agenda(self, office: str, number: int) -> list[Case]:
        return [c for c in self.of_round(office, number) if c.status == IN_MEETING]

    def granted(self, office: str, number: int) -> list[Case]:
        return [c for c in self.of_round(office, number) if c.money]

    def fingerprint(self, office: str, number: int) -> tuple[tuple[str, int], ...]:
        """What the closing page shows: whose case, in which version."""
        return tuple((c.number, c.version) for c in self.agenda(office, number))

    def open_rounds(self, office: str) -> dict[int, str]:
        return {n: s for (o, n), s in sorted(self.rounds.items()) if o == office and s != CLOSED}

    def collecting(self, office: str) -> int | None:
        return next((n for n, s in self.open_rounds(office).items() if s == COLLECTING), None)

    def begin_round(self, office: str) -> int:
        number = max((n for o, n in self.rounds if o == office), default=0) + 1
        self.rounds[office, number] = COLLECTING
        return number

    def goes_on_as(self, number: str) -> Case | None:
        """The live case that goes on from this one, however many ended between them."""
        before = {number}
        while before:
            after = [c for c in self.cases.values() if c.follows in before]
            for case in after:
                if case.status not in ENDED:
                    return case
            before = {c.number for c in after}
        return next(iter(self.anew(self.cases[number])), None)

    def anew(self, case: Case) -> list[Case]:
        """The live cases recorded after this one ended, in place of it and not from it."""
        recorded = list(self.cases.values())
        later = recorded[recorded.index(case) + 1 :]
        return [
            c
            for c in later
            if (c.person, c.kind) == (case.person, case.kind)
            and c.status not in ENDED
            and not c.override
        ]

    def all_before(self, numbers: set[str]) -> set[str]:
        """These cases and those that they begin again from, all the way back."""
        found: set[str] = set()
        new = set(numbers)
        while new:
            found |= new
            new = {self.cases[n].follows for n in new if self.cases[n].follows} - found
        return found

    def begun_again(self, number: str) -> bool:
        return any(c.follows == number and c.status not in ENDED for c in self.cases.values())

    def needs_reason(self, person: int, kind: str, amount: int, but: Case | None = None) -> bool:
        """Whether another live case, or the year's limit, stands in the way (I6, I7).

        What came first needs no reason for what came after it, unless it asks for more.
        """
        first = but is not None and but.status not in ENDED and not but.override
        came_first = first and but is not None and but.kind == kind
        if came_first and but is not None and amount <= but.amount:
            return False
        theirs = [
            c
            for c in self.cases.values()
            if c.person == person and c.status not in ENDED and c is not but
        ]
        if not came_first and any(c.kind == kind for c in theirs):
            return True
        had = sum(c.amount for c in theirs if c.kind in CEILING)
        return kind in CEILING and had + amount > CEILING[kind]

    def line(self, key: LineKey) -> Line:
        number, group, file = key
        lines = self.cases[number].lines
        return next(x for x in lines if (x.group, x.file) == (group, file))

    def pending(self, office: str, number: int, of: tuple[str, int] | None) -> list[LineKey]:
        """The unanswered lines of an approval, or of one file of it."""
        found = []
        for case in self.granted(office, number):
            line = case.pending
            if line and (of is None or (line.group, line.file) == of):
                found.append((case.number, line.group, line.file))
        return found

    def totals(self, lines: Iterable[LineKey]) -> dict[tuple[str, int], int]:
        """The sum of each file's lines."""
        sums: dict[tuple[str, int], int] = {}
        for number, group, file in lines:
            sums[group, file] = sums.get((group, file), 0) + self.cases[number].amount
        return sums

    def due(self, office: str, number: int, group: str) -> list[Case]:
        return [
            c
            for c in self.granted(office, number)
            if c.money == DUE and group_of(c.account) == group
        ]

    def flags(self, case: Case) -> set[int]:
        """Other persons whose money goes to the same account, and nobody looked at it yet."""
        others = {
            c.person
            for c in self.cases.values()
            if c.account == case.account and c.person != case.person and c.status != DISQUALIFIED
        }
        version = case.account_version
        return {p for p in others if (case.number, version, p) not in self.settled}

    def open_conflict(self, numbers: set[str]) -> bool:
        return any(c.settlement == OPEN and c.line[0] in numbers for c in self.conflicts)

    def plan(self, index: int) -> tuple[tuple[str, str], ...]:
        """What each row of a list would do now, and how its line stands."""
        told = self.lists[index]
        done: dict[LineKey, str] = {}
        plan = []
        for row in told.rows:
            case = self.cases[row.line[0]]
            line = self.line(row.line)
            if not row.right or case.office != told.office:
                effect = "problem"
            elif row.line in done:
                effect = SAME if done[row.line] == row.says else "problem"
            else:
                done[row.line] = row.says
                effect = self._effect(index, row, line)
            plan.append((effect, line.result))
        return tuple(plan)

    def _effect(self, index: int, row: ListRow, line: Line) -> str:
        if self.lists[index].applied:  # the same list again says nothing new
            return SAME
        if line.result == PENDING:
            return "pay" if row.says == PAID else "return"
        if row.says == line.result or (row.says, line.result) == (RETURNED, VOID):
            return SAME
        known = any(
            c.line == row.line and c.says == row.says and c.settlement == OPEN
            for c in self.conflicts
        )
        return SAME if known else "conflict"

    # --- what is true of the money, whatever happened

    def check(self) -> None:
        """No money twice: at most one live line a case, and no more paid than was approved."""
        for case in self.cases.values():
            live = [x for x in case.lines if x.result in (PENDING, PAID)]
            assert len(live) <= 1, case
            assert (case.money == PAID) == any(x.result == PAID for x in live), case
            assert (case.money == IN_FILE) == any(x.result == PENDING for x in live), case
        for (office, number), stage in self.rounds.items():
            if stage == CLOSED:
                cases = self.granted(office, number)
                paid = sum(c.amount for c in cases for x in c.lines if x.result == PAID)
                assert paid <= sum(c.amount for c in cases)

    def picture(self) -> dict[str, list[list[object]]]:
        """All of it, in the shape in which ``desk.picture`` reads the product's tables."""
        cases = list(self.cases.values())
        return {
            "cases": sorted(
                [
                    *(c.number, c.office, c.status, c.round, c.version, c.amount, c.kind),
                    *(c.override, *c.account, c.accounts, c.money, c.follows),
                ]
                for c in cases
            ),
            "hands": sorted([c.number, who, deed] for c in cases for who, deed in c.hands),
            "lines": sorted([c.number, x.group, x.file, x.result] for c in cases for x in c.lines),
            "changes": sorted(
                [c.number, at, x.by, *x.account, x.decision]
                for c in cases
                for at, x in enumerate(c.changes)
            ),
            "conflicts": [
                [*c.line, c.recorded, c.says, c.by, c.settlement] for c in self.conflicts
            ],
            "files": sorted(
                [*key, f.by, len(f.lines), sum(self.cases[n].amount for n in f.lines), f.void]
                for key, f in self.files.items()
            ),
            "rounds": sorted([o, n, stage] for (o, n), stage in self.rounds.items()),
            "lists": [[x.office, x.applied] for x in self.lists],
            "flags": [[len(self.settled)]],
        }

"""The steps of the model with money: files, answers of the bank, accounts, conflicts, flags."""

from .meetings import Meetings
from .office import (
    ACCEPTED,
    APPROVED,
    CORRECTED,
    DONE,
    DUE,
    FAILED,
    HELD,
    IN_FILE,
    OPEN,
    PAID,
    PAYMENT_FAILED,
    PENDING,
    RECOVER,
    REFUSED,
    RETURNED,
    SAME,
    VOID,
    WITHDRAWN,
    Account,
    Case,
    Change,
    Conflict,
    File,
    FileKey,
    Line,
    LineKey,
    ListRow,
    ResultList,
    refuse_if,
)


class City(Meetings):
    """Two offices at work. ``who`` is ``role@office``."""

    # --- files and the bank's answers

    def make_file(self, who: str, office: str, number: int, group: str) -> str:
        self.may(who, "P", office)
        due = self.due(office, number, group)
        made = {k: f for k, f in self.files.items() if k[:3] == (office, number, group)}
        if not due:
            refuse_if(all(f.void == "accepted" for f in made.values()), "nothing due")
            return SAME
        refuse_if(any((who, "ACCOUNT") in c.hands for c in due), "wrote an account in it")
        touched = self.all_before({c.number for c in due})
        touched |= {
            c.number
            for c in self.cases.values()
            if c.money == FAILED and any(again in due for again in self.anew(c))
        }
        refuse_if(self.open_conflict(touched), "an unsettled conflict")
        refuse_if(any(self.flags(c) for c in due), "a flag")
        file = len(made) + 1
        self.files[office, number, group, file] = File(who, [c.number for c in due])
        for case in due:
            case.lines.append(Line(group, file))
            case.money = IN_FILE
        return DONE

    def download(self, who: str, key: FileKey) -> str:
        self.may(who, "P", key[0])
        refuse_if(self.files[key].void == "accepted", "taken back")
        return SAME

    def paid(self, who: str, number: str, seen: LineKey | None) -> str:
        case = self._case(who, "P", number)
        refuse_if(case.pending is None or case.key(case.pending) != seen, "another line")
        self._pay(case, who)
        return DONE

    def returned(self, who: str, number: str, seen: LineKey | None) -> str:
        case = self._case(who, "P", number)
        refuse_if(case.pending is None or case.key(case.pending) != seen, "another line")
        self._send_back(case, who)
        return DONE

    def pay_all(
        self,
        who: str,
        office: str,
        number: int,
        of: tuple[str, int] | None,
        seen: tuple[LineKey, ...],
        totals: dict[tuple[str, int], int],
    ) -> str:
        self.may(who, "P", office)
        waiting = self.pending(office, number, of)
        if seen and not waiting:
            mine = all(self.line(k).result == PAID and self.line(k).by == who for k in seen)
            refuse_if(not mine, "the list changed")
            return SAME
        refuse_if(not waiting or set(seen) != set(waiting), "the list changed")
        refuse_if(totals != self.totals(waiting), "the totals differ")
        for key in waiting:
            self._pay(self.cases[key[0]], who)
        return DONE

    def fail(self, who: str, number: str, seen: LineKey | None) -> str:
        """``seen``: the line that the page showed as unanswered; its return is said with it."""
        case = self._case(who, "CHP", number)
        refuse_if(case.money in (PAID, FAILED), "settled")
        refuse_if(self.open_conflict({number}), "an unsettled conflict")
        refuse_if(case.money == IN_FILE and case.key(case.pending) != seen, "another line")
        if case.money == IN_FILE:
            self._send_back(case, who)
        self._withdraw_open(case)
        case.money, case.status, case.version = FAILED, PAYMENT_FAILED, case.version + 1
        case.hands.add((who, "FAILED"))
        return DONE

    # --- the account

    def propose(
        self, who: str, number: str, account: Account, seen: int, line: LineKey | None
    ) -> str:
        case = self._case(who, "CH", number)
        refuse_if(case.money in (PAID, FAILED), "settled")
        if case.change:
            refuse_if(case.change.account != account, "another proposal waits")
            return SAME
        same = account == case.account
        if same and case.money == DUE:
            return SAME
        refuse_if(same and case.money == IN_FILE, "the result is awaited")
        refuse_if(seen != case.version, "saved meanwhile")
        refuse_if(case.money == IN_FILE and case.key(case.pending) != line, "another line")
        if case.money == IN_FILE:
            self._send_back(case, who)
        version = case.account_version
        if not same:
            case.accounts += 1
            version = case.accounts
            case.hands.add((who, "ACCOUNT"))
        case.changes.append(Change(who, account, version, case.money))
        case.money, case.version = HELD, case.version + 1
        return DONE

    def accept(self, who: str, number: str, index: int) -> str:
        case = self._case(who, "H", number)
        change = case.changes[index]
        refuse_if(change.decision != OPEN, "decided")
        refuse_if(change.by == who, "proposed by the same")
        change.decision = ACCEPTED
        case.account, case.account_version = change.account, change.version
        case.money, case.version = DUE, case.version + 1
        return DONE

    def refuse(self, who: str, number: str, index: int) -> str:
        case = self._case(who, "H", number)
        return self._put_as_before(case, case.changes[index], REFUSED)

    def withdraw(self, who: str, number: str) -> str:
        """Always the last proposal: only its proposer has the button."""
        case = self._case(who, "CH", number)
        refuse_if(case.changes[-1].by != who, "proposed by another")
        return self._put_as_before(case, case.changes[-1], WITHDRAWN)

    # --- files taken back, lists, conflicts, flags

    def ask_void(self, who: str, key: FileKey) -> str:
        self.may(who, "P", key[0])
        file = self.files[key]
        if file.void:
            return SAME
        refuse_if(self._is_answered(key), "the bank answered")
        file.void, file.asked_by = "asked", who
        return DONE

    def accept_void(self, who: str, key: FileKey) -> str:
        self.may(who, "H", key[0])
        file = self.files[key]
        refuse_if(file.void != "asked", "not asked, or done")
        refuse_if(self._is_answered(key), "the bank answered")
        refuse_if(file.asked_by == who, "asked by the same")
        file.void = "accepted"
        for number in file.lines:
            case = self.cases[number]
            line = self.line((number, key[2], key[3]))
            line.result, line.by, case.money = VOID, who, DUE
        return DONE

    def receive(self, who: str, rows: tuple[ListRow, ...]) -> int:
        """The index of the list; the same one again is the one that is there."""
        office = self.may(who, "P")
        for at, told in enumerate(self.lists):
            if (told.office, told.rows) == (office, rows):
                return at
        self.lists.append(ResultList(office, rows))
        return len(self.lists) - 1

    def apply(self, who: str, index: int, seen: tuple[tuple[str, str], ...]) -> str:
        told = self.lists[index]
        self.may(who, "P", told.office)
        plan = self.plan(index)
        effects = {effect for effect, _ in plan}
        refuse_if("problem" in effects, "a row is unfit")
        if effects <= {SAME}:
            return SAME
        refuse_if(plan != seen, "it would change other things")
        for (effect, _), row in zip(plan, told.rows, strict=True):
            case = self.cases[row.line[0]]
            if effect == "pay":
                self._pay(case, who)
            elif effect == "return":
                self._send_back(case, who)
        for (effect, result), row in zip(plan, told.rows, strict=True):
            if effect == "conflict":
                self.conflicts.append(Conflict(row.line, result, row.says, who, index))
        told.applied = True
        return DONE

    def note(self, who: str, number: str, seen: LineKey, says: str) -> str:
        case = self._case(who, "P", number)
        line = case.answered
        refuse_if(line is None or case.key(line) != seen, "another line")
        assert line is not None
        now = RETURNED if line.result == PAID else PAID
        refuse_if(says != now, "another word")
        if any(c.line == seen and c.settlement == OPEN for c in self.conflicts):
            return SAME
        self.conflicts.append(Conflict(seen, line.result, says, who, None))
        return DONE

    def settle(self, who: str, index: int, settlement: str) -> str:
        conflict = self.conflicts[index]
        case = self.cases[conflict.line[0]]
        self.may(who, "H", case.office)
        refuse_if(conflict.settlement != OPEN, "settled")
        if settlement == RECOVER:
            refuse_if(conflict.says != PAID, "nothing went out")
            self._refuse_recovery(case)
        refuse_if(conflict.by == who, "noted by the same")
        line = self.line(conflict.line)
        if settlement == CORRECTED and conflict.says == PAID:
            self._refuse_second_payment(case)
            line.result, line.by = PAID, who
            self._withdraw_open(case)
            case.money, case.status, case.version = PAID, PAID, case.version + 1
        elif settlement == CORRECTED:
            line.result, line.by = RETURNED, who
            case.money, case.status, case.version = RETURNED, APPROVED, case.version + 1
        conflict.settlement = settlement
        return DONE

    def settle_flags(self, who: str, number: str, seen: frozenset[int]) -> str:
        case = self._case(who, "H", number)
        new = self.flags(case)
        refuse_if(new - seen, "others turned up")
        refuse_if(new and (who, "ACCOUNT") in case.hands, "wrote an account of it")
        self.settled |= {(number, case.account_version, person) for person in new}
        return DONE if new else SAME

    # --- parts of steps

    def _pay(self, case: Case, who: str) -> None:
        line = case.pending
        assert line is not None
        line.result, line.by = PAID, who
        case.money, case.status, case.version = PAID, PAID, case.version + 1

    def _send_back(self, case: Case, who: str) -> None:
        line = case.pending
        assert line is not None
        line.result, line.by, case.money = RETURNED, who, RETURNED

    def _withdraw_open(self, case: Case) -> None:
        if case.change:
            case.change.decision = WITHDRAWN

    def _put_as_before(self, case: Case, change: Change, decision: str) -> str:
        refuse_if(change.decision != OPEN, "decided")
        change.decision, case.money = decision, change.before
        return DONE

    def _is_answered(self, key: FileKey) -> bool:
        lines = (self.line((number, key[2], key[3])) for number in self.files[key].lines)
        return any(line.result != PENDING for line in lines)

    def _refuse_recovery(self, case: Case) -> None:
        """Only what went out twice is to be had back."""
        refuse_if(case.pending, "another line waits")
        if any(line.result == PAID for line in case.lines):
            return
        refuse_if(case.money != FAILED, "paid once at most")
        again = self.goes_on_as(case.number)
        if again:
            refuse_if(again.status != PAID, "not paid there yet")
            return
        needed = self.needs_reason(case.person, case.kind, case.amount, but=case)
        refuse_if(case.override or not needed, "paid once at most")

    def _refuse_second_payment(self, case: Case) -> None:
        refuse_if(any(x.result in (PENDING, PAID) for x in case.lines), "another live line")
        if case.money != FAILED:
            return
        refuse_if(self.goes_on_as(case.number), "it was begun again")
        needed = self.needs_reason(case.person, case.kind, case.amount, but=case)
        refuse_if(needed and not case.override, "another live case")

"""The steps of the model up to the closing of a meeting."""

from .office import (
    APPROVED,
    CEILING,
    CLOSED,
    COLLECTING,
    DELIBERATING,
    DISQUALIFIED,
    DONE,
    DUE,
    ENDED,
    IN_MEETING,
    NOTHING,
    SAME,
    SET_ASIDE,
    Account,
    Case,
    Model,
    refuse_if,
)


class Meetings(Model):
    """Cases and rounds of two offices. ``who`` is ``role@office``."""

    # --- before the meeting closes

    def record(
        self,
        who: str,
        draft: str,
        person: int,
        kind: str,
        amount: int,
        reason: bool,
        account: Account,
        follows: str = "",
    ) -> str:
        office = self.may(who, "CH")
        if draft in self.drafts:
            return SAME
        refuse_if(amount > CEILING.get(kind, amount), "over the ceiling")
        refuse_if(follows and self.cases[follows].status not in ENDED, "it lives again")
        refuse_if(follows and self.begun_again(follows), "begun again already")
        needed = self.needs_reason(person, kind, amount)
        refuse_if(needed and not reason, "a reason is needed")
        number = f"2566-{len(self.cases) + 1}"
        at = self.collecting(office) or self.begin_round(office)
        case = Case(number, office, person, kind, amount, needed, at, account, follows)
        case.hands |= {(who, "RECORDED"), (who, "ACCOUNT")}
        self.cases[number] = case
        self.drafts.add(draft)
        return DONE

    def begin_again(self, who: str, number: str) -> str:
        """Only the draft: recording it is a step of its own."""
        case = self._case(who, "CH", number)
        refuse_if(case.status not in ENDED, "not ended")
        refuse_if(self.begun_again(number), "begun again already")
        return SAME

    def edit(
        self,
        who: str,
        number: str,
        seen: int,
        kind: str,
        amount: int,
        reason: bool,
        because: bool,
        into: int | None = None,
    ) -> str:
        """``into``: put back into that round, 0 for a new one."""
        case = self._case(who, "CH", number)
        refuse_if(case.status not in (IN_MEETING, SET_ASIDE), "frozen")
        back = into is not None and case.status == SET_ASIDE
        rounds = self.open_rounds(case.office)
        choices = set(rounds) if self.collecting(case.office) else {0, *rounds}
        refuse_if(back and into not in choices, "no such round")
        refuse_if(amount > CEILING.get(kind, amount), "over the ceiling")
        needed = self.needs_reason(case.person, kind, amount, but=case)
        refuse_if(needed and not reason, "a reason is needed")
        decided = (kind, amount) != (case.kind, case.amount)
        stages = {rounds.get(case.round), rounds.get(into or -1) if back else None}
        refuse_if(decided and DELIBERATING in stages and not because, "the meeting's reason")
        typed = (kind, amount, reason)
        stale = seen != case.version
        refuse_if(stale and typed != (case.kind, case.amount, case.override), "saved meanwhile")
        changed = decided or needed != case.override
        refuse_if(stale and changed, "saved meanwhile")
        if changed:
            case.kind, case.amount, case.override = kind, amount, needed
            case.version += 1
            case.hands.add((who, "EDITED"))
        if back:
            case.round = into or self.begin_round(case.office)
            case.status, case.version = IN_MEETING, case.version + 1
        return DONE if changed or back else SAME

    def set_aside(self, who: str, office: str, number: int, cases: tuple[str, ...]) -> str:
        self.may(who, "CH", office)
        chosen = [c for c in self.of_round(office, number) if c.number in cases]
        if not chosen:
            return NOTHING
        refuse_if(any(c.status != IN_MEETING for c in chosen), "not in the meeting")
        for case in chosen:
            case.status, case.version = SET_ASIDE, case.version + 1
        return DONE

    def disqualify(self, who: str, number: str) -> str:
        case = self._case(who, "CH", number)
        refuse_if(case.status not in (IN_MEETING, SET_ASIDE), "over")
        case.status, case.version = DISQUALIFIED, case.version + 1
        return DONE

    def start(self, who: str, office: str, number: int) -> str:
        self.may(who, "CH", office)
        refuse_if(self.rounds[office, number] != COLLECTING, "begun already")
        refuse_if(number != min(self.open_rounds(office)), "an earlier round is open")
        refuse_if(not self.agenda(office, number), "nobody on the list")
        self.rounds[office, number] = DELIBERATING
        self.begin_round(office)
        return DONE

    def close(
        self,
        who: str,
        office: str,
        number: int,
        seen: tuple[tuple[str, int], ...],
        accepted: frozenset[str],
    ) -> str:
        self.may(who, "H", office)
        refuse_if(self.rounds[office, number] == CLOSED, "closed already")
        agenda = self.agenda(office, number)
        refuse_if(not agenda, "nobody on the list")
        refuse_if(seen != self.fingerprint(office, number), "the list changed")
        refuse_if(number != min(self.open_rounds(office)), "an earlier round is open")
        refuse_if(any(c.override and c.number not in accepted for c in agenda), "not accepted")
        for case in agenda:
            mine = {(who, "RECORDED"), (who, "EDITED")} & case.hands
            before = set(self.cases[case.follows].hands) if case.follows else set()
            for earlier in self.cases.values():
                if case in self.anew(earlier):
                    before |= earlier.hands
            refuse_if(mine or (who, "FAILED") in before, "a hand in it")
        for case in agenda:
            case.status, case.version, case.money = APPROVED, case.version + 1, DUE
        self.rounds[office, number] = CLOSED
        return DONE

    def _case(self, who: str, duties: str, number: str) -> Case:
        case = self.cases[number]
        self.may(who, duties, case.office)
        return case

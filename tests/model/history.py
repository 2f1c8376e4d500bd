"""One history: how a step is done in the product and in the model, and the two compared."""

from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from ecase.payments import invariants

from .desk import Desk, Post
from .office import DONE, DUTIES, OFFICES, SAME, Case, Refused
from .steps import City
from .tables import MONEY, ask


class History(RuleBasedStateMachine):
    """What a history is made with; the rules are in test_model."""

    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        self.desk.clear()
        self.city = City()
        self.kept: list[tuple[str, tuple[Any, ...], Post]] = []

    # --- how a step is done

    def play(self, name: str, args: tuple[Any, ...], post: Post, *, later: bool = False) -> str:
        """Do a step in the product and in the model, and compare; or keep its page for later."""
        self.kept.append((name, args, post))
        return SAME if later else self.again(name, args, post)

    def again(self, name: str, args: tuple[Any, ...], post: Post) -> str:
        try:
            wanted = getattr(self.city, name)(*args)
        except Refused as refused:
            wanted = f"refused: {refused}"
        got = self.desk.send(post)
        if wanted in (DONE, SAME):
            assert got == "done", f"{name}{args}: {got} and not {wanted}"
        elif wanted.startswith("refused"):
            assert got == "refused", f"{name}{args}: {got} and not {wanted}"
        return wanted if isinstance(wanted, str) else DONE

    @invariant()
    def the_tables_are_the_models(self) -> None:
        city, product = self.city.picture(), self.desk.picture()
        for what, rows in city.items():
            assert product[what] == rows, f"{what}: {product[what]} and not {rows}"
        self.city.check()
        assert not (found := ask(MONEY)), found
        assert not (broken := invariants.broken()), broken

    # --- who and what is picked

    def some(self, pick: int, of: Any) -> Any:
        things = list(of)
        return things[pick % len(things)]

    def cases(self, *statuses: str) -> list[Case]:
        return [c for c in self.city.cases.values() if not statuses or c.status in statuses]

    def with_money(self, *money: str) -> list[Case]:
        return [c for c in self.city.cases.values() if c.money and (not money or c.money in money)]

    def rounds(self, *stages: str) -> list[tuple[str, int]]:
        return [key for key, stage in sorted(self.city.rounds.items()) if stage in stages]

    def account(self, person: int, pick: int) -> tuple[str, str]:
        return self.some(
            pick,
            [
                *(("006", f"100000000{person}"), ("006", f"200000000{person}")),
                *(("002", f"300000000{person}"), ("006", f"100000000{person}")),
                *(("006", "9999999999"), ("002", f"300000000{person}")),
            ],
        )

    def at(self, role: str, office: str, pick: int = 1) -> str:
        """An officer of that office; now and then one of the other."""
        if pick == 23:
            office = OFFICES[office == OFFICES[0]]
        return f"{role}@{office}"

    def _duties(self, who: str) -> str:
        return DUTIES[who.split("@")[0]]

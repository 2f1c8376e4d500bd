"""Deeds done at the same moment; and two desks whose deeds meet between what they check and write."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any, Self

from django.db import connection

from ecase.core.errors import RuleError

LOCK = re.compile(r' FOR (?:NO KEY )?UPDATE(?: OF "(?P<of>\w+)")?\s*\Z')
FROM = re.compile(r' FROM "(?P<table>\w+)"')


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all at the same moment; what each gave, or the rule that refused it."""
    outcomes: list[object] = [None] * len(deeds)
    ready = Barrier(len(deeds))

    def do(at: int, deed: Callable[[], object]) -> None:
        try:
            ready.wait(10)
            outcomes[at] = deed()
        except RuleError as refused:
            outcomes[at] = refused
        except Exception as error:  # noqa: BLE001 -- shown by the test, not lost in the thread
            outcomes[at] = error
        finally:
            connection.close()

    threads = [Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    broken = [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, RuleError)]
    assert not broken, broken
    return outcomes


@dataclass(frozen=True)
class Deed:
    """What one officer does, and the statement before which it waits for the other's deed."""

    do: Callable[[], object]
    meets: str  # a regular expression: the first write, or what comes between check and write


class Desks:
    """Two desks, each with a connection of its own that is kept from race to race.

    ``patience`` is how long (seconds) the first deed waits for the second: where a guard holds, the
    second waits for the first in the database and never comes, so each race takes as long.
    """

    def __init__(self, *, patience: float, without_locks_on: tuple[str, ...] = ()) -> None:
        self.patience = patience
        self.without = without_locks_on
        self.threads = [ThreadPoolExecutor(1) for _ in range(2)]
        self.met = 0  # how often both were between check and write

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self.threads:
            thread.submit(lambda: connection.close()).result()  # the connection of that thread
            thread.shutdown()

    def race(self, *deeds: Deed) -> list[object]:
        """What each deed gave, or what stopped it."""
        barrier = Barrier(len(deeds), action=self._count)
        begun = [
            thread.submit(self._do, deed, barrier)
            for thread, deed in zip(self.threads, deeds, strict=True)
        ]
        return [each.result(30) for each in begun]

    def _count(self) -> None:
        self.met += 1

    def _do(self, deed: Deed, barrier: Barrier) -> object:
        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(_Meet(deed.meets, barrier, self)))
            stack.enter_context(connection.execute_wrapper(_Unlock(self.without)))
            try:
                return deed.do()
            except Exception as error:  # noqa: BLE001 -- the race is judged by it
                return error


class _Meet:
    def __init__(self, at: str, barrier: Barrier, desks: Desks) -> None:
        self.at, self.barrier, self.desks = re.compile(at), barrier, desks
        self.been = False

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not self.been and self.at.search(sql):
            self.been = True
            with suppress(BrokenBarrierError):
                self.barrier.wait(self.desks.patience)
        return execute(sql, *rest)


class _Unlock:
    """Takes the lock out of what reads these tables, as if the action had forgotten it."""

    def __init__(self, tables: tuple[str, ...]) -> None:
        self.tables = tables

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        lock = LOCK.search(sql) if self.tables else None
        if lock and (lock["of"] or FROM.search(sql)["table"]) in self.tables:
            sql = sql[: lock.start()]
        return execute(sql, *rest)

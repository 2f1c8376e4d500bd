"""Every point of every request: kill, restart, send again, and look what there is."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from ecase.core.sweeping import orphans, remove
from ecase.payments import invariants
from ecase.reporting.management.commands.reference_data import load
from tests.crashes.databases import Databases
from tests.crashes.dying import COMMIT, Statements, in_child, kill_myself
from tests.crashes.world import Request, build, counts

SERVER, DATABASE = "server", "database"
ANSWER = 0  # in place of the number of a statement: after all of them, when the answer has gone out
WRITES = (COMMIT, "INSERT", "UPDATE", "DELETE")
A_DAY_LATER = timedelta(hours=-1)  # a grace period that everything has passed
DONE_ALREADY = 409  # as good an answer as any, where the first sending had its effect


@dataclass
class Tally:
    """What was tried of one request, how long it took (seconds), and what went wrong."""

    name: str
    statements: int
    tried: dict[str, int] = field(default_factory=lambda: {SERVER: 0, DATABASE: 0})
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)


def run(folder: Path, *, every: bool, only: str = "") -> Iterator[Tally]:
    """Kill the server and the database after each statement where ``every``; else after each that
    writes, after each commit, and the database after the answer.

    A statement that only reads leaves what the one before it left.
    """
    databases = Databases(folder)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        load()
        requests = [request for request in build() if only in request.name]
        for request in requests:
            request.client.get(request.path)  # loads the pages' code, once for all the forks
            request.before = counts(request.office)
        connection.close()
        for request in requests:
            yield _run(databases, request, every=every)
    finally:
        connection.close()
        databases.stop()


def _run(databases: Databases, request: Request, *, every: bool) -> Tally:
    began = time.monotonic()
    databases.fresh()
    statements = in_child(lambda: _send(request, Statements()))["seen"]
    tally = Tally(request.name, len(statements))
    for victim, after in _points(statements, every=every):
        tally.tried[victim] += 1
        for wrong in _try(databases, request, victim, after):
            said = "the answer" if after == ANSWER else statements[after - 1]
            tally.failures.append(f"{request.name}, {victim} killed after {after} {said}: {wrong}")
    tally.seconds = time.monotonic() - began
    return tally


def _points(statements: list[str], *, every: bool) -> Iterator[tuple[str, int]]:
    for at, sql in enumerate(statements, start=1):
        if every or sql.startswith(WRITES):
            yield SERVER, at
            yield DATABASE, at
    yield DATABASE, ANSWER


def _try(databases: Databases, request: Request, victim: str, after: int) -> list[str]:
    databases.fresh(to_be_killed=victim == DATABASE)
    kill = kill_myself if victim == SERVER else databases.kill
    first = in_child(lambda: _send(request, Statements(kill, after=after), at_the_end=kill))
    if victim == DATABASE:
        databases.restart()
    acknowledged = first is not None and first["status"] < 400
    return in_child(lambda: _look_and_send_again(request, acknowledged=acknowledged))


def _send(request: Request, statements: Statements, at_the_end: Callable[[], None] | None = None):
    statements.watch()
    status = request.send().status_code
    came = len(statements.seen)
    if at_the_end and (statements.after == ANSWER or came < statements.after):
        at_the_end()
    return {"status": status, "seen": statements.seen}


def _look_and_send_again(request: Request, *, acknowledged: bool) -> list[str]:
    wrong = []
    found = counts(request.office)
    done = found == request.done
    if not done and found != request.before:
        wrong.append(f"half is there: {found}")
    if acknowledged and not done:
        wrong.append("it was acknowledged, and is lost")
    status = request.send().status_code
    if status not in (200, 302) and not (done and status == DONE_ALREADY):
        wrong.append(f"sent again it is answered with {status}")
    found = counts(request.office)
    if found != request.done:
        wrong.append(f"sent again there is {found} in place of {request.done}")
    wrong += [f"law {one.law.key} is broken: {one}" for one in invariants.broken()]
    _sweep()
    return wrong + [str(one) for one in invariants.damaged(thorough=True)]


def _sweep() -> None:
    """As a day later: what the kill left behind goes, and nothing else may."""
    for orphan in orphans(grace=A_DAY_LATER):
        remove(orphan, grace=A_DAY_LATER)

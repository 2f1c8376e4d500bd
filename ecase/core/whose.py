"""Whose rows a statement may see (ของเขตใด): an office's, the whole city's, or nobody's.

The connection is told before the statement (core/postgresql), and row security does the rest
(reporting/walls). Where nothing is said it is nobody's, and no row shows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from .roles import APP, CITY

OWNER = "none"  # SET ROLE NONE: whoever signed in


@dataclass(frozen=True)
class Whose:
    """In which role a statement runs, and of which office (key and code) and officer."""

    role: str
    office: str = ""
    code: str = ""
    officer: str = ""


NOBODY, THE_CITY, THE_OWNER = Whose(APP), Whose(CITY), Whose(OWNER)

_by_default = NOBODY
_now: ContextVar[Whose | None] = ContextVar("whose", default=None)


def now() -> Whose:
    """Whose rows the next statement may see."""
    return _now.get() or _by_default


@contextmanager
def rows_of(whose: Whose) -> Iterator[None]:
    """Let the statements within see these rows."""
    before = _now.set(whose)
    try:
        yield
    finally:
        _now.reset(before)


@contextmanager
def over_the_city(reason: str) -> Iterator[None]:
    """Look past the own office on purpose, for this reason; around a block or a whole function.

    What is read within leaves it only as the function says; decision 22 lists every place. Never
    within a generator, nor around a query that is asked later.
    """
    assert reason  # noqa: S101 -- it is for who reads the code
    with rows_of(THE_CITY):
        yield


def the_owner_by_default() -> None:
    """Of a program that the operator starts (manage.py, tests): the owner, where nothing is said.

    The web server never says so.
    """
    global _by_default
    _by_default = THE_OWNER


def in_turn(parts: Iterator[bytes], whose: Whose) -> Iterator[bytes]:
    """The parts of an answer that are made while they are sent, still as whose they were asked for."""
    while True:
        with rows_of(whose):
            part = next(parts, None)
        if part is None:
            return
        yield part

"""Whose rows a statement may see (ของเขตใด): the office, the whole city, the owner's, or nobody's.

The product's own connection is told before each statement (core/postgresql), and row security does
the rest (reporting/walls). Where nothing is said it is nobody's, and no row shows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from .roles import APP, CITY

OWNER = "none"  # SET ROLE NONE: whoever DATABASE_URL signs in



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


def over_the_city(reason: str) -> Any:
    """Look past the own office on purpose, for this reason; of a function or of a block.

    What is read here must not leave the code as it is: docs/decisions/0019 lists every place.
    """
    assert reason  # noqa: S101 -- said in the code, for who reads it
    return rows_of(THE_CITY)


def as_the_owner() -> Any:
    """Do what only the owner of the tables may: migrations, reference data."""
    return rows_of(THE_OWNER)


def the_owner_by_default() -> None:
    """Of a program that the operator starts (manage.py, tests): the owner, where nothing is said.

    The web server never says so.
    """
    global _by_default  # noqa: PLW0603
    _by_default = THE_OWNER


def in_turn(parts: Iterator[bytes], whose: Whose) -> Iterator[bytes]:
    """The parts of an answer that are made while they are sent, still as whose they were asked for."""
    while True:
        with rows_of(whose):
            part = next(parts, None)
        if part is None:
            return
        yield part

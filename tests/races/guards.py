"""Guards taken away, to see what they guard from: locks, indexes, triggers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from psycopg import sql


@dataclass(frozen=True)
class Without:
    """What is taken away, and what is to be seen then.

    ``shows`` is "error" where another guard stands behind, and answers with a raw error in place of
    the rule; "damage" where both deeds succeed, or one undoes the other.
    """

    shows: str
    locks: tuple[str, ...] = ()  # tables whose rows are read without their lock
    triggers: tuple[str, ...] = ()  # "table.trigger"
    indexes: tuple[str, ...] = ()  # unique indexes and constraints, in an order that they allow

    def __str__(self) -> str:
        laws = "-and-law" if self.triggers or self.indexes else ""
        return f"without-{'lock' if self.locks else ''}{laws}-{self.shows}"


@contextmanager
def taken_away(guards: Without) -> Iterator[None]:
    """Without these laws of the database; what broke them is swept away before they come back."""
    back = []
    try:
        for name in guards.triggers:
            table, _, trigger = name.partition(".")
            for found in _triggers(table, trigger):
                _alter_trigger("DISABLE", table, found)
                back.append(lambda t=table, f=found: _alter_trigger("ENABLE", t, f))
        back += [_drop(name) for name in guards.indexes]
        yield
    finally:
        call_command("flush", verbosity=0, interactive=False)
        for restore in reversed(back):
            restore()


def _triggers(table: str, name: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            [table],
        )
        names = [row[0] for row in cursor.fetchall()]
    found = [n for n in names if n == name or n.startswith(f"pgtrigger_{name}_")]
    assert found, f"{table} has no trigger {name}"
    return found


def _alter_trigger(how: str, table: str, trigger: str) -> None:
    statement = sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
        sql.Identifier(table), sql.SQL(how), sql.Identifier(trigger)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _drop(name: str):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE conname = %s",
            [name],
        )
        if constraint := cursor.fetchone():
            table, named = sql.Identifier(constraint[0]), sql.Identifier(name)
            cursor.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(table, named))
            again = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                table, named, sql.SQL(constraint[1])
            )
        else:
            cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
            again = sql.SQL(cursor.fetchone()[0])
            cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))

    def restore() -> None:
        with connection.cursor() as cursor:
            cursor.execute(again)

    return restore

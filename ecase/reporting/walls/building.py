"""Building the second wall: what the product's roles may do, told to the database.

It is built anew by ``migrate``, whole and by the tables' owner, so that no migration need think of
it: a table or a trigger that a migration made or replaced has its wall before the product runs.
"""

from collections.abc import Iterator
from pathlib import Path

from django.core.management import CommandError
from django.db import ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from ecase.core.roles import APP, CITY, CREATE_ROLES, LOOKER, ROLES
from ecase.core.whose import THE_OWNER, rows_of

from .tables import TABLES, Table

HISTORY = Path(__file__).with_name("history.sql")
LAWS_ASIDE = Path(__file__).with_name("laws_aside.sql")
# Administrators remove what is kept no longer by these alone, which ask for their order (decision 24).
REMOVAL = (
    "GRANT EXECUTE ON FUNCTION remove_personal_data(bigint, bigint, jsonb, jsonb, bytea),"
    " finish_retention(bigint, bytea, text) TO {}"
)
ACTS = sql.SQL(", ").join(map(sql.Identifier, (APP, CITY)))
SAFE_PATH = "pg_catalog, public, pg_temp"


class NoWall(CommandError):
    """A table of which nobody said whose it is, or roles that may not be made."""


def build() -> None:
    """Give the product's roles what tables.py says and nothing else."""
    with rows_of(THE_OWNER), transaction.atomic(), connection.cursor() as cursor:
        _make_roles(cursor)
        stored = set(connection.introspection.table_names(cursor))
        if unsaid := stored - TABLES.keys():
            raise NoWall(f"Say in reporting/walls/tables.py whose rows are of {sorted(unsaid)}.")
        for statement in _open_schema():
            cursor.execute(statement)
        for name in sorted(stored):
            for statement in _wall(cursor, name, TABLES[name]):
                cursor.execute(statement)
        for statement in _laws_look_at_all(cursor):
            cursor.execute(statement)
        cursor.execute(LAWS_ASIDE.read_text())
        cursor.execute(HISTORY.read_text())
        cursor.execute(sql.SQL(REMOVAL).format(sql.Identifier(CITY)))


def _make_roles(cursor: CursorWrapper) -> None:
    cursor.execute(
        "SELECT name FROM unnest(%s::text[]) name WHERE NOT EXISTS (SELECT FROM pg_roles r"
        " WHERE r.rolname = name AND pg_has_role(r.oid, 'MEMBER'))",
        [list(ROLES)],
    )
    if not cursor.fetchall():
        return
    try:
        cursor.execute(CREATE_ROLES)
        for role in ROLES:
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))
    except ProgrammingError as error:
        raise NoWall(
            f"The owner of the database may not make the roles {', '.join(ROLES)}: let a superuser "
            "run the statement in ecase/core/roles.py, and GRANT the three to the owner."
        ) from error


def _open_schema() -> Iterator[sql.Composable]:
    yield sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(ACTS, sql.Identifier(LOOKER))


def _wall(cursor: CursorWrapper, name: str, may: Table | None) -> Iterator[sql.Composable]:
    table = sql.Identifier(name)
    everybody = sql.SQL(", ").join(map(sql.Identifier, ROLES))
    yield sql.SQL("REVOKE ALL ON {} FROM {}, PUBLIC").format(table, everybody)
    cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s", [name])
    for (policy,) in cursor.fetchall():
        yield sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(policy), table)
    if may is None:
        return
    rights = [*["INSERT"] * may.adds, *["DELETE"] * may.deletes]
    writers = sql.Identifier(CITY) if may.of_the_centre else ACTS
    yield sql.SQL("GRANT SELECT ON {} TO {}").format(table, ACTS)
    if rights:
        yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(", ".join(rights)), table, writers)
    if columns := _later(cursor, name, may):
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        yield sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(listed, table, writers)
    if may.locked:
        yield from _locked_only(table, sql.Identifier(APP) if may.of_the_centre else ACTS)
    if may.shown or may.locked:
        yield sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table)
        yield sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(table)
        shown = sql.SQL(may.shown or "true")
        for policy, role, rows in (
            ("of_the_office", sql.Identifier(APP), shown),
            ("of_the_city", sql.Identifier(CITY), sql.SQL("true")),
            ("of_the_owner", sql.SQL("CURRENT_USER"), sql.SQL("true")),
        ):
            yield sql.SQL("CREATE POLICY {} ON {} TO {} USING ({})").format(
                sql.Identifier(policy), table, role, rows
            )


def _later(cursor: CursorWrapper, name: str, may: Table) -> list[str]:
    if not may.later.startswith("-"):
        return may.later.split()
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attname <> ALL (%s) ORDER BY attnum",
        [name, may.later[1:].split()],
    )
    return [column for (column,) in cursor.fetchall()]


def _locked_only(table: sql.Identifier, who: sql.Composable) -> Iterator[sql.Composable]:
    """Locking a row asks for the right to update it; no update of it comes through.

    The owner, who is a member of the roles, is not meant.
    """
    yield sql.SQL("GRANT UPDATE (id) ON {} TO {}").format(table, who)
    yield sql.SQL(
        "CREATE POLICY locked_only ON {} AS RESTRICTIVE FOR UPDATE TO {}"
        " USING (true) WITH CHECK (current_user NOT IN ({}, {}))"
    ).format(table, who, sql.Literal(APP), sql.Literal(CITY))


def _laws_look_at_all(cursor: CursorWrapper) -> Iterator[sql.Composable]:
    """A trigger asks of all that is stored, whoever writes: it runs as the owner."""
    cursor.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND prorettype = 'trigger'::regtype ORDER BY proname"
    )
    for (name,) in cursor.fetchall():
        function = sql.Identifier(name)
        yield sql.SQL("ALTER FUNCTION {}() SECURITY DEFINER SET search_path = {}").format(
            function, sql.SQL(SAFE_PATH)
        )

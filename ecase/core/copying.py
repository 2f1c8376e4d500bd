"""Many rows into a table at once (COPY), where thousands of records are written in one step.

It is an insert like any other: defaults, constraints and triggers hold, and errors are Django's.
Only what Python would do with each record is left out.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql

from .sealed_fields import sealed_fields


def copy_in(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values, in the order of the fields named; columns left out get the default
    that the database has."""
    columns = [sql.Identifier(_column(model, name)) for name in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    errors = connection.wrap_database_errors
    with errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _column(model: type[Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, Field) and field.column  # noqa: S101 -- a column of this very table
    assert field not in sealed_fields(model)  # noqa: S101 -- it would lie there in clear
    return field.column

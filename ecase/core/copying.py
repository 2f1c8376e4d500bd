"""Many rows into a table at once, where thousands of records are written in one step.

It is an insert like any other: defaults, constraints and triggers hold, and errors are Django's.
Only what Python would do with each record is left out. (COPY would be it, but PostgreSQL has none
under row security.)
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Field, Model
from psycopg import sql

from .sealed_fields import sealed_fields

AT_ONCE = 5000  # rows in one statement


def copy_in(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values, in the order of the fields named; columns left out get the default
    that the database has."""
    into = [_field(model, name) for name in fields]
    # One array a column, read by the column's own type as COPY would.
    arrays = [sql.SQL("%b::text[]::{}[]").format(sql.SQL(_type(field))) for field in into]
    statement = sql.SQL("INSERT INTO {} ({}) SELECT * FROM unnest({})").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in into),
        sql.SQL(", ").join(arrays),
    )
    rows = iter(rows)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # Not Django's own, which would write thousands of texts into the statement, quoted twice.
        bound = psycopg.Cursor(cursor.connection)
        while chunk := list(islice(rows, AT_ONCE)):
            columns = zip(*chunk, strict=True)
            texts = [list(map(_text, column)) for column in columns]
            bound.execute(statement, texts, prepare=False)


def _type(field: "Field[Any, Any]") -> str:
    """Without its length: a cast would cut off what is too long, and the column refuses it."""
    return re.sub(r"\(.*\)", "", field.rel_db_type(connection) or "")


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return None if value is None else str(value)


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    field = model._meta.get_field(name)
    assert isinstance(field, Field) and field.column  # noqa: S101 -- a column of this very table
    assert field not in sealed_fields(model)  # noqa: S101 -- it would lie there in clear
    return field

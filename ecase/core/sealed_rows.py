"""Rows that are sealed again (ปิดผนึกใหม่): under another key, or for the first time.

By whoever owns the tables, in batches of which each is done or not: the triggers that let nobody
change what is written once are off for its owner and for this transaction alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.db.models import ExpressionWrapper, F, Func, Q, Value
from psycopg import sql

from .sealed_fields import DigestField, SealedBytesField, SealedTextField, sealed_fields
from .sealing import Broken, current_head, is_current

Column = Any  # a field of a model, sealed or not
ROWS = 1000  # in one batch
LARGE = 4  # of those that hold whole files


def lying(field: Column) -> "ExpressionWrapper[Any]":
    """What lies in a sealed column, unopened."""
    return ExpressionWrapper(F(field.name), output_field=models.BinaryField())


def batches(
    model: type[models.Model],
    columns: Sequence[Column],
    among: "models.QuerySet[Any] | None" = None,
) -> Iterator[list[list[Any]]]:
    """All rows, or some, in the order of their keys: the key, and what lies in the columns."""
    large = any(isinstance(one, SealedBytesField | SealedTextField) for one in columns)
    asked = [lying(one) if one in sealed_fields(model) else F(one.name) for one in columns]
    rows = (model._base_manager.all() if among is None else among).order_by("pk")
    after: Any = None
    while True:
        here = rows if after is None else rows.filter(pk__gt=after)
        found = [list(row) for row in here.values_list("pk", *asked)[: LARGE if large else ROWS]]
        if not found:
            return
        yield found
        after = found[-1][0]


def write(model: type[models.Model], columns: Sequence[Column], rows: Sequence[list[Any]]) -> None:
    """Put values into the columns of rows: each row is its key, and what is to lie there."""
    key = model._meta.pk
    if not rows or key is None:
        return
    types = [key.rel_db_type(connection), *(one.db_type(connection) for one in columns)]
    arrays = [sql.SQL("%s::{}[]").format(sql.SQL((of or "").split("(")[0])) for of in types]
    names = [sql.Identifier(one.column or "") for one in (key, *columns)]
    changed = [sql.SQL("{0} = v.{0}").format(name) for name in names[1:]]
    told = sql.SQL(
        "UPDATE {table} AS t SET {changed} FROM unnest({arrays}) AS v ({names}) "
        "WHERE t.{key} = v.{key}"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        changed=sql.SQL(", ").join(changed),
        arrays=sql.SQL(", ").join(arrays),
        names=sql.SQL(", ").join(names),
        key=names[0],
    )
    with connection.cursor() as cursor:
        cursor.execute(told.as_string(), [list(values) for values in zip(*rows, strict=True)])


# Events that wait for the end of the transaction keep a table from being altered.
SETTLE = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


@contextmanager
def as_owner(model: type[models.Model]) -> Iterator[None]:
    """In one transaction without the triggers of a table: only its owner may take them away."""
    table = sql.Identifier(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTLE)
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table).as_string())
        yield
        cursor.execute(SETTLE)
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table).as_string())


def seal_first(model: type[models.Model], digests: Sequence[DigestField] = ()) -> None:
    """Seal what lies in clear in the sealed columns of a migration's model, with its digests."""
    columns = sealed_fields(model)
    for found in batches(model, columns):
        rows = []
        for key, *clear in found:
            told = [
                None if one is None else field.from_bytes(bytes(one))
                for field, one in zip(columns, clear, strict=True)
            ]
            named = dict(zip((field.name for field in columns), told, strict=True))
            rows.append(
                [
                    key,
                    *(
                        None if one is None else field.sealed(one)
                        for field, one in zip(columns, told, strict=True)
                    ),
                    *(one.of_text(named[one.of]) for one in digests),
                ]
            )
        write(model, [*columns, *digests], rows)


def open_again(model: type[models.Model]) -> None:
    """Put in clear what was sealed, on the way back of a migration."""
    columns = sealed_fields(model)
    for found in batches(model, columns):
        rows = [
            [
                key,
                *(
                    None if one is None else field.to_bytes(field.opened(one))
                    for field, one in zip(columns, there, strict=True)
                ),
            ]
            for key, *there in found
        ]
        write(model, columns, rows)


@dataclass(frozen=True)
class Anew:
    """What came of a batch: the rows that were sealed anew, and the keys of those that do not open."""

    rows: int
    broken: Sequence[Any]


def to_seal(model: type[models.Model]) -> "models.QuerySet[Any]":
    """The rows in which something is sealed under another key than the first of the ring."""
    head = current_head()
    other = Q()
    begins = {
        f"{field.name}_begins": Func(
            *(lying(field), Value(1), Value(len(head))),
            function="substr",
            output_field=models.BinaryField(),
        )
        for field in sealed_fields(model)
    }
    for name in begins:
        other |= ~Q(**{name: head}) & ~Q(**{name: b""}) & Q(**{f"{name}__isnull": False})
    rows: models.QuerySet[Any] = model._base_manager.alias(**begins).filter(other)
    return rows


def seal_anew(model: type[models.Model]) -> Iterator[Anew]:
    """Seal under the first key of the ring all that another one sealed, batch by batch. Each is done
    or not; what is done is not done again. A row that does not open is left as it is."""
    columns = sealed_fields(model)
    for found in batches(model, columns, to_seal(model)):
        rows, broken = [], []
        for key, *there in found:
            try:
                anew = [_anew(field, one) for field, one in zip(columns, there, strict=True)]
            except Broken:
                broken.append(key)
            else:
                rows.append([key, *anew])
        with as_owner(model):
            write(model, columns, rows)
        yield Anew(len(rows), broken)


def _anew(field: Any, there: bytes | None) -> bytes | None:
    if not there or is_current(bytes(there)):
        return there
    sealed: bytes = field.sealed(field.opened(there))
    return sealed


def digest_anew(model: type[models.Model], digests: Sequence[DigestField]) -> int:
    """Write the digests of all rows under the first key of their ring; says how many rows."""
    of = [model._meta.get_field(one.of) for one in digests]
    count = 0
    with as_owner(model):
        for found in batches(model, of):
            opened = [
                [key, *(field.opened(one) for field, one in zip(of, there, strict=True))]  # type: ignore[union-attr]
                for key, *there in found
            ]
            rows = [
                [key, *(one.of_text(text) for one, text in zip(digests, texts, strict=True))]
                for key, *texts in opened
            ]
            write(model, digests, rows)
            count += len(rows)
    return count

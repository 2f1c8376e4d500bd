"""Thousands of keys in one query."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Field, Func, Value


class AnyOf(Func):
    """Whether a field is any of these (SQL ``= ANY``), as in ``filter(AnyOf("pk", keys))``;
    ``kind`` is the field of one, where they are no keys.

    ``pk__in`` says the same with a parameter for each key; of thousands, to write that statement
    takes longer than to answer it.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(
        self, field: str, values: Iterable[Any], kind: "Field[Any, Any] | None" = None
    ) -> None:
        of = ArrayField(kind or BigIntegerField())
        super().__init__(F(field), Value(list(values), output_field=of))

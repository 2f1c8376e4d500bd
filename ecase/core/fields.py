"""Model fields that the whole office uses."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Right


def baht(**options: Any) -> "models.DecimalField[Decimal | str, Decimal]":
    """A sum of money in baht with satang (จำนวนเงิน), as an exact decimal."""
    return models.DecimalField(max_digits=12, decimal_places=2, **options)


KEY_DIGITS = 10


def account_key() -> models.GeneratedField:
    """By what an ``account_number`` is known again, however it was typed: its last ten digits.

    With zeros in front, or with the digits there that the bank's file leaves out, it is another
    number, and the money goes to the same place.
    """
    return models.GeneratedField(
        expression=Right(Concat(Value("0" * KEY_DIGITS), F("account_number")), KEY_DIGITS),
        output_field=models.CharField(max_length=KEY_DIGITS),
        db_persist=True,
    )

"""Model fields that the whole office uses."""

from decimal import Decimal
from typing import Any

from django.db import models


def baht(**options: Any) -> "models.DecimalField[Decimal | str, Decimal]":
    """A sum of money in baht with satang (จำนวนเงิน), as an exact decimal."""
    return models.DecimalField(max_digits=12, decimal_places=2, **options)

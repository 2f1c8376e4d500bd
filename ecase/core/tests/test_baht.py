import json
from decimal import Decimal
from pathlib import Path

import pytest

from ecase.core import thai

VECTORS = json.loads((Path(__file__).parent / "thai_vectors.json").read_text())["baht_text"]


@pytest.mark.parametrize(("amount", "words"), VECTORS.items())
def test_a_sum_is_said_in_words(amount, words):
    assert thai.baht_words(Decimal(amount)) == words


def test_half_a_satang_is_rounded_up():
    assert thai.baht_words(Decimal("0.005")) == "หนึ่งสตางค์"


def test_a_debt_has_no_words():
    with pytest.raises(ValueError, match="below zero"):
        thai.baht_words(Decimal(-1))


def test_figures_have_two_decimals_and_the_minus_of_print():
    assert thai.baht(Decimal("1234567.5")) == "1,234,567.50"
    assert thai.baht(Decimal(-500)) == "−500.00"

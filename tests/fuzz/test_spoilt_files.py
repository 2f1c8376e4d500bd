"""500 spoilt files: each becomes a clean paper or is refused in our words, in its time and memory."""

import pytest

from tests.fuzz.__main__ import SEED, judged
from tests.fuzz.judging import Tally, file_of, how_it_ended

FILES = 500
PARTS = 5  # so that several processors share them


@pytest.mark.parametrize("part", range(PARTS))
def test_are_taken_clean_or_refused_in_words(part):
    each = FILES // PARTS
    tally = Tally()
    for _, some in judged(range(part * each, (part + 1) * each), SEED, cores=1):
        tally.add(some)
    assert not tally.failures, "\n".join(tally.failures)
    assert tally.outcomes["accepted"] > 10
    assert tally.outcomes["refused: damaged"] > 10


def test_are_the_same_whenever_they_are_made():
    assert [file_of(number, SEED) for number in range(40)] == [
        file_of(number, SEED) for number in range(40)
    ]
    assert file_of(1, SEED) != file_of(1, SEED + 1)


def test_that_end_the_worker_say_how():
    assert how_it_ended(b"%PDF-1.7 nothing", "x.pdf") == "ended with 0"

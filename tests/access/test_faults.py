"""The walk is worth something: a filter or a guard taken away is seen."""

import pytest

from .faults import FAULTS


def test_there_are_twenty_and_more():
    assert len(FAULTS) >= 20


@pytest.mark.parametrize("name", FAULTS)
def test_a_guard_that_is_taken_away_is_missed(world, name):
    fault = FAULTS[name]
    with fault.seeded():
        assert fault.caught(world)

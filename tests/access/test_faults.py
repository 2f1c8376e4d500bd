"""The walk is worth something: a filter or a guard taken away is seen."""

import pytest

from .canaries import history_leaks, leaks
from .faults import FAULTS, every_filter_off, the_wall_down


def test_there_are_twenty_and_more():
    assert len(FAULTS) >= 20


@pytest.mark.parametrize("name", FAULTS)
def test_a_guard_that_is_taken_away_is_missed(world, name):
    fault = FAULTS[name]
    with the_wall_down(), fault.seeded():
        assert fault.caught(world)


def test_with_every_filter_off_the_database_still_shows_no_other_office(world):
    with every_filter_off():
        assert leaks(world) == []
        assert history_leaks(world) == []

"""Who may open what: every address, every duty and a stranger, every kind of record and method."""

from .declared import PAGES, PUBLIC
from .walking import addresses, walk, walk_without_token


def test_each_address_is_declared():
    """A new page is red until it stands in declared.py, with who may open it and send to it."""
    assert {name for name, _ in addresses()} == set(PAGES) | set(PUBLIC)


def test_each_address_gives_to_each_what_is_declared(world):
    found = walk(world)
    assert found.wrong == []
    assert found.tried > 1500


def test_no_form_is_taken_without_its_token_or_from_another_site(world):
    found = walk_without_token(world)
    assert found.wrong == []
    assert found.tried > 100

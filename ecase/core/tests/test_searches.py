"""What is looked for stands in the session; in the address stands a token that tells nothing."""

from types import SimpleNamespace

from ecase.core.searches import keep_search, kept_search

BITS = 4  # of a hexadecimal digit


def test_an_address_tells_nothing_of_what_was_typed(rf):
    desk = SimpleNamespace(session={})
    tokens = [keep_search(desk, "5838023466970") for _ in range(2)]
    assert tokens[0] != tokens[1]
    assert all(len(token) * BITS >= 128 for token in tokens)
    back = rf.get("/", {"s": tokens[0]})
    back.session = desk.session
    assert kept_search(back) == "5838023466970"
    back.session = {}
    assert kept_search(back) is None

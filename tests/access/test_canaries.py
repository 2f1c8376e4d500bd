"""Nothing that another office says reaches an officer, whatever is opened, typed or taken away (I26)."""

from .canaries import history_leaks, leaks, on_the_console, text_of, visits, words_in
from .world import World


def test_no_word_of_another_office_is_in_any_answer_log_or_mail(world):
    """Pages, papers, spreadsheets, headers; B's numbers typed into addresses and the search. Numbers
    of the own persons are masked where a page is not there to show them."""
    with on_the_console() as said:
        assert leaks(world) == []
    assert words_in(said.getvalue(), world.there.words) == set()
    assert words_in(said.getvalue(), world.here.words) == set()


def test_the_words_are_there_to_be_found(world):
    """The same reading finds them where they belong: else the test above would show nothing."""
    seen = set()
    for _, answer in visits(World(world.there, world.here, world.centre), as_files=False):
        seen |= {word.rsplit(" ", 1)[0] for word in words_in(text_of(answer), world.there.words)}
    written = {*world.there.words.texts.values(), *world.there.words.numbers.values()}
    # A row of the bank's list is read and never shown, a browser that is signed in no more neither;
    # who is to be head or administrator, and why, only the centre sees.
    assert written - seen <= {"row", "device", "head", "card", "reason"}


def test_the_history_of_an_id_says_of_another_office_what_r22_names(world):
    assert history_leaks(world) == []

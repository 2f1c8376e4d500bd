"""Documents at rest: what lies in the storage tells nothing, opens under its own name alone, and its key
can be changed."""

import io
import secrets

import pytest
from django.core.files.storage import default_storage

from ecase.core import sealed_objects, storage
from ecase.core.sealed_objects import HEAD, MAGIC, TAG, opened, sealed, sealed_size
from ecase.core.sealing import Broken
from ecase.core.storage import DamagedObject, fetch, is_whole, keep, seal_anew
from ecase.core.tests.stores import overwrite, s3, s3_server, store

__all__ = ["s3", "s3_server", "store"]  # fixtures
OLD, NEW = (f"{name}:{secrets.token_urlsafe(32)}" for name in ("old", "new"))
TEXT = b"%PDF of somebody in hardship"


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(sealed_objects, "PIECE", 10)


def raw(name):
    """What a thief of the disk has."""
    with default_storage.open(name) as file:
        return file.read()


def read(bytes_, about="a"):
    return b"".join(opened(io.BytesIO(bytes_), about=about))


def test_what_lies_there_tells_nothing_of_the_paper(db, store):
    stored = keep(TEXT, ".pdf")
    lying = raw(stored.name)
    assert lying.startswith(MAGIC)
    assert not any(TEXT[at : at + 6] in lying for at in range(len(TEXT) - 6))
    assert len(lying) == sealed_size(stored.size)
    assert stored.size == len(TEXT)


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 20, 35])
def test_it_opens_whatever_its_length(small_pieces, size):
    content = secrets.token_bytes(size)
    lying = b"".join(sealed(content, about="a"))
    assert len(lying) == sealed_size(size)
    assert read(lying) == content


def test_the_same_paper_lies_there_in_other_bytes_each_time():
    assert b"".join(sealed(TEXT, about="a")) != b"".join(sealed(TEXT, about="a"))


def cut(lying):
    return lying[: HEAD + 2 * (10 + TAG)]


def cut_inside(lying):
    return lying[:-1]


def all_cut(lying):
    return lying[:HEAD]


def longer(lying):
    return lying + b"x"


def swapped(lying):
    first, second = HEAD + 26, HEAD + 52
    return lying[:HEAD] + lying[first:second] + lying[HEAD:first] + lying[second:]


def one_bit(lying):
    return lying[:-20] + bytes([lying[-20] ^ 1]) + lying[-19:]


def other_key_named(lying):
    return lying.replace(b"old", b"odd", 1)


@pytest.mark.parametrize(
    "spoil", [cut, cut_inside, all_cut, longer, swapped, one_bit, other_key_named]
)
def test_what_was_changed_does_not_open(small_pieces, settings, spoil):
    settings.ECASE_KEYS = OLD
    lying = b"".join(sealed(TEXT, about="a"))
    assert read(lying) == TEXT
    with pytest.raises(Broken):
        read(spoil(lying))
    with pytest.raises(Broken):
        read(lying, about="b")


def test_what_lies_under_another_papers_name_is_damaged(db, store):
    first, second = keep(b"first", ".pdf"), keep(b"other", ".pdf")
    overwrite(second.name, raw(first.name))
    assert not is_whole(second, thorough=True)
    with pytest.raises(DamagedObject):
        fetch(second.name)


def test_a_paper_of_before_is_read_and_then_sealed_in_its_place(db, store):
    stored = keep(TEXT, ".pdf")
    overwrite(stored.name, TEXT)
    assert fetch(stored.name) == TEXT
    assert is_whole(stored, thorough=True)
    assert seal_anew(stored.name)
    assert raw(stored.name).startswith(MAGIC)
    assert fetch(stored.name) == TEXT
    assert not seal_anew(stored.name)


def test_another_key_takes_the_place_of_the_first(db, store, settings):
    settings.ECASE_KEYS = OLD
    stored = keep(TEXT, ".pdf")
    settings.ECASE_KEYS = f"{NEW},{OLD}"
    assert seal_anew(stored.name)
    settings.ECASE_KEYS = NEW
    assert fetch(stored.name) == TEXT
    settings.ECASE_KEYS = OLD
    with pytest.raises(DamagedObject):
        fetch(stored.name)


def test_what_is_damaged_is_left_as_it_is_and_said(db, store):
    stored = keep(TEXT, ".pdf")
    overwrite(stored.name, b"forged")
    with pytest.raises(DamagedObject):
        seal_anew(stored.name)
    assert raw(stored.name) == b"forged"


def test_a_crash_while_it_is_sealed_anew_leaves_the_old_one_whole(db, monkeypatch):
    stored = keep(TEXT, ".pdf")
    overwrite(stored.name, TEXT)

    def full(handle):
        raise OSError("No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        seal_anew(stored.name)
    assert fetch(stored.name) == TEXT

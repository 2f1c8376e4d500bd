import pytest

from ecase.core.sealing import Broken, NoKeys, is_current, ring, seal, unseal

OLD, NEW = "2025:" + "A" * 43, "2026:" + "B" * 43
WHAT = {"use": "totp", "about": "offices.totp:1"}


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.ECASE_KEYS = OLD


def test_what_is_sealed_opens_again_and_is_not_seen():
    sealed = seal(b"secret of one", **WHAT)
    assert unseal(sealed, **WHAT) == b"secret of one"
    assert b"secret" not in sealed
    assert sealed != seal(b"secret of one", **WHAT)


@pytest.mark.parametrize("other", [{"use": "citizen"}, {"about": "offices.totp:2"}])
def test_it_does_not_open_for_another_use_or_record(other):
    with pytest.raises(Broken):
        unseal(seal(b"x", **WHAT), **{**WHAT, **other})


def test_no_byte_of_it_can_be_changed():
    sealed = seal(b"x", **WHAT)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Broken):
            unseal(bytes(changed), **WHAT)
    for odd in (b"", b"\x01", b"\x01\xff", sealed[:10]):
        with pytest.raises(Broken):
            unseal(odd, **WHAT)


def test_a_new_key_seals_and_the_old_one_still_opens(settings):
    sealed = seal(b"x", **WHAT)
    settings.ECASE_KEYS = f"{NEW},{OLD}"
    assert unseal(sealed, **WHAT) == b"x" and not is_current(sealed)
    assert is_current(seal(b"x", **WHAT))
    settings.ECASE_KEYS = NEW
    with pytest.raises(Broken):
        unseal(sealed, **WHAT)


@pytest.mark.parametrize(
    "keys", ["", "2025", "2025:short", f"a b:{'A' * 43}", f"{OLD},{OLD}", "x:" + "é" * 43]
)
def test_a_ring_that_is_none_is_refused(settings, keys):
    settings.ECASE_KEYS = keys
    with pytest.raises(NoKeys):
        ring()

"""Names of people (ชื่อ นามสกุล) as they are compared: against an account's, against one another.

Pure. Nothing here says that a name is wrong, only how far one is from the other.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from .thai import tidy

# What everybody is called by; the bank writes it in one way and the register in another.
COMMON_TITLES = ("นาย", "นาง", "นางสาว", "น.ส.", "เด็กชาย", "ด.ช.", "เด็กหญิง", "ด.ญ.")

# From here on a name passes for a slip of the same one: tone marks, ร for ล, a vowel typed twice,
# one wrong letter of eight or more.
NEAR = 0.8

_THAI = re.compile("[\u0e00-\u0e7f]")
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and patterns that show nothing
_BETWEEN_WORDS = re.compile(r"[\s()\[\]/,&+]+")

# What is mistyped most: marks above that are easily left out, letters of one sound or shape, a
# letter typed twice, and the silent letter at the end of ทิพย์, left out with its mark or without.
_MARKS = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c"  # mai taikhu, the four tones, thanthakhat
_SOUNDS = str.maketrans("ลฬศษณญฏฎฐฑฒธภไีืู", "รรสสนยตดถทททพใิึุ", _MARKS)
_SILENT = re.compile("[ก-ฮ]\u0e4c")
_TWICE = re.compile(r"(.)\1+")


class _Seen(dict[int, int | None]):
    """What ``translate`` makes of a character: nothing, where one sees nothing; looked up once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = code if _has_a_shape(chr(code)) else None
        return self[code]


def _has_a_shape(character: str) -> bool:
    """Whether one sees a character in a Thai name: no mark of another script, no blank letter."""
    kind = unicodedata.category(character)
    mark = kind in ("Mn", "Me") and not _THAI.match(character)
    return not (character.isspace() or kind == "Cf" or mark or character in _BLANKS)


_SEEN = _Seen()


def plain_name(text: str) -> str:
    r"""A name to compare by: one spelling, no capitals, no spaces, nothing invisible.

    >>> plain_name(" น้ำทิพย์ \u200b สิทธิ์ชัยศรี ") == plain_name("น\u0e4d\u0e49\u0e32ทิพย์สิทธิ์ชัยศรี")
    True
    >>> plain_name("Anna  MÜLLER")
    'annamüller'
    >>> plain_name("ใจดำ\u034f") == plain_name("ใจดำ\u3164") == "ใจดำ"
    True
    """
    composed = unicodedata.normalize(
        "NFC", text
    )  # so that a letter's own mark is not taken for one
    return tidy(composed.casefold().translate(_SEEN))


def likeness(a: str, b: str, *, titles: Iterable[str] = ()) -> float:
    """How much two names are one: 0 (nothing of it) to 1 (the same), whatever title is before them.

    It is the likeness of the letters, weighed by that of the sounds. ``titles`` are those known
    besides the common ones.

    >>> likeness("น.ส. นารี", "นางสาวนารี"), likeness("มาลี", "สมชาย") < 0.3
    (1.0, True)
    >>> likeness("นารี", "นาลี"), round(likeness("มาลี", "มานี"), 2)  # ร for ล; another person
    (0.875, 0.66)
    """
    fronts = _fronts(tuple(titles))
    return max(
        _alike(one, other)
        for one in _without_titles(plain_name(a), fronts)
        for other in _without_titles(plain_name(b), fronts)
    )


def far(account_name: str, first_name: str, last_name: str, *, titles: Iterable[str] = ()) -> bool:
    """An account's name (ชื่อบัญชี) is far from the applicant's: a head must look at it.

    It is not where both names stand in it as words, nor where first name and surname are each a
    slip from what stands there. Each: else a long surname would hide that it is the mother's.

    >>> far("น.ส.น้ำทิพ สิทธิ์ชัยศรี", "น้ำทิพย์", "สิทธิชัยศรี")
    False
    >>> far("นางสมศรี สิทธิ์ชัยศรี", "น้ำทิพย์", "สิทธิ์ชัยศรี")
    True
    """
    fronts = _fronts(tuple(titles))
    first, last = plain_name(first_name), plain_name(last_name)
    words = [plain_name(word) for word in _BETWEEN_WORDS.split(account_name)]
    if {first, last} <= _written(words, fronts):
        return False
    # People and banks leave out the space between the names, so every place is tried for it.
    return not any(
        _alike(whole[:cut], first) >= NEAR and _alike(whole[cut:], last) >= NEAR
        for whole in _without_titles("".join(words), fronts)
        for cut in range(len(whole) + 1)
    )


def _written(words: list[str], fronts: tuple[str, ...]) -> set[str]:
    """Every run of whole words, with and without a title: a surname may be of several (ณ อยุธยา).

    Whole words, for มา stands in สมาน too.
    """
    return {
        name
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        for name in _without_titles("".join(words[start:end]), fronts)
    }


def _without_titles(name: str, fronts: tuple[str, ...]) -> list[str]:
    """All readings of a plain name, for นางสาวิตรี may begin with นางสาว and with นาง."""
    readings = [name]
    for reading in readings:
        for front in fronts:
            rest = reading.removeprefix(front)
            if rest and rest not in readings:
                readings.append(rest)
    return readings


@lru_cache(maxsize=8)
def _fronts(titles: tuple[str, ...]) -> tuple[str, ...]:
    """Titles as people write them, the longest first; น.ส. also as น.ส, นส. and นส."""
    written = set()
    for title in map(plain_name, (*COMMON_TITLES, *titles)):
        written.add(title)
        bare = title.replace(".", "")
        if 1 < len(bare) < len(title):  # of one letter (ศ.) the dot tells it from a name
            written |= {title.rstrip("."), f"{bare}.", bare}
    return tuple(sorted(written - {""}, key=lambda title: (-len(title), title)))


def _alike(a: str, b: str) -> float:
    written = OSA.normalized_similarity(a, b)
    heard = max(map(OSA.normalized_similarity, _heard(a), _heard(b)))
    return (1 + written) / 2 * heard


@lru_cache(maxsize=1024)  # of one applicant, the same for every place of the space
def _heard(name: str) -> tuple[str, ...]:
    """With the silent letters and without, for a careless hand forgets only the mark."""
    both = (name, _SILENT.sub("", name))
    return tuple(_TWICE.sub(r"\1", letters.translate(_SOUNDS)) for letters in both)

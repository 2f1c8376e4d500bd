"""Typesets the office's papers (แบบพิมพ์) as tagged PDF/A-2a; knows no database."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"

# Stands for a character that TH SarabunPSK does not have. The font has no box, but it has this.
REPLACEMENT = "◊"

# Characters that take no room or steer others: controls, zero-width and bidirectional marks, and
# halves of surrogate pairs, which cannot even be encoded.
INVISIBLE = ("Cc", "Cf", "Cs")


def make(
    template: str, data: Mapping[str, object], *, made_at: datetime, tagged: bool = True
) -> bytes:
    """One paper as a PDF. The same template, data and time give the same bytes, always.

    The data travel to the template as one JSON string and are only ever text there: nothing that
    an officer typed is read as markup. See `printable` for what becomes of odd characters. Where
    the data do not say in which digits figures are printed, the setting PAPER_DIGITS does. What is
    not ``tagged`` is no paper yet, but a part of one.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    compiler = typst.Compiler(TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts())
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(_cleaned({"digits": digits(), **data}), ensure_ascii=False)},
        pdf_standards=["a-2a" if tagged else "a-2b"],
        pdf_tags=tagged,
        timestamp=int(made_at.timestamp()),
    )
    assert isinstance(pdf, bytes)  # noqa: S101 (the library's type allows other formats)
    return pdf


def digits() -> str:
    """In which figures are printed: the office's choice; forms are looked at without any settings too (README of the templates)."""
    return str(settings.PAPER_DIGITS) if settings.configured else "arabic"


def printable(text: str) -> str:
    """The text as it will stand on paper.

    Composed (NFC); tabs and line ends become spaces, invisible characters go, and a character
    that the font does not have becomes ◊, so that a reader sees that something stood there.

    >>> printable("ก\\u200bข\\n\\u202eค 😀")
    'กข ค ◊'
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(map(_on_paper, composed))


def unprintable(text: str) -> set[str]:
    """The characters of a text that the papers' font does not have, to refuse or warn at typing.

    >>> sorted(unprintable("สมหญิง 李 ใจดี"))
    ['李']
    """
    composed = unicodedata.normalize("NFC", text)
    return {char for char in composed if _on_paper(char) == REPLACEMENT != char}


def _on_paper(char: str) -> str:
    if char.isspace() and char != "\N{NO-BREAK SPACE}":
        return " "
    category = unicodedata.category(char)
    if category in INVISIBLE:
        return ""
    # PDF/A allows no characters for private use, though the font has some.
    return char if category != "Co" and ord(char) in _characters() else REPLACEMENT


def _cleaned(value: object) -> object:
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {key: _cleaned(part) for key, part in value.items()}
        case list() | tuple():
            return [_cleaned(part) for part in value]
        case int() | None:
            return value
    raise TypeError(f"a paper is told ready strings, not {type(value).__name__}")


@cache  # once in a process and only when the first paper is made: never before the server forks
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _characters() -> frozenset[int]:
    with TTFont(FONTS / "THSarabun-Regular.ttf") as font:
        return frozenset(font.getBestCmap())

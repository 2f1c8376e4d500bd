"""The approved pictures of the papers: how each form looked when a person last said that it is right.

After a form was changed on purpose, look at it, then approve it anew, all forms or some by name:

    .venv/bin/python -m ecase.core.tests.approved_papers [report kcorp2 …]

It draws each form with its example, in both kinds of digits, into ecase/core/tests/approved/, and
says which pictures changed. Look at the changes (git shows both) before you commit them.
"""

import sys
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops

from ecase.core.papers.engine import make

from .paper_text import MADE_AT, NAMES, example

APPROVED = Path(__file__).parent / "approved"
DIGITS = ("arabic", "thai")
DPI = 65
SHADES = 16
# A pixel differs when it is lighter or darker by this much of 255; so many may, for the edges of
# letters are drawn a little differently by another processor. One other digit changes more.
MUCH, FEW = 80, 6


def pictures(name: str, digits: str) -> dict[str, Image.Image]:
    """The sheets of a form with its example, by the names of their approved pictures."""
    document = pdfium.PdfDocument(make(name, example(name, digits=digits), made_at=MADE_AT))
    drawn = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]
    return {
        f"{name}-{digits}-{number}.png": _few_shades(sheet)
        for number, sheet in enumerate(drawn, start=1)
    }


def differs(one: Image.Image, other: Image.Image) -> int:
    """How many pixels of two sheets differ much; all of them where the sizes differ."""
    if one.size != other.size:
        return one.width * one.height
    difference = ImageChops.difference(one.convert("L"), other.convert("L"))
    return sum(difference.histogram()[MUCH:])


def approve(names: list[str]) -> list[str]:
    """Draw these forms anew and keep the pictures; gives the names of those that changed."""
    changed = []
    APPROVED.mkdir(exist_ok=True)
    for name in names:
        for digits in DIGITS:
            sheets = pictures(name, digits)
            for old in APPROVED.glob(f"{name}-{digits}-?.png"):
                if old.name not in sheets:
                    old.unlink()
                    changed.append(old.name)
            for file, sheet in sheets.items():
                path = APPROVED / file
                if not path.is_file() or differs(sheet, Image.open(path)) > FEW:
                    sheet.save(path, optimize=True)
                    changed.append(file)
    return changed


def _few_shades(sheet: Image.Image) -> Image.Image:
    """Sixteen shades of grey: a fourth of the size, and as clear."""
    step = 255 // (SHADES - 1)
    indexed = sheet.convert("L").point([round(shade / step) for shade in range(256)])
    indexed = indexed.convert("P")
    indexed.putpalette([shade * step for shade in range(SHADES) for _ in range(3)])
    return indexed


if __name__ == "__main__":
    wanted = sys.argv[1:] or NAMES
    if unknown := set(wanted) - set(NAMES):
        sys.exit(f"no such form: {' '.join(sorted(unknown))}; there are {' '.join(NAMES)}")
    print("\n".join(approve(wanted)) or "nothing changed")  # noqa: T201

"""A page's print (ลายภาพของหน้า): where it gets lighter, by which the same picture is known again.

A cell of the page is marked where it is clearly darker than the one to its right. Another size,
brightness or compression of the same scan marks nearly the same cells; another person's copy of
the same form, laid on the glass anew, marks others. Nearly empty pages have no marks at all.
"""

import pypdfium2
from PIL import Image, ImageChops

from ecase.core.scan_worker import PRINT_BYTES, PRINT_SIZE, Fault, Unfit

DRAWN = 512  # pixels of the longer side
STEEP = 0.25  # of the page's steepest steps: lighter and fainter scans of it mark the same
FEW = 0.01  # of the cells have steps so steep
FAINTEST = 8  # greys; less is the grain of the paper
FEWEST_MARKS = 24


def of(cleaned: bytes, count: int) -> bytes:
    """The prints of all pages of a clean PDF, one after another.

    So every page is drawn once: what cannot be drawn here could not be shown later either.
    """
    document = pypdfium2.PdfDocument(cleaned)
    if len(document) != count:
        raise Unfit(Fault.DAMAGED)
    made = []
    for page in document:
        drawn = page.render(scale=DRAWN / max(page.get_size()))
        made.append(_print(drawn.to_pil()))
        drawn.close()
        page.close()
    document.close()
    return b"".join(made)


def _print(drawn: Image.Image) -> bytes:
    across, down = PRINT_SIZE
    cells = drawn.convert("L").resize((across + 1, down), Image.Resampling.BOX)
    steps = ImageChops.subtract(
        cells.crop((1, 0, across + 1, down)), cells.crop((0, 0, across, down))
    )
    steepest = _of_the_steepest(steps.histogram(), int(across * down * FEW))
    least = max(FAINTEST, int(steepest * STEEP))
    marks = steps.point(lambda step: 255 if step >= least else 0)
    if marks.histogram()[255] < FEWEST_MARKS:
        return bytes(PRINT_BYTES)
    return marks.convert("1", dither=Image.Dither.NONE).tobytes()


def _of_the_steepest(histogram: list[int], cells: int) -> int:
    """The step that so many cells have or pass."""
    for step in range(255, 0, -1):
        cells -= histogram[step]
        if cells <= 0:
            return step
    return 0

"""Papers that look scanned (เอกสารสแกนตัวอย่าง), for the demonstration and for tests."""

import io
import json
import math
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import img2pdf
import typst
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from ecase.core.papers.engine import FONTS

PAGE = Path(__file__).with_name("demo_scan.typ")
DOTS_AN_INCH = 110
SHEETS = 12  # kinds of empty paper, each drawn once: grain takes long
SIGNED_AT = (0.74, 0.81)  # of the page's width and height


def demo_scan(lines: Sequence[str], *, seed: int) -> bytes:
    """A PDF as an office's scanner makes it: the lines on paper, a little askew, grey and signed.

    The first line is the heading. The same lines and seed give the same page.
    """
    chance = random.Random(seed)  # noqa: S311 -- dirt on paper, no secret
    sheets = typst.Compiler(PAGE, root=PAGE.parent, font_paths=_fonts()).compile(
        format="png",
        ppi=DOTS_AN_INCH,
        sys_inputs={"lines": json.dumps(list(lines), ensure_ascii=False)},
    )
    pages = [page for page in (sheets if isinstance(sheets, list) else [sheets]) if page]
    scanned = [
        _scanned(page, chance, signed=number == len(pages))
        for number, page in enumerate(pages, start=1)
    ]
    a4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
    pdf: bytes = img2pdf.convert(
        scanned,
        nodate=True,
        engine=img2pdf.Engine.internal,  # the others write the second in which it was made
        layout_fun=img2pdf.get_layout_fun(a4),
    )
    return pdf


@cache  # once in a process, and only when the first paper is made
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _scanned(page: bytes, chance: random.Random, *, signed: bool) -> bytes:
    sheet = Image.open(io.BytesIO(page)).convert("L")
    if signed:
        _sign(sheet, chance)
    sheet = sheet.rotate(
        chance.uniform(-0.9, 0.9), Image.Resampling.BILINEAR, fillcolor=255
    ).filter(ImageFilter.BoxBlur(0.4))
    out = io.BytesIO()
    ImageChops.multiply(sheet, _paper(sheet.size, chance.randrange(SHEETS))).save(
        out, "JPEG", quality=38
    )
    return out.getvalue()


@cache
def _paper(size: tuple[int, int], number: int) -> Image.Image:
    """Grey paper: grain, a light that falls off to one side, and some specks."""
    chance = random.Random(number)  # noqa: S311 -- dirt on paper, no secret
    across, down = size
    grain = Image.frombytes(
        "L", (across // 2, down // 2), chance.randbytes(across // 2 * (down // 2))
    )
    grain = grain.resize(size, Image.Resampling.BILINEAR).point(lambda grey: 239 + grey // 16)
    light = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(size)
    paper = ImageChops.multiply(grain, light.point(lambda grey: 232 + grey // 10))
    pen = ImageDraw.Draw(paper)
    for _ in range(chance.randint(8, 20)):
        x, y = chance.randrange(across), chance.randrange(down)
        pen.ellipse((x, y, x + chance.randint(0, 2), y + chance.randint(0, 2)), fill=110)
    return paper


def _sign(sheet: Image.Image, chance: random.Random) -> None:
    """A scribble above the dotted line (ลายมือชื่อ)."""
    left, base = sheet.width * SIGNED_AT[0], sheet.height * SIGNED_AT[1]
    tall, fast = chance.uniform(12, 20), chance.uniform(0.18, 0.26)
    points = [
        (
            left + step * 2.2 - 10 * math.sin(step * fast * 2),
            base - abs(tall - step * 0.2) * math.sin(step * fast) - chance.uniform(0, 2),
        )
        for step in range(60)
    ]
    ImageDraw.Draw(sheet).line(points, fill=45, width=2, joint="curve")

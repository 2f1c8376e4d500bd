"""Pictures: upright, without what the camera wrote into them, as an A4 page; and pages as pictures."""

import io
from collections.abc import Iterator

import img2pdf
import pi_heif
import pikepdf
import pypdfium2
from PIL import Image, ImageOps, ImageSequence

from ecase.core.scan_worker import MAX_PAGES, Fault, Unfit
from ecase.core.scan_worker.pdfs import rebuilt

# A JPEG can be read at a half, a quarter or an eighth of its size, so even the 200 million pixels
# of a phone fit into the memory that the worker has; the others cannot.
MAX_PIXELS = {
    "jpeg": 250_000_000,
    "progressive jpeg": 50_000_000,
    "png": 40_000_000,
    "tiff": 40_000_000,
    "heic": 50_000_000,
}
PILLOW_NAMES = {"heic": "heif"}
SUBFILE_TYPE, IS_A_SMALL_COPY = 254, 1  # of a page of a TIFF
LONGEST_SIDE = 3508  # A4 at 300 dots an inch
PNG_BYTES = 3_000_000  # a photograph as PNG is kept as JPEG
QUALITY = 80
MARGIN = 14.0  # points; 5 mm, which every printer can print
TALLEST = 4  # times its width: a page that is drawn taller than this is made narrower


def clean(received: bytes, kind: str) -> tuple[bytes, int]:
    """A received picture as a PDF of A4 pages: one, or as many as a TIFF has."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit says in Thai what is wrong
    if kind == "heic":
        pi_heif.register_heif_opener(thumbnails=False)
    picture: Image.Image = Image.open(io.BytesIO(received), formats=[PILLOW_NAMES.get(kind, kind)])
    sheets = [_encoded(_upright(page, kind), kind) for page in _pages(picture, kind)]
    made = img2pdf.convert(
        sheets,
        nodate=True,
        layout_fun=img2pdf.get_layout_fun(
            pagesize=(img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)),
            border=(MARGIN, MARGIN),
            fit=img2pdf.FitMode.into,
            auto_orient=True,
        ),
    )
    with pikepdf.open(io.BytesIO(made)) as source:
        return rebuilt([source]), len(sheets)


def _pages(picture: Image.Image, kind: str) -> Iterator[Image.Image]:
    if kind != "tiff":
        yield picture
        return
    if getattr(picture, "n_frames", 1) > MAX_PAGES:
        raise Unfit(Fault.TOO_MANY_PAGES)
    for frame in ImageSequence.Iterator(picture):
        if not getattr(frame, "tag_v2", {}).get(SUBFILE_TYPE, 0) & IS_A_SMALL_COPY:
            yield frame


def _upright(picture: Image.Image, kind: str) -> Image.Image:
    """The picture no larger than a page needs, as it is to be read."""
    encoding = f"progressive {kind}" if "progressive" in picture.info else kind
    if picture.width * picture.height > MAX_PIXELS[encoding]:
        raise Unfit(Fault.TOO_LARGE_PICTURE)
    shrink = LONGEST_SIDE / max(picture.size)
    if shrink < 1:
        # Made smaller before anything else: every step is a copy, and memory is short.
        picture.draft(None, (int(picture.width * shrink), int(picture.height * shrink)))
        if picture.mode in ("1", "P"):
            picture = _on_white(picture)
        if kind == "tiff":  # the frames after this one are still to be read from it
            picture = picture.copy()
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    return _on_white(ImageOps.exif_transpose(picture))


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture in black, grey or colour, with white where it was transparent."""
    if picture.mode.startswith("I"):  # 16 bits a grey
        return picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return picture if picture.mode in ("1", "L", "RGB") else picture.convert("RGB")


def _encoded(picture: Image.Image, kind: str) -> bytes:
    bare = Image.new(picture.mode, picture.size)  # a new picture has no metadata to write
    bare.paste(picture)
    out = io.BytesIO()
    if kind == "png" or bare.mode == "1":  # black on white is small and sharp without loss
        bare.save(out, "PNG")
        if out.tell() <= PNG_BYTES:
            return out.getvalue()
        out = io.BytesIO()
    bare.convert("L" if bare.mode == "1" else bare.mode).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def draw(pdf: bytes, page: int, width: int, turn: int) -> bytes:
    """A page of a clean PDF as JPEG, so many pixels wide and so far turned; the first page is 1."""
    document = pypdfium2.PdfDocument(pdf)
    if not 1 <= page <= len(document):
        raise Unfit(Fault.NO_SUCH_PAGE)
    sheet = document[page - 1]
    sheet.set_rotation((sheet.get_rotation() + turn) % 360)
    across, down = sheet.get_size()
    # A hair less, as the drawing rounds up: 700 asked are 700 given.
    scale = min(width / across, width * TALLEST / down) * (1 - 1e-6)
    out = io.BytesIO()
    sheet.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB").save(
        out, "JPEG", quality=80
    )
    sheet.close()
    document.close()
    return out.getvalue()

"""PDFs: only what can be seen on the pages goes into a new one (ทำความสะอาด PDF)."""

import io
from collections.abc import Iterable, Sequence

import pikepdf
import pypdfium2
import pypdfium2.raw

from ecase.core.scan_worker import MAX_PAGES, Fault, Unfit

# What a page may have. Everything else of it (links, comments, actions, marks of programs) stays
# behind, and so does everything in the file that is no page.
PAGE_KEYS = {
    *("/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group")
}
# What no dictionary below a page may have: ways to run, fetch, carry or tell something.
FORBIDDEN = {
    *("/AA", "/OpenAction", "/JavaScript", "/JS", "/Launch", "/GoToR", "/GoToE", "/SubmitForm"),
    *("/ImportData", "/RichMedia", "/RichMediaContent", "/XFA", "/URI", "/Names", "/AcroForm"),
    *("/EmbeddedFile", "/EmbeddedFiles", "/EF", "/AF", "/Filespec", "/FileAttachment"),
    *("/Metadata", "/PieceInfo", "/OPI", "/Alternates", "/Ref", "/LastModified"),
    *("/StructParent", "/StructParents", "/Thumb"),
}
A4 = (595.28, 841.89)  # points
NEAR = 0.05  # Letter, and what a scanner cuts a little short, are A4 for every printer
MAX_PICTURE = 80_000_000  # pixels of one picture in a page: A3 at 600 dots an inch has 70 million
Place = tuple[int, int, int]  # which source, from 0; which of its pages, from 1; degrees turned


def clean(received: bytes) -> tuple[bytes, int]:
    """A received PDF as a new one with the same pages, and their number."""
    source = _open(received)
    count = len(source.pages)
    if not count:
        raise Unfit(Fault.DAMAGED)
    if count > MAX_PAGES:
        raise Unfit(Fault.TOO_MANY_PAGES)
    if _has_something_filled_in(source):
        source = _open(_flattened(received, count))
    return rebuilt([source]), count


def rebuilt(sources: Sequence[pikepdf.Pdf], order: Iterable[Place] | None = None) -> bytes:
    """The pages of all sources, one after another or in an order, in a new PDF.

    The same sources and order give the same bytes.
    """
    if order is None:
        order = ((at, n, 0) for at, pdf in enumerate(sources) for n in range(1, len(pdf.pages) + 1))
    new = pikepdf.new()
    for source, number, turn in order:
        page = sources[source].pages[number - 1]
        for key in set(page.obj.keys()) - PAGE_KEYS:
            del page.obj[key]
        new.pages.append(page)
        _fit_on_a4(new, new.pages[-1])
        if turn:
            new.pages[-1].rotate(turn, relative=True)
    for thing in new.objects:
        _strip(thing)
    out = io.BytesIO()
    new.save(
        out,
        deterministic_id=True,
        # A few kilobytes may unpack to gigabytes: what is packed is copied as it is.
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


def join(parts: list[bytes], order: Sequence[Place]) -> tuple[bytes, int]:
    """The bundle: pages of all parts in an order as one PDF."""
    if len(order) > MAX_PAGES:
        raise Unfit(Fault.TOO_MANY_PAGES)
    return rebuilt([_open(part) for part in parts], order), len(order)


def _open(content: bytes) -> pikepdf.Pdf:
    try:
        try:
            return pikepdf.open(io.BytesIO(content), attempt_recovery=False)
        except pikepdf.PasswordError:
            raise
        except pikepdf.PdfError:
            # Some scanners write a wrong table of contents, which can be made anew. Where the end
            # is missing too the upload was cut, and what could be recovered would be half a paper.
            if b"%%EOF" not in content[-2048:]:
                raise
            return pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Unfit(Fault.ENCRYPTED) from error


def _has_something_filled_in(source: pikepdf.Pdf) -> bool:
    if "/AcroForm" in source.Root:
        return True
    for page in source.pages:
        marks = page.obj.get("/Annots")
        if isinstance(marks, pikepdf.Array) and any(
            isinstance(mark, pikepdf.Dictionary) and mark.get("/Subtype") != pikepdf.Name.Link
            for mark in marks
        ):
            return True
    return False


def _flattened(received: bytes, count: int) -> bytes:
    """The PDF with fields, stamps and signatures drawn into the page, as its reader sees them."""
    document = pypdfium2.PdfDocument(received)
    document.init_forms()
    if len(document) != count:
        raise Unfit(Fault.DAMAGED)
    for page in document:
        pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_NORMALDISPLAY)
        page.close()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def _strip(thing: pikepdf.Object) -> None:
    waiting = [thing]
    while waiting:
        at = waiting.pop()
        if isinstance(at, pikepdf.Dictionary | pikepdf.Stream):
            _check_picture(at)
            for key in list(at.keys()):
                value = at[key]
                if key in FORBIDDEN or (isinstance(value, pikepdf.Name) and value in FORBIDDEN):
                    del at[key]
                elif isinstance(value, pikepdf.Object) and not value.is_indirect:
                    waiting.append(value)
        elif isinstance(at, pikepdf.Array):
            waiting.extend(
                value
                for value in at.as_list()
                if isinstance(value, pikepdf.Object) and not value.is_indirect
            )


def _fit_on_a4(new: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A page of another size is drawn on an A4 sheet, upright or lying as it was."""
    left, low, right, high = (float(edge) for edge in page.cropbox)
    across, down = abs(right - left), abs(high - low)
    if int(page.obj.get("/Rotate", 0)) % 180:
        across, down = down, across
    across, down = (side * float(page.obj.get("/UserUnit", 1)) for side in (across, down))
    sheet = A4 if across <= down else A4[::-1]
    if all(abs(has / is_ - 1) <= NEAR for has, is_ in zip((across, down), sheet, strict=True)):
        return
    blank = new.add_blank_page(page_size=sheet)
    blank.add_overlay(page, pikepdf.Rectangle(0, 0, *sheet))
    new.pages.remove(p=len(new.pages) - 1)  # the page itself stays as what is drawn


def _check_picture(at: pikepdf.Object) -> None:
    if at.get("/Subtype") == pikepdf.Name.Image:
        width, height = int(at.get("/Width", 0)), int(at.get("/Height", 0))
        if width * height > MAX_PICTURE:
            raise Unfit(Fault.TOO_LARGE_PICTURE)

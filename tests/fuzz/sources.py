"""The files that are spoilt: the ordinary and the hostile of tests/hostile, and a few more kinds."""

import io
from functools import cache

import pikepdf
from PIL import Image

from tests.hostile import FILES

OF_THE_BANK = {".xlsx", ".csv", ".xls"}


@cache
def SCANS() -> list[bytes]:  # noqa: N802 -- read as a list
    """What may be sent as a paper; the smallest first, for most of them are small."""
    given = [p.read_bytes() for p in sorted(FILES.iterdir()) if p.suffix not in OF_THE_BANK]
    made = [
        _form(),
        _locked(),
        _black_on_white("PNG"),
        _black_on_white("TIFF"),
        _palette(),
        _layers(),
    ]
    return sorted({*given, *made}, key=lambda content: (len(content), content))


@cache
def LISTS() -> list[bytes]:  # noqa: N802
    """What may be sent as a list of the bank."""
    given = [p.read_bytes() for p in sorted(FILES.iterdir()) if p.suffix in OF_THE_BANK]
    return sorted(content for content in given if len(content) < 100_000)


def _saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id="encryption" not in how, **how)
    return out.getvalue()


def _form() -> bytes:
    """A form with a field that was filled in and a remark, which are drawn into the page."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    box = {"Type": pikepdf.Name.Annot, "Rect": [100, 700, 400, 760], "F": 4}
    field = pikepdf.Dictionary(
        **box, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="a", V="5,000", DA="/H 36 Tf 0 g"
    )
    remark = pikepdf.Dictionary(**box, Subtype=pikepdf.Name.FreeText, Contents="x", DA="/H 9 Tf")
    pdf.pages[0].obj.Annots = [pdf.make_indirect(field), pdf.make_indirect(remark)]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    pdf.Root.AcroForm = pikepdf.Dictionary(
        Fields=[pdf.pages[0].obj.Annots[0]],
        NeedAppearances=True,
        DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(H=font)),
    )
    return _saved(pdf)


def _layers() -> bytes:
    """Pages in a tree of several storeys, of other sizes, with a drawing used by each."""
    pdf = pikepdf.new()
    drawing = pdf.make_stream(b"0 0 1 rg 0 0 50 50 re f")
    drawing.Type, drawing.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    drawing.BBox = [0, 0, 50, 50]
    for size in ((200, 400), (842, 595), (1000, 1000)):
        pdf.add_blank_page(page_size=size)
        page = pdf.pages[-1].obj
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=drawing))
        page.Contents = pdf.make_stream(b"q 2 0 0 2 10 10 cm /X Do Q")
        page.UserUnit, page.Rotate = 2, 90
    return _saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _locked() -> bytes:
    """A PDF that opens without a password, and is locked all the same; RC4, whose key is no dice."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    how = pikepdf.Encryption(owner="owner", user="", R=4, aes=False, metadata=False)
    return _saved(pdf, static_id=True, encryption=how)


def _picture(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def _black_on_white(kind: str) -> bytes:
    page = Image.new("1", (600, 850), 1)
    page.paste(0, (100, 100, 500, 140))
    return _picture(page, kind, **({"compression": "group4"} if kind == "TIFF" else {}))


def _palette() -> bytes:
    page = Image.new("P", (300, 400), 3)
    page.putpalette([shade for grey in range(0, 256, 16) for shade in (grey, 9, 200)])
    return _picture(page, "PNG", transparency=3)

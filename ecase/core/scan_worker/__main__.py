"""What the worker does with each task; core.shut_in gives it the tasks."""

from typing import Any

from ecase.core.shut_in import serve


def answer(task: dict[str, Any], contents: list[bytes]) -> tuple[dict[str, Any], bytes]:
    """What came of one task."""
    import pikepdf
    import pypdfium2
    from PIL import UnidentifiedImageError

    from ecase.core.scan_worker import Fault, Unfit, pdfs, pictures, prints

    try:
        if task["do"] == "draw":
            drawn = pictures.draw(contents[0], task["page"], task["width"], task["turn"])
            return {}, drawn
        if task["do"] == "join":
            made, pages = pdfs.join(contents, [tuple(place) for place in task["order"]])
            return {"pages": pages}, made
        if task["kind"] == "pdf":
            made, pages = pdfs.clean(contents[0])
        else:
            made, pages = pictures.clean(contents[0], task["kind"])
        return {"pages": pages, "printed": True}, prints.of(made, pages) + made
    except Unfit as unfit:
        return {"fault": unfit.fault.value}, b""
    except MemoryError:
        return {"fault": Fault.TOO_LARGE_PICTURE.value}, b""
    except (
        *(pikepdf.PdfError, pypdfium2.PdfiumError, UnidentifiedImageError, SyntaxError),
        *(OSError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError),
        *(RuntimeError, EOFError),
    ):
        # What the libraries raise on a broken file has no common class.
        return {"fault": Fault.DAMAGED.value}, b""


if __name__ == "__main__":
    serve(answer)

"""How a paper reaches the officer: opened in the browser, under the name it is to be saved as."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def printed(paper: bytes, name: str, *, to_keep: bool = False) -> HttpResponse:
    """A PDF of ours, opened to be printed, or ``to_keep`` as a file."""
    disposition = str(content_disposition_header(as_attachment=to_keep, filename=name))
    return HttpResponse(
        paper, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )

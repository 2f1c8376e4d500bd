"""How a paper reaches the officer: opened in the browser, under the name it is to be saved as."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def printed(paper: bytes, name: str) -> HttpResponse:
    """A PDF of ours, opened to be printed."""
    disposition = str(content_disposition_header(as_attachment=False, filename=name))
    return HttpResponse(
        paper, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )

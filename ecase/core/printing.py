"""How papers and files reach the officer: opened in the browser, or under the name to be saved as."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def printed(paper: bytes, name: str, *, to_keep: bool = False) -> HttpResponse:
    """A PDF of ours, opened to be printed, or ``to_keep`` as a file."""
    disposition = str(content_disposition_header(as_attachment=to_keep, filename=name))
    return HttpResponse(
        paper, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )


def sandboxed(content: bytes, kind: str, save_as: str = "") -> HttpResponse:
    """Bytes that came from outside: in no cache, guessed at by nobody, without any rights."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    if save_as:
        disposition = content_disposition_header(as_attachment=True, filename=save_as)
        response["Content-Disposition"] = disposition or "attachment"
    return response

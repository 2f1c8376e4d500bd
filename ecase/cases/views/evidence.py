"""ไฟล์ที่ได้รับ: the bytes as they came, for auditors alone and with a reason."""

from django.http import HttpResponse
from django.shortcuts import render

from ecase.core.printing import sandboxed
from ecase.core.scan_kinds import Foreign, kind_of
from ecase.core.storage import fetch
from ecase.offices.access import OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import actions
from ..forms import EvidenceForm
from ..models import Source
from .finding import find_case


@open_to(Duty.AUDITOR)
def received(request: OfficerRequest, number: str) -> HttpResponse:
    """Every file that was received for a case's papers; one is handed out once a reason is given."""
    case = find_case(request, number)
    form = EvidenceForm(case, request.POST or None)
    if form.is_valid():
        source: Source = form.cleaned_data["source"]
        content = fetch(source.received.stored_as)
        actions.take_out_received(source, reason=form.cleaned_data["reason"], by=request.user)
        # Whatever it is, the browser is to save it and not to open it.
        return sandboxed(content, "application/octet-stream", _name(source, content))
    sources = Source.objects.filter(document__case=case).order_by(
        "-document__bundle", "-document__version", "position"
    )
    page = {
        "case": case,
        "form": form,
        "sources": sources.select_related("received", "document__added_by"),
    }
    return render(request, "cases/received.html", page)


def _name(source: Source, content: bytes) -> str:
    """A name of ours: the officer's computer may have called it anything."""
    kind = kind_of("", content)
    ending = "bin" if isinstance(kind, Foreign) else kind
    return f"{source.document.case}-ไฟล์ที่ได้รับ-{source.received}.{ending}"

"""Documents of a case: pages as pictures, the PDF as a download, K-corp1 filled in."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecase.core import scans
from ecase.core.printing import sandboxed
from ecase.core.storage import fetch
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import actions
from ..models import Document, Draft, DraftPage
from ..printouts import account_form
from .finding import find_case

# The widths in pixels that pages ask for.
WIDTHS = {"thumb": 96, "card": 192, "page": 960, "large": 1800}


@require_safe
@open_to(*EVERY_DUTY)
def document(request: OfficerRequest, **wanted: Any) -> HttpResponse:
    """ดาวน์โหลด: the cleaned PDF of one version of a bundle."""
    found = _document(request, **wanted)
    content = fetch(found.stored_as)
    actions.download_document(found, by=request.user)
    name = f"{found.case}-{found.get_bundle_display()}-ฉบับที่{found.version}.pdf"
    return sandboxed(content, "application/pdf", name)


@require_safe
@open_to(*EVERY_DUTY)
def page_picture(request: OfficerRequest, page: int, **wanted: Any) -> HttpResponse:
    """One page as JPEG, in one of the widths of the pages; the first is 1."""
    found = _document(request, **wanted)
    if not 1 <= page <= found.pages:
        raise Http404
    width = WIDTHS.get(request.GET.get("w", ""), WIDTHS["page"])
    picture = scans.picture(fetch(found.stored_as), page, width)
    actions.disclose_document(found, by=request.user)
    return sandboxed(picture, "image/jpeg")


@require_safe
@open_to(Duty.CASEWORKER, Duty.HEAD)
def draft_page(request: OfficerRequest, draft: UUID, page: int) -> HttpResponse:
    """One page of a draft that is being filled in, as it is turned, for the officer alone."""
    pages = DraftPage.objects.of(get_object_or_404(Draft.objects.of(request.user), pk=draft))
    found = get_object_or_404(pages, pk=page)
    width = WIDTHS.get(request.GET.get("w", ""), WIDTHS["card"])
    content = fetch(found.file.stored_as)
    return sandboxed(scans.picture(content, found.number, width, turn=found.turn), "image/jpeg")


@require_safe
@open_to(*EVERY_DUTY)
def kcorp1(request: OfficerRequest, number: str) -> HttpResponse:
    """แบบ K-corp1 filled in from the case."""
    case = find_case(request, number)
    paper = account_form(case, made_at=timezone.now())
    actions.print_paper(case, actions.CasePaper.ACCOUNT, by=request.user)
    return sandboxed(paper, "application/pdf", f"K-corp1-{case}.pdf")


def _document(request: OfficerRequest, number: str, bundle: str, version: int) -> Document:
    case = find_case(request, number)
    return get_object_or_404(
        case.documents.select_related("case__office"), bundle=bundle, version=version
    )

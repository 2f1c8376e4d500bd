"""All past approvals and their papers (พิมพ์รายงานขออนุมัติเงิน, R77-R82)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from ecase.core.paging import key_page
from ecase.core.printing import printed
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to

from .. import actions
from ..forms import ApprovalSearchForm
from ..models import Approval, ApprovalQuerySet
from ..printouts import PAPERS

NEWEST_FIRST = {"date": ("-approved_at",)}


@open_to(*EVERY_DUTY)
def approvals(request: OfficerRequest) -> HttpResponse:
    """พิมพ์รายงานการอนุมัติย้อนหลัง: newest first."""
    found = _approvals(request)
    form = ApprovalSearchForm(request.GET)
    if form.is_valid() and form.cleaned_data["number"]:
        found = found.filter(number=int(form.cleaned_data["number"]))
    page = key_page(found.defer("content"), request, orders=NEWEST_FIRST, default="date")
    context = {"page": page, "form": form, "searched": bool(request.GET.get("number"))}
    return render(request, "payments/approvals.html", context)


@open_to(*EVERY_DUTY)
def paper(request: OfficerRequest, key: str, paper: str) -> HttpResponse:
    """One paper of one approval as a PDF; who took it is put on record, for it shows IDs."""
    if paper not in PAPERS:
        raise Http404
    approval = get_object_or_404(_approvals(request).keyed(key))
    wanted = PAPERS[paper]
    pdf = wanted.make(approval)
    actions.hand_out(approval, paper=paper, by=request.user)
    return printed(pdf, wanted.file_name(approval), to_keep=wanted.is_form)


def _approvals(request: OfficerRequest) -> ApprovalQuerySet:
    found = Approval.objects.visible_to(request.user).of_year(request.year)
    return found.select_related("office", "meeting__waiver__granted_by")

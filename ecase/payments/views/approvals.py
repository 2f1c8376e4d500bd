"""All past approvals and their papers (พิมพ์รายงานขออนุมัติเงิน, R77-R82)."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ecase.core.paging import key_page, whole_list
from ecase.core.sheets import Table
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.exports import exported
from ecase.offices.long_papers import handed_out, wants_sheet

from .. import actions
from ..forms import ApprovalSearchForm
from ..models import Approval, ApprovalQuerySet
from ..printouts import PAPERS
from ..tables import approvals_table

NEWEST_FIRST = {"date": ("-approved_at",)}


@require_safe
@open_to(*EVERY_DUTY)
def approvals(request: OfficerRequest) -> HttpResponseBase:
    """พิมพ์รายงานการอนุมัติย้อนหลัง: newest first."""
    found = _approvals(request)
    form = ApprovalSearchForm(request.GET)
    if form.is_valid() and form.cleaned_data["number"]:
        found = found.filter(number=int(form.cleaned_data["number"]))
    if file := exported(request, "approvals", found.count, lambda: _table(request, found)):
        return file
    page = key_page(found.defer("content"), request, orders=NEWEST_FIRST, default="date")
    context = {"page": page, "form": form, "searched": bool(request.GET.get("number"))}
    return render(request, "payments/approvals.html", context)


@require_safe
@open_to(*EVERY_DUTY)
def paper(request: OfficerRequest, key: str, paper: str) -> HttpResponseBase:
    """One paper of one approval as a PDF, or as a spreadsheet of its rows; who took it is put on record, for it shows IDs."""
    if paper not in PAPERS:
        raise Http404
    approval = get_object_or_404(_approvals(request).keyed(key))
    wanted = PAPERS[paper]
    # First: this seals what a crash right after the closing left unsealed, and the paper bears that.
    actions.hand_out(approval, paper=paper, as_sheet=wants_sheet(request), by=request.user)
    told = wanted.tell(approval)
    return handed_out(request, told, wanted.file_name(approval), to_keep=wanted.is_form)


def _table(request: OfficerRequest, found: ApprovalQuerySet) -> Table[Approval]:
    whole = whole_list(found.defer("content"), request, orders=NEWEST_FIRST, default="date")
    return approvals_table(whole)


def _approvals(request: OfficerRequest) -> ApprovalQuerySet:
    found = Approval.objects.visible_to(request.user).of_year(request.year)
    return found.select_related("office", "meeting__waiver__granted_by")

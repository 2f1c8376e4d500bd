"""ไฟล์สำหรับโอนเงิน: made once, downloaded as often as needed, always the same bytes."""

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from ecase.offices.access import OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import actions
from ..models import BankGroup, TransferFile
from .finding import find_approval

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@open_to(Duty.PAYER)
def make_file(request: OfficerRequest, key: str, group: str) -> HttpResponse:
    """The file of what is due; where nothing is due, the last one again."""
    approval = find_approval(request, key)
    file = actions.make_file(approval, group=_group(group), by=request.user)
    return _attachment(file)


@open_to(Duty.PAYER)
def file(request: OfficerRequest, key: str, group: str, number: int) -> HttpResponse:
    """ดาวน์โหลดซ้ำ: a file that was made before."""
    approval = find_approval(request, key)
    made = approval.files.select_related("approval__office", "office")
    found = get_object_or_404(made, group=_group(group), number=number)
    return _attachment(actions.download(found, by=request.user))


def _group(group: str) -> BankGroup:
    if group not in BankGroup:
        raise Http404
    return BankGroup(group)


def _attachment(file: TransferFile) -> HttpResponse:
    approval = file.approval
    thai = f"ไฟล์สำหรับโอนเงิน-{file.get_group_display()}-{approval}-ไฟล์ที่{file.number}.xlsx"
    ascii_name = f"ecase-{approval.fiscal_year_id}-{approval.key}-{file.group}-{file.number}.xlsx"
    response = HttpResponse(bytes(file.content), content_type=XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(thai)}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response

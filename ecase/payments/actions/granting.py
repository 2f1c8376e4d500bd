"""From the meeting to the money: the approval, and its papers given out."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record
from ecase.cases.models import Case, refuse_removed
from ecase.core.copying import copy_in
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting
from ecase.offices.models import Officer

from ..models import Approval, Payment, PaymentStatus


@transaction.atomic
def request_funding(
    meeting: Meeting, *, digest: str, accepted: Collection[str] = (), by: Officer
) -> Approval:
    """The manual's จัดทำรายงานขออนุมัติเงินทั้งหมด (R74): close the meeting, number the approval,
    freeze its list, and make one payment of each approved case. ``accepted`` as ``meetings.close``
    says."""
    today = timezone.localdate()
    meeting, content = meetings.close(meeting, digest=digest, on=today, accepted=accepted, by=by)
    approval = Approval.objects.create(
        meeting=meeting,
        office=meeting.office,
        fiscal_year=meeting.fiscal_year,
        number=meeting.number,
        count=content.count,
        total=content.total,
        content=content.text,
        digest=content.digest,
        approved_by=by,
    )
    columns = ("approval", "office", "status", "status_at", "case", "position", "amount")
    same = (approval.pk, meeting.office_id, PaymentStatus.DUE.value, timezone.now())
    copy_in(
        Payment,
        columns,
        (
            (*same, case.pk, position, case.amount)
            for position, case in enumerate(content.cases, start=1)
        ),
    )
    record(
        "approval.made",
        approval,
        by=by,
        after={"count": content.count, "total": content.total, "digest": content.digest},
    )
    return approval


@transaction.atomic
def hand_out(approval: Approval, *, paper: str, by: Officer, as_sheet: bool = False) -> None:
    """Give out one paper of an approval (พิมพ์รายงาน, ทค.1, K-corp2); it shows people, IDs and
    accounts in full, so that is put on record. Raises DataRemoved."""
    refuse_removed(Case.objects.filter(payment__approval=approval), f"รายการอนุมัติ{approval}")
    form = {"form": "xlsx"} if as_sheet else {}
    record("approval.printed", approval, by=by, after={"paper": paper, **form})

"""A small office does without a second person (ข้อยกเว้นการแบ่งแยกหน้าที่)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record

from ..models import Duty, Office, Officer, Separation, Waiver
from .account import on_duty


@transaction.atomic
def grant_waiver(
    office: Office,
    *,
    rule: Separation,
    reason: str,
    starts_on: date,
    ends_on: date,
    by: Officer,
) -> Waiver:
    """Let an office that is too small do without a second person for a while (ให้ข้อยกเว้น)."""
    on_duty(by, Duty.ADMINISTRATOR)
    waiver = Waiver.objects.create(
        office=office, rule=rule, reason=reason, starts_on=starts_on, ends_on=ends_on, granted_by=by
    )
    facts = {"rule": rule, "starts_on": starts_on, "ends_on": ends_on}
    record("waiver.granted", waiver, by=by, after=facts, note=reason)
    return waiver


@transaction.atomic
def revoke_waiver(waiver: Waiver, *, by: Officer) -> Waiver:
    """End a waiver before its day (ยกเลิกข้อยกเว้น); ended already, nothing changes."""
    on_duty(by, Duty.ADMINISTRATOR)
    waiver = (
        Waiver.objects.select_for_update(of=("self",)).select_related("office").get(pk=waiver.pk)
    )
    if waiver.revoked_at is None:
        waiver.revoked_by, waiver.revoked_at = by, timezone.now()
        waiver.save(update_fields=["revoked_by", "revoked_at"])
        record("waiver.revoked", waiver, by=by)
    return waiver

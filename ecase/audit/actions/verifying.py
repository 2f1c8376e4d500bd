"""Keeping what an examination of the register found (ผลการตรวจสอบทะเบียน)."""

from collections.abc import Iterable

from ..models import Verification

KEPT = 200  # findings; the command names all of them


def keep_verification(*, events: int, heads: int, findings: Iterable[str]) -> Verification:
    """Put down for the auditor what was examined and found."""
    return Verification.objects.create(events=events, heads=heads, findings=list(findings)[:KEPT])

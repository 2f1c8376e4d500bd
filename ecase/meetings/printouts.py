"""The list that a meeting considers, on paper (พิมพ์รายชื่อเคส). Pure: records in, bytes out."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from ecase.cases.models import Case
from ecase.core import papers, thai

from .models import Meeting


def agenda(meeting: Meeting, cases: Sequence[Case], *, made_at: datetime) -> bytes:
    """รายชื่อเพื่อพิจารณา: what the meeting is asked to grant, with room for its resolution."""
    total = sum((case.amount for case in cases), Decimal("0.00"))
    told: papers.Agenda = {
        "office": meeting.office.full_name,
        "meeting": str(meeting),
        "printed_at": f"{thai.long_date(timezone.localdate(made_at))} เวลา {_time(made_at)}",
        "count": len(cases),
        "total": thai.baht(total),
        "total_words": thai.baht_words(total),
        "rows": [
            {
                "name": case.name,
                "district": meeting.office.name,
                "aid": case.assistance_type.name,
                "amount": thai.baht(case.amount),
                "legal_basis": case.assistance_type.legal_basis,
            }
            for case in cases
        ],
        "signers": [
            {"role": "ผู้จัดทำ", "name": "", "position": ""},
            {
                "role": "ผู้ตรวจสอบ",
                "name": "",
                "position": "หัวหน้าฝ่ายพัฒนาชุมชนและสวัสดิการสังคม",
            },
        ],
    }
    return papers.make("agenda", told, made_at=made_at)


def _time(at: datetime) -> str:
    return f"{timezone.localtime(at):%H.%M} น."

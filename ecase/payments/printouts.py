"""The papers of an approval. Pure: the frozen content in, what to print out, the same for ever.

They read ``Approval.content`` and nothing of the cases, officers and banks of today; the time that
they bear is that of the approval, and so is the head of the register. A waiver that closing needed is
noted; it never changes either.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, final

from ecase.core import citizen_id, papers, thai
from ecase.core.papers.data import ListPaper

from .models import Approval, BankGroup


def report(approval: Approval) -> papers.Told:
    """พิมพ์รายงาน (R80): the list of those approved."""
    content = _content(approval)
    rows = content["cases"]
    told: papers.Report = {
        **_head(approval, content, rows),
        "rows": [
            {
                "name": _name(row),
                "district": content["office_name"],
                "aid": row["assistance_type"],
                "amount": _baht(row["amount"]),
                "legal_basis": row["legal_basis"],
            }
            for row in rows
        ],
    }
    return papers.Told("report", told, approval.approved_at)


def tk1(approval: Approval, group: BankGroup) -> papers.Told:
    """ทค.1 (R81): the register of the transfers to one group of banks."""
    return papers.Told("tk1", _transfers(approval, group), approval.approved_at)


def kcorp2(approval: Approval, group: BankGroup) -> papers.Told:
    """K-corp2 (R82): the details of the transfers to one group of banks."""
    return papers.Told("kcorp2", _transfers(approval, group), approval.approved_at)


@dataclass(frozen=True)
class Paper:
    """One of the five papers of an approval: the manual's words for it, and what it is told."""

    key: str  # its name in addresses
    label: str
    tell: Callable[[Approval], papers.Told]
    is_form: bool  # downloaded to be sent on; the report is opened to be printed

    def file_name(self, approval: Approval) -> str:
        """What it is saved as, without the ending."""
        return f"{self.label.replace(' ', '-')}-{approval}"


PAPERS = {
    paper.key: paper
    for paper in (
        Paper("report", "พิมพ์รายงาน", report, is_form=False),
        Paper(
            "tk1-krungthai",
            "ทค. ๑ ธนาคารกรุงไทย",
            lambda approval: tk1(approval, BankGroup.KRUNGTHAI),
            is_form=True,
        ),
        Paper(
            "tk1-others",
            "ทค. ๑ ธนาคารอื่น",
            lambda approval: tk1(approval, BankGroup.OTHERS),
            is_form=True,
        ),
        Paper(
            "kcorp2-krungthai",
            "kcorp-2 ธนาคารกรุงไทย",
            lambda approval: kcorp2(approval, BankGroup.KRUNGTHAI),
            is_form=True,
        ),
        Paper(
            "kcorp2-others",
            "kcorp-2 ธนาคารอื่น",
            lambda approval: kcorp2(approval, BankGroup.OTHERS),
            is_form=True,
        ),
    )
}


@final
class _Head(ListPaper):
    """What stands on each of the papers."""

    name: str
    batch: str
    approved_on: str


def _transfers(approval: Approval, group: BankGroup) -> papers.Transfers:
    content = _content(approval)
    rows = [row for row in content["cases"] if BankGroup.of(row["bank_code"]) == group]
    return {
        **_head(approval, content, rows),
        "bank_group": group.label,
        "transfer_on": "",  # a line to write on: at the approval neither is known
        "from_account": "",
        "budget": f"ค่าใช้จ่ายในการจัดสวัสดิการและการสงเคราะห์ ปีงบประมาณ {content['fiscal_year']}",
        "rows": [
            {
                "name": _name(row),
                "citizen_id": citizen_id.dashed(row["citizen_id"]),
                "bank": row["bank"].removeprefix("ธนาคาร"),
                "bank_code": row["bank_code"],
                "branch_code": row["branch_code"],
                "account_name": row["account_name"],
                "account_number": row["account_number"],
                "amount": _baht(row["amount"]),
                "reference": f"Case{row['number']}",
                "phone": row["phone"],
                "email": row["email"],
            }
            for row in rows
        ],
    }


def _head(approval: Approval, content: dict[str, Any], rows: list[dict[str, Any]]) -> _Head:
    """Who signs is written by hand: an officer's name may change, this paper never."""
    total = sum((Decimal(row["amount"]) for row in rows), Decimal("0.00"))
    return {
        "office": f"สำนักงานเขต{content['office_name']}",
        "name": approval.name,
        "batch": f"ครั้งที่ {content['number']} ปีงบประมาณ {content['fiscal_year']}",
        "approved_on": thai.long_date(date.fromisoformat(content["approved_on"])),
        "digest": approval.digest,
        "seal": approval.seal,
        "notes": [approval.meeting.waiver.note] if approval.meeting.waiver else [],
        "count": len(rows),
        "total": thai.baht(total),
        "total_words": thai.baht_words(total),
        "signers": [
            {"role": "ผู้จัดทำ", "name": "", "position": ""},
            {
                "role": "ผู้ตรวจสอบ",
                "name": "",
                "position": "หัวหน้าฝ่ายพัฒนาชุมชนและสวัสดิการสังคม",
            },
            {"role": "ผู้อนุมัติ", "name": "", "position": "ผู้อำนวยการเขต"},
        ],
    }


def _content(approval: Approval) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(approval.content)
    return content


def _name(row: dict[str, Any]) -> str:
    return f"{row['title']}{row['first_name']} {row['last_name']}"


def _baht(amount: str) -> str:
    return thai.baht(Decimal(amount))

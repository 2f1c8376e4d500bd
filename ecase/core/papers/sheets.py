"""The lists that are papers (แบบพิมพ์ที่เป็นรายชื่อ) as spreadsheets: the same rows, the same sum."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecase.core.sheets import Cell, Column, Table

from .telling import Told


@dataclass(frozen=True)
class _Paper:
    """How the spreadsheet of one form is headed, and its columns after the ordinal."""

    title: str
    above: Callable[[Mapping[str, Any]], list[str]]
    columns: tuple[tuple[Column, str], ...]  # with the key of the row that stands there


REGULATION = (
    "เบิกจ่ายตามระเบียบกรุงเทพมหานคร ว่าด้วยค่าใช้จ่ายในการจัดสวัสดิการและการสงเคราะห์"
    " พ.ศ.2557 และที่แก้ไขเพิ่มเติม (ฉบับที่ 2) พ.ศ.2564"
)
_AMOUNT = (Column("จำนวนเงิน", 16), "amount")
_AID = (
    (Column("ชื่อ - นามสกุล", 34), "name"),
    (Column("สำนักงานเขต", 20), "district"),
    (Column("การให้ความช่วยเหลือ", 44), "aid"),
    _AMOUNT,
    (Column(REGULATION, 30), "legal_basis"),
)


def _of_transfers(told: Mapping[str, Any]) -> list[str]:
    return [
        f"{told['office']} กรุงเทพมหานคร",
        f"รายการ {told['name']}",
        f"กลุ่มธนาคาร {told['bank_group']}",
        f"งบประมาณ {told['budget']}",
        f"อนุมัติเมื่อ {told['approved_on']}",
    ]


SHEETS = {
    "agenda": _Paper(
        "รายชื่อผู้ประสบปัญหาความเดือดร้อนเพื่อพิจารณาให้ความช่วยเหลือ",
        lambda told: [f"{told['office']} รอบประชุมที่ {told['meeting']}"],
        (*_AID, (Column("เอกสาร", 40), "missing"), (Column("มติที่ประชุม", 24), "")),
    ),
    "report": _Paper(
        "รายชื่อผู้ประสบปัญหาความเดือดร้อนที่ผ่านการพิจารณาให้ความช่วยเหลือ",
        lambda told: [
            f"{told['office']} {told['batch']}",
            f"อนุมัติเมื่อวันที่ {told['approved_on']}",
        ],
        _AID,
    ),
    "tk1": _Paper(
        "ทะเบียนคุมการโอนเงินผ่านระบบ KTB Corporate Online (แบบ ทค.1)",
        _of_transfers,
        (
            (Column("รหัสธนาคาร", 12), "bank_code"),
            (Column("เลขที่บัญชี", 20), "account_number"),
            (Column("ชื่อบัญชี", 34), "account_name"),
            _AMOUNT,
            (Column("เลขประจำตัวประชาชน", 22), "citizen_id"),
            (Column("อ้างอิง", 12), ""),
            (Column("เลขที่อ้างอิง", 20), "reference"),
            (Column("อีเมล", 30), "email"),
            (Column("โทรศัพท์", 16), "phone"),
        ),
    ),
    "kcorp2": _Paper(
        "รายละเอียดการโอนเงินผ่านระบบ KTB Corporate Online (แบบ K-corp2)",
        _of_transfers,
        (
            (Column("ชื่อ - สกุลผู้รับเงิน", 34), "name"),
            (Column("เลขประจำตัวประชาชน", 22), "citizen_id"),
            (Column("ธนาคาร", 24), "bank"),
            (Column("รหัสธนาคาร", 12), "bank_code"),
            (Column("รหัสสาขา", 12), "branch_code"),
            (Column("ชื่อบัญชี", 34), "account_name"),
            (Column("เลขที่บัญชี", 20), "account_number"),
            _AMOUNT,
            (Column("โทรศัพท์", 16), "phone"),
            (Column("อีเมล", 30), "email"),
            (Column("หมายเหตุ", 30), "note"),
        ),
    ),
}


def sheet_of(told: Told) -> Table:
    """The spreadsheet of a paper that is a list. The sum is a number too, never a formula."""
    paper, data = SHEETS[told.template], told.data
    keys = [key for _, key in paper.columns]
    sum_at = keys.index("amount")
    total: list[Cell] = ["รวมเป็นเงิน", *([""] * sum_at), _baht(data["total"])]
    return Table(
        paper.title,
        (Column("ลำดับที่", 9), *(column for column, _ in paper.columns)),
        (
            (number, *(_cell(row, key) for key in keys))
            for number, row in enumerate(data["rows"], start=1)
        ),
        above=[
            paper.title,
            *paper.above(data),
            f"จำนวน {data['count']} ราย เป็นเงิน {data['total']} บาท ({data['total_words']})",
            *(f"หมายเหตุ {note}" for note in data.get("notes", [])),
            *([f"รหัสตรวจสอบ {data['digest'][:12]}"] if data.get("digest") else []),
        ],
        total=total,
    )


def _cell(row: Mapping[str, Any], key: str) -> Cell:
    if key == "amount":
        return _baht(row["amount"])
    return str(row.get(key, ""))


def _baht(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))

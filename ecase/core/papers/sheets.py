"""The lists that are papers (แบบพิมพ์ที่เป็นรายชื่อ) as spreadsheets: the same rows, the same sum."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecase.core.sheets import Cell, Column, Table

from .telling import Told

Row = tuple[int, Mapping[str, Any]]  # by its ordinal


@dataclass(frozen=True)
class _Paper:
    """How the spreadsheet of one form is headed, and its columns after the ordinal."""

    title: str
    above: Callable[[Mapping[str, Any]], list[str]]
    columns: tuple[Column[Row], ...]


def _text(heading: str, width: int, key: str) -> Column[Row]:
    return Column(heading, width, lambda row: str(row[1].get(key, "")))


def _baht(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


REGULATION = (
    "เบิกจ่ายตามระเบียบกรุงเทพมหานคร ว่าด้วยค่าใช้จ่ายในการจัดสวัสดิการและการสงเคราะห์"
    " พ.ศ.2557 และที่แก้ไขเพิ่มเติม (ฉบับที่ 2) พ.ศ.2564"
)
_NUMBER: Column[Row] = Column("ลำดับที่", 9, lambda row: row[0])
_AMOUNT: Column[Row] = Column("จำนวนเงิน", 16, lambda row: _baht(row[1]["amount"]))
_AID = (
    _text("ชื่อ - นามสกุล", 34, "name"),
    _text("สำนักงานเขต", 20, "district"),
    _text("การให้ความช่วยเหลือ", 44, "aid"),
    _AMOUNT,
    _text(REGULATION, 30, "legal_basis"),
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
        (*_AID, _text("เอกสาร", 40, "missing"), Column("มติที่ประชุม", 24, lambda row: "")),
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
            _text("รหัสธนาคาร", 12, "bank_code"),
            _text("เลขที่บัญชี", 20, "account_number"),
            _text("ชื่อบัญชี", 34, "account_name"),
            _AMOUNT,
            _text("เลขประจำตัวประชาชน", 22, "citizen_id"),
            Column("อ้างอิง", 12, lambda row: ""),
            _text("เลขที่อ้างอิง", 20, "reference"),
            _text("อีเมล", 30, "email"),
            _text("โทรศัพท์", 16, "phone"),
        ),
    ),
    "kcorp2": _Paper(
        "รายละเอียดการโอนเงินผ่านระบบ KTB Corporate Online (แบบ K-corp2)",
        _of_transfers,
        (
            _text("ชื่อ - สกุลผู้รับเงิน", 34, "name"),
            _text("เลขประจำตัวประชาชน", 22, "citizen_id"),
            _text("ธนาคาร", 24, "bank"),
            _text("รหัสธนาคาร", 12, "bank_code"),
            _text("รหัสสาขา", 12, "branch_code"),
            _text("ชื่อบัญชี", 34, "account_name"),
            _text("เลขที่บัญชี", 20, "account_number"),
            _AMOUNT,
            _text("โทรศัพท์", 16, "phone"),
            _text("อีเมล", 30, "email"),
            _text("หมายเหตุ", 30, "note"),
        ),
    ),
}


def sheet_of(told: Told) -> Table[Row]:
    """The spreadsheet of a paper that is a list. The sum is a number too, never a formula."""
    paper, data = SHEETS[told.template], told.data
    columns = [_NUMBER, *paper.columns]
    total: list[Cell] = ["รวมเป็นเงิน", *[""] * (len(columns) - 1)]
    total[columns.index(_AMOUNT)] = _baht(data["total"])
    return Table(
        paper.title,
        columns,
        enumerate(data["rows"], start=1),
        above=[
            paper.title,
            *paper.above(data),
            f"จำนวน {data['count']} ราย เป็นเงิน {data['total']} บาท ({data['total_words']})",
            *(f"หมายเหตุ {note}" for note in data.get("notes", [])),
            *([f"รหัสตรวจสอบ {data['digest'][:12]}"] if data.get("digest") else []),
            *([f"ทะเบียน {data['seal']}"] if data.get("seal") else []),
        ],
        total=total,
    )

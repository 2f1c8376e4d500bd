"""Lines and batches for the bank's files, and the bytes that they give."""

import dataclasses
import io
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from ecase.payments.bank_files import Batch, Row, Sender, write

SENDER = Sender(name="สำนักงานเขตป้อมปราบศัตรูพ่าย", branch_code="0012", account_number="0121234567")


def row(**changes):
    typed = {
        "position": 1,
        "case": "Case2566-2",
        "bank_code": "006",
        "branch_code": "",
        "account_number": "0701234182",
        "account_name": "นางน้ำทิพย์ สิทธิ์ชัยศรี",
        "amount": Decimal("3000.50"),
        "citizen_id": "0123456789012",
        "reference": "66100800110100001X",
        "email": "namthip@example.com",
        "phone": "0812345678",
    }
    return Row(**{**typed, **changes})


def batch(rows, **changes):
    said = {
        "group": "krungthai" if rows[0].bank_code == "006" else "others",
        "count": len(rows),
        "total": sum((row.amount for row in rows), Decimal(0)),
        "effective_on": date(2022, 10, 11),
        "sender": SENDER,
        "company_id": "GMIS123456",
        "user_id": "MAKER01",
        "reference": "6610080011F01",
        "created_at": datetime(2022, 10, 10, 4, 43, 56, 789, tzinfo=timezone(timedelta(hours=2))),
    }
    return Batch(**{**said, **changes})


def content(kind, rows, **changes):
    file = io.BytesIO()
    write(kind, batch(rows, **changes), iter(rows), file)
    return file.getvalue()


def in_order(*rows):
    return [dataclasses.replace(each, position=at) for at, each in enumerate(rows, start=1)]

"""ISO 20022 pain.002: a bank's answer to a pain.001, transaction by transaction. Off by default."""

import re
from collections.abc import Sequence

from ecase.core import tables

from . import cells
from .cells import Unread, shown, words
from .meanings import Meaning, meaning
from .results import Refusal, ResultRow

FORMAT = "pain001"  # in the setting BANK_FILE_FORMATS: who sends it reads its answers
OFF = (
    "เป็นไฟล์ ISO 20022 (pain.002) ซึ่งระบบนี้ยังไม่ได้เปิดใช้"
    " ให้ใช้ผลการโอนเป็น Excel, CSV หรือไฟล์ข้อความ หรือแจ้งผู้ดูแลระบบให้เปิดใช้"
)
NO_ROWS = "ไม่มีผลรายคน มีแต่ผลของทั้งไฟล์ ให้ขอไฟล์ที่มีผลรายคน (TxInfAndSts) จากธนาคาร แล้วเลือกไฟล์อีกครั้ง"
NOT_GIVEN = "NOTPROVIDED"  # as ISO 20022 writes that there is no reference
ASKED = "OrgnlTxRef"
_NAMESPACE = re.compile(
    rb"""xmlns(?::\w+)?\s*=\s*["'](urn:iso:std:iso:20022:tech:xsd:pain\.002\.001\.[0-9]{2})["']"""
)


def namespace_of(head: bytes) -> str | None:
    """The version of pain.002 that an XML says it is; None where it says something else."""
    match = _NAMESPACE.search(head)
    return match[1].decode() if match else None


def read(content: bytes, namespace: str) -> list[ResultRow]:
    """The result of each transaction. Raises Refusal, and Unreadable for no safe XML."""
    records = tables.records_of(content, namespace, "TxInfAndSts")
    if not records:
        raise Refusal(NO_ROWS)
    return [_result(number, record) for number, record in enumerate(records, start=1)]


def _result(number: int, record: Sequence[tuple[str, str]]) -> ResultRow:
    reference = account = ""
    amount, answer, problem = None, Meaning(None), ""
    try:
        reference = _told(record, "OrgnlEndToEndId")
        reference = cells.reference("" if reference == NOT_GIVEN else reference)
        # A bank need not repeat what it was asked to pay.
        if said := _told(record, f"{ASKED}/CdtrAcct/Id/Othr/Id"):
            account = cells.account(said)
        if said := _told(record, f"{ASKED}/Amt/InstdAmt"):
            amount = cells.amount(said)
            if (currency := _told(record, f"{ASKED}/Amt/InstdAmt@Ccy")) != "THB":
                raise Unread(f"จำนวนเงินเป็นสกุล «{shown(currency)}» ไม่ใช่บาท")
        answer = meaning(
            _told(record, "TxSts"),
            _told(record, "StsRsnInf/Rsn/Cd") or _told(record, "StsRsnInf/Rsn/Prtry"),
            _told(record, "StsRsnInf/AddtlInf"),
        )
    except Unread as unread:
        problem = str(unread)
    return ResultRow(
        number=number,
        reference=shown(reference),
        account=account,
        amount=amount,
        outcome=answer.outcome,
        reason=answer.reason,
        note=answer.note,
        problem=problem,
    )


def _told(record: Sequence[tuple[str, str]], path: str) -> str:
    return words(" ".join(text for at, text in record if at == path))

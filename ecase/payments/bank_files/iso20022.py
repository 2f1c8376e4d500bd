"""The order for transfers of ISO 20022 (pain.001.001.09), for banks that take it.

Written by the standard library as it goes: nothing of it is held, and it needs no other package.
"""

from collections.abc import Iterable
from typing import BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from django.utils import timezone

from .accounts import branch_of
from .batch import Batch
from .rows import Row

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
CLEARING = "THCBC"  # Thai Central Bank Code: three digits of bank, four of branch
KRUNGTHAI = "006"

# An element: its name, and its text or its elements.
Element = tuple[str, "str | list[Element]"]


def write(batch: Batch, rows: Iterable[Row], to: BinaryIO) -> None:
    """Write the document: one group header, one payment instruction, one transfer a row."""
    out = XMLGenerator(to, "utf-8")
    out.startDocument()
    _open(out, "Document", xmlns=NAMESPACE)
    _open(out, "CstmrCdtTrfInitn")
    _emit(out, _group_header(batch))
    _open(out, "PmtInf")
    for element in _payment_information(batch):
        _emit(out, element)
    for row in rows:
        out.characters("\n")
        _emit(out, _transfer(row))
    for name in ("PmtInf", "CstmrCdtTrfInitn", "Document"):
        out.endElement(name)
    out.endDocument()


def _open(out: XMLGenerator, name: str, **attributes: str) -> None:
    out.startElement(name, AttributesImpl(attributes))


def _emit(out: XMLGenerator, element: Element) -> None:
    name, content = element
    _open(out, name, **({"Ccy": "THB"} if name == "InstdAmt" else {}))
    if isinstance(content, str):
        out.characters(content)
    else:
        for child in content:
            _emit(out, child)
    out.endElement(name)


def _group_header(batch: Batch) -> Element:
    party: list[Element] = [
        ("Nm", batch.sender.name),
        ("Id", [("OrgId", [("Othr", [("Id", batch.company_id)])])]),
    ]
    return (
        "GrpHdr",
        [
            ("MsgId", batch.reference),
            ("CreDtTm", timezone.localtime(batch.created_at).isoformat(timespec="seconds")),
            *_control(batch),
            ("InitgPty", party),
        ],
    )


def _payment_information(batch: Batch) -> list[Element]:
    sender = batch.sender
    return [
        ("PmtInfId", batch.reference),
        ("PmtMtd", "TRF"),
        *_control(batch),
        ("ReqdExctnDt", [("Dt", batch.effective_on.isoformat())]),
        ("Dbtr", [("Nm", sender.name)]),
        ("DbtrAcct", _account(sender.account_number)),
        ("DbtrAgt", _agent(KRUNGTHAI, sender.branch_code)),
    ]


def _control(batch: Batch) -> list[Element]:
    return [("NbOfTxs", str(batch.count)), ("CtrlSum", f"{batch.total:.2f}")]


def _transfer(row: Row) -> Element:
    identity: Element = ("Othr", [("Id", row.citizen_id), ("SchmeNm", [("Cd", "NIDN")])])
    contact: list[Element] = []
    if row.phone:
        contact.append(("MobNb", f"+66-{row.phone[1:]}"))
    if row.email:
        contact.append(("EmailAdr", row.email))
    creditor: list[Element] = [("Nm", row.account_name), ("Id", [("PrvtId", [identity])])]
    if contact:
        creditor.append(("CtctDtls", contact))
    return (
        "CdtTrfTxInf",
        [
            ("PmtId", [("EndToEndId", row.reference)]),
            ("Amt", [("InstdAmt", f"{row.amount:.2f}")]),
            ("CdtrAgt", _agent(row.bank_code, branch_of(row))),
            ("Cdtr", creditor),
            ("CdtrAcct", _account(row.account_number)),
        ],
    )


def _account(number: str) -> list[Element]:
    return [("Id", [("Othr", [("Id", number)])])]


def _agent(bank: str, branch: str) -> list[Element]:
    member: list[Element] = [("ClrSysId", [("Cd", CLEARING)]), ("MmbId", bank + branch)]
    return [("FinInstnId", [("ClrSysMmbId", member)])]

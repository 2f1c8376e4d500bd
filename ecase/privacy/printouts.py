"""The paper of a person's own data (ข้อมูลส่วนบุคคลที่จัดเก็บ). Pure: what was gathered in, a paper out."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from ecase.audit.actions import plain
from ecase.cases.models import Bundle, Case, Document, Draft, DraftFile
from ecase.cases.printouts import TYPED
from ecase.cases.story import FIELDS, Change, shown_value
from ecase.core import citizen_id
from ecase.core.masks import dashed_account, dashed_phone
from ecase.core.papers import PersonalData, Told
from ecase.core.papers.data_of_persons import Fact, KeptCase, KeptEvent, KeptForm, KeptLine
from ecase.core.thai import baht, long_date, short_date
from ecase.payments.models import Line

from .gathering import Happening, Kept, unfinished
from .models import Asker, DataRequest

FOLDER = "เอกสาร"
# What an officer typed in an unfinished form, by the names of its boxes; the rest says nothing to a person.
OF_A_FORM = {name: label for name, label in FIELDS.items() if name not in Bundle.values}
# What a case says that its history tells in the sentence of an event, or in a note.
NOTES = {
    "amount_because": "เหตุผลของที่ประชุม",
    "set_aside_because": "เหตุที่นำออกชั่วคราว",
    "set_aside_note": "รายละเอียดที่นำออกชั่วคราว",
    "disqualified_because": "สาเหตุที่ขาดคุณสมบัติ",
    "failed_because": "เหตุที่จ่ายไม่สำเร็จ",
    "approved_on": "วันที่อนุมัติ",
    "follows": "เริ่มใหม่จากเคส",
}
IN_THE_NAME = ("title", "first_name", "last_name")


def document_name(document: Document) -> str:
    """Under what name a version of a case's papers lies in the package."""
    bundle = document.get_bundle_display()
    return f"{FOLDER}/{document.case}-{bundle}-ฉบับที่{document.version}.pdf"


def form_file_name(file: DraftFile, number: int, of: int) -> str:
    """Under what name a file of an unfinished form lies in the package; both count from 1."""
    return f"{FOLDER}/แบบฟอร์มที่กรอกค้าง{of}-{Bundle(file.bundle).label}-{number}.pdf"


def scope_of(request: DataRequest) -> str:
    """Whose records the answer covers (ขอบเขต), in a sentence."""
    if request.office:
        return f"ข้อมูลที่{request.place}จัดเก็บ ข้อมูลของสำนักงานเขตอื่นขอได้ที่เขตนั้น หรือที่สำนักพัฒนาสังคมสำหรับทุกเขต"
    return "ข้อมูลที่สำนักงานเขตทั้ง 50 เขตและส่วนกลางจัดเก็บ"


def personal_data(request: DataRequest, kept: Kept, *, made_at: datetime) -> Told:
    """What the paper is told: everything that was gathered, in full."""
    data: PersonalData = {
        "office": request.place,
        "printed_at": f"{long_date(timezone.localdate(made_at))} เวลา {_time(made_at)}",
        "name": kept.cases[-1].name if kept.cases else "",
        "citizen_id": citizen_id.dashed(request.citizen_id),
        "asked": _asked(request),
        "scope": scope_of(request),
        "years": str(settings.RETENTION_YEARS),
        "cases": [_case(case) for case in kept.cases],
        "forms": [_form(draft, number) for number, draft in enumerate(unfinished(kept), start=1)],
        "events": [_event(event) for event in kept.happenings],
    }
    return Told("personal-data", data, made_at)


def _asked(request: DataRequest) -> str:
    who = Asker(request.asked_by).label
    if request.asker:
        who = f"{who} {request.asker}"
    received = long_date(request.received_on)
    return f"จัดทำตามคำขอเข้าถึงข้อมูลส่วนบุคคล ({who}) รับเมื่อ {received}"


def _case(case: Case) -> KeptCase:
    facts = [
        _fact("ชื่อ - นามสกุล", case.name, typed=True),
        *_facts_of(case),
        _fact("บันทึกเมื่อ", _at(case.recorded_at)),
    ]
    payment = getattr(case, "payment", None)
    if payment:
        facts.append(_fact("การจ่ายเงิน", payment.get_status_display()))
    return {
        "case": str(case),
        "office": case.office.full_name,
        "status": case.get_status_display(),
        "name": case.name,
        "facts": facts,
        "accounts": [
            {
                "version": account.version,
                "bank": account.bank.name,
                "branch_code": account.branch_code,
                "account_name": account.account_name,
                "account_number": dashed_account(account.account_number, account.bank_id),
                "phone": dashed_phone(account.phone),
                "email": account.email,
                "since": _day(account.made_at),
            }
            for account in case.bank_accounts.all()
        ],
        "documents": [
            {"name": document_name(one), "pages": one.pages, "since": _day(one.added_at)}
            for one in case.documents.all()
        ],
        "lines": [_line(line) for line in payment.lines.all()] if payment else [],
    }


def _facts_of(case: Case) -> list[Fact]:
    """All that is typed or noted of a case, in the words of its history: a new fact comes along."""
    columns = {field.name for field in case._meta.concrete_fields} - {*IN_THE_NAME}
    labels = {name: label for name, label in {**FIELDS, **NOTES}.items() if name in columns}
    said = plain({name: getattr(case, name) for name in labels})
    return [
        _fact(labels[name], shown_value(name, value), typed=labels[name] in TYPED or name in NOTES)
        for name, value in said.items()
        if value not in (None, "", [])
    ]


def _line(line: Line) -> KeptLine:
    account = line.bank_account
    result = line.get_result_display()
    if line.return_reason:
        result = f"{result} {line.get_return_reason_display()} {line.return_note}".strip()
    return {
        "file": f"{line.file} {_day(line.file.made_at)}",
        "reference": line.reference,
        "account": f"{account.bank.name} {dashed_account(account.account_number, account.bank_id)}",
        "amount": baht(line.amount),
        "result": result,
    }


def _form(draft: Draft, of: int) -> KeptForm:
    return {
        "office": draft.office.full_name,
        "begun_on": _day(draft.created_at),
        "facts": [
            _fact(label, _typed(value), typed=True)
            for name, label in OF_A_FORM.items()
            if (value := draft.typed.get(name)) not in (None, "", [])
        ],
        "documents": [
            form_file_name(file, number, of)
            for number, file in enumerate(draft.files.all(), start=1)
        ],
    }


def _typed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _event(event: Happening) -> KeptEvent:
    return {
        "at": _at(event.at),
        "what": event.what,
        "case": event.case,
        "changes": [_change(change) for change in event.changes],
        "why": event.why,
        "place": event.place,
        "duties": event.duties,
    }


def _change(change: Change) -> Fact:
    was = f"จาก {change.before} เป็น " if change.before else ""
    return _fact(change.field, f"{was}{change.after}", typed=change.field in TYPED)


def _fact(label: str, value: str, *, typed: bool = False) -> Fact:
    return {"label": label, "value": value, "typed": typed}


def _day(at: datetime) -> str:
    return short_date(timezone.localdate(at))


def _at(at: datetime) -> str:
    return f"{_day(at)} {_time(at)}"


def _time(at: datetime) -> str:
    return f"{timezone.localtime(at):%H.%M}\N{NO-BREAK SPACE}น."

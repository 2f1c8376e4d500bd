"""A small world in every state of a case and its money, for the laws to be broken in."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from ecase.cases import actions as cases
from ecase.cases.models import BankAccount, Case, Draft
from ecase.core.sealing import seal
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting
from ecase.offices.models import Officer
from ecase.payments import actions as payments
from ecase.payments.flags import unsettled_flags
from ecase.payments.models import (
    Approval,
    BankGroup,
    Line,
    OfficerAccount,
    Payment,
    Result,
    ReturnReason,
    Settlement,
    TransferFile,
)
from ecase.people.models import Person
from ecase.regulations.models import Bank
from tests import make

CLOSED = ReturnReason.ACCOUNT_CLOSED

# Every law of the database itself, taken away: what is left is what the queries find.
LAWLESS = """
DO $$
DECLARE one record;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR one IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', one.relname);
    END LOOP;
    FOR one IN SELECT conrelid::regclass AS relname, conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u', 'x')
        ORDER BY contype LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', one.relname, one.conname);
    END LOOP;
    FOR one IN SELECT indexrelid::regclass AS relname FROM pg_index i
        JOIN pg_class t ON t.oid = i.indrelid
        WHERE t.relnamespace = 'public'::regnamespace AND indisunique AND NOT indisprimary LOOP
        EXECUTE format('DROP INDEX %s', one.relname);
    END LOOP;
END $$
"""


@dataclass
class World:
    """What stands in the world, by name: keys for SQL, and names as a violation says them."""

    keys: dict[str, object]
    names: dict[str, str]


def build() -> World:
    """Two offices; three rounds of the first: paid from, closed, collecting."""
    officer = make.officer()
    other = make.other_of(officer)
    stranger = make.officer(of=make.office("1024"))
    told = _first_round(officer, other)
    told |= _second_round(told, officer)
    told["collecting"] = make.case(by=officer)
    told["aside"] = make.set_aside(make.case(by=officer), by=officer)
    told["ended"] = make.case(by=officer)
    cases.disqualify(told["ended"], reason="รายได้เกินเกณฑ์", by=officer)
    told["elsewhere"] = make.case(by=stranger)
    _pay_all(make.close(meetings.round_of(told["elsewhere"]), by=make.other_of(stranger)), stranger)
    return _named(told, officer=officer, other=other, stranger=stranger)


def _first_round(officer: Officer, other: Officer) -> dict[str, Case]:
    names = ("paid", "failed", "returned", "corrected", "held", "late", "back", "due")
    told = {name: make.case(by=officer) for name in names}
    shared = make.facts().account_number
    told |= {name: make.case(by=officer, account_number=shared) for name in ("twin", "sister")}
    told["void"] = make.case(by=officer, bank=Bank.objects.get(code="004"))
    told["paid"] = meetings.edit_case(
        told["paid"],
        make.facts(amount=Decimal("4000.00")),
        opened_version=1,
        amount_because="ตามมติ",
        by=officer,
    )
    approval = make.close(meetings.round_of(told["paid"]), by=other)
    for payment in {flag.payment for flag in unsettled_flags(approval)}:
        shown = {(f.kind, f.about) for f in unsettled_flags(approval) if f.payment == payment}
        payments.settle_flags(payment, shown=shown, reason="มารดาเดียวกัน", by=other)
    for group in BankGroup:
        make.file(approval, group, by=officer)
    payment = {name: Payment.objects.get(case=case) for name, case in told.items()}
    for name in ("paid", "back"):
        payments.confirm_paid(payment[name], by=other)
    for name in ("returned", "corrected", "held", "late", "due"):
        payments.mark_returned(payment[name], because=CLOSED, by=other)
    payments.mark_failed(payment["failed"], reason="บัญชีปิด", returned_because=CLOSED, by=officer)
    for name, says in (("late", Result.PAID), ("back", Result.RETURNED)):
        line = Line.objects.get(payment=payment[name])
        because = CLOSED if says == Result.RETURNED else ""
        conflict = payments.note_conflict(line, says=says, because=because, by=officer)
        payments.settle_conflict(
            conflict, settlement=Settlement.CORRECTED, because="ตามรายการธนาคาร", by=other
        )
    make.corrected(_fresh(payment["corrected"]), by=officer)
    make.file(approval, by=officer)
    make.corrected(_fresh(payment["due"]), by=officer)
    account = {**told["held"].bank_account.facts, "account_number": "5550001112"}
    payments.propose_account(_fresh(payment["held"]), account, reason="เปลี่ยนบัญชี", by=officer)
    voiding = payments.ask_to_void(approval.files.get(group="others"), reason="ไม่ได้ส่ง", by=officer)
    payments.accept_void(voiding, by=other)
    return told


def _second_round(told: dict[str, Case], officer: Officer) -> dict[str, Case]:
    failed = Case.objects.get(pk=told["failed"].pk)
    draft = cases.begin_again(failed, fiscal_year=failed.fiscal_year, by=officer)
    again = meetings.record_case(draft, make.facts(), by=officer)
    beside = make.case(
        by=officer,
        citizen_id=told["paid"].person.citizen_id,
        override_because="ไฟไหม้บ้านครั้งที่สอง",
    )
    make.close(meetings.round_of(again), by=make.other_of(officer))
    return {"again": again, "beside": beside}


def _pay_all(approval, officer: Officer) -> None:
    make.file(approval, by=officer)
    pending = list(Line.objects.of(approval).pending().select_related("file"))
    payments.confirm_all_paid(
        approval,
        lines={line.pk for line in pending},
        totals={file.pk: total for file, total in payments.control_totals(pending).items()},
        by=officer,
    )


def _fresh(payment: Payment) -> Payment:
    return Payment.objects.select_related("case__bank_account", "approval").get(pk=payment.pk)


def _named(told: dict[str, Case], **officers: Officer) -> World:
    keys: dict[str, object] = {name: officer.pk for name, officer in officers.items()}
    names: dict[str, str] = {}
    for name, case in told.items():
        keys |= {name: case.pk, f"{name}_subject": f"cases.case:{case.pk}"}
        names |= {name: str(case), f"{name}_person": f"people.person:{case.person_id}"}
        names |= {f"{name}_id": str(case.pk), f"{name}_draft": f"cases.draft:{case.draft.pk}"}
        for nth, line in enumerate(Line.objects.filter(payment__case=case).order_by("pk"), 1):
            keys[f"{name}_line{nth}"], names[f"{name}_line{nth}"] = line.pk, line.reference
    for meeting in Meeting.objects.filter(office=officers["officer"].office_id):
        keys[f"meeting{meeting.number}"] = meeting.pk
        names[f"meeting{meeting.number}"] = f"meetings.meeting:{meeting.pk}"
    for approval in Approval.objects.filter(office=officers["officer"].office_id):
        names[f"approval{approval.number}"] = str(approval.pk)
    keys |= _odd_values(Approval.objects.get(office=officers["officer"].office_id, number=2))
    with connection.cursor() as cursor:
        cursor.execute(LAWLESS)
    return World(keys, names)


def _odd_values(approval: Approval) -> dict[str, object]:
    """What no form lets in and no field would seal, sealed: as who has the keys could put it there."""
    odd, content = "๑๒๓๔๕๖๗๘๙๐", approval.content.replace("5000.00", "6000.00")
    sealed = {
        "wrong_id": (Person, "citizen_id", "9168909457052"),
        "thai_id": (Person, "citizen_id", "๙๑๖๘๙๐๙๔๕๗๐๕๑"),
        "drafts_id": (Draft, "citizen_id", "1"),
        "odd_email": (BankAccount, "email", "a @b.co"),
        "odd_phone": (BankAccount, "phone", odd),
        "odd_number": (BankAccount, "account_number", odd),
        "odd_own": (OfficerAccount, "account_number", odd),
        "other_content": (Approval, "content", content),
        "other_file": (TransferFile, "content", b"x"),
    }
    digests = {
        "odd_phone_digest": ("phone_digest", odd),
        "odd_number_digest": ("number_digest", odd),
        "odd_account_key": ("account_key", odd),
        "other_number": ("number_digest", "7770001112"),
    }
    told: dict[str, object] = {
        name: seal(field.to_bytes(value), use=field.use, about="")
        for name, (model, of, value) in sealed.items()
        for field in [model._meta.get_field(of)]
    }
    of_account = BankAccount._meta.get_field
    return told | {name: of_account(of).of_text(text) for name, (of, text) in digests.items()}

"""Things to test with. A status is reached by the real actions, never set by hand."""

import functools
import hashlib
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count

import pikepdf
from django.utils import timezone

from ecase.cases import actions as cases
from ecase.cases.models import Bundle, Case, Draft, SetAsideReason, Status
from ecase.core import citizen_id as ids
from ecase.core.scans import Scan
from ecase.meetings import actions as meetings
from ecase.meetings.agenda_content import agenda_content
from ecase.meetings.models import Meeting
from ecase.offices.actions import (
    accept_administrator,
    ask_for_administrator,
    end_duty,
    engage,
    grant_waiver,
)
from ecase.offices.models import (
    OF_AN_OFFICE,
    Duty,
    FiscalYear,
    Office,
    Officer,
    Separation,
    Waiver,
)
from ecase.payments import actions as payments
from ecase.payments.models import (
    AccountChange,
    Approval,
    BankGroup,
    Line,
    Payment,
    PaymentStatus,
    ResultList,
    ReturnReason,
    TransferFile,
)
from ecase.people.models import Title
from ecase.regulations.models import AssistanceType, Bank

PASSWORD = "a-long-enough-passphrase"
KINDERGARTEN = "เงินสนับสนุนกิจกรรมทางการศึกษาระดับอนุบาล"
LIVELIHOOD = "ทุนประกอบอาชีพ"

_n = count(1)


def office(code: str = "1008") -> Office:
    """A district office; ป้อมปราบศัตรูพ่าย unless another code is given."""
    return Office.objects.get(code=code)


def year(number: int = 2566) -> FiscalYear:
    return FiscalYear.objects.get(pk=number)


def officer(*duties: Duty, of: Office | None = None, username: str = "", **names: str) -> Officer:
    """An officer of a district office who holds all of an office's duties unless told."""
    return engage(
        username=username or f"officer{next(_n)}",
        password=PASSWORD,
        title=names.get("title", "นางสาว"),
        first_name=names.get("first_name", "กมลชนก"),
        last_name=names.get("last_name", "ใจอารี"),
        office=of or office(),
        duties=duties or OF_AN_OFFICE,
        since=timezone.localdate(),
    )


def other_of(by: Officer) -> Officer:
    """Another officer of the same office, who stands behind a step as its second person.

    One a database: whoever acts for ``by`` where the rule asks for somebody else.
    """
    name = f"second{by.office_id}-{by.pk}"
    known = Officer.objects.with_duties(timezone.localdate()).filter(username=name).first()
    return known or officer(of=by.own_office, username=name, first_name="ปรีชา", last_name="มั่นคง")


def waiver(
    office: Office,
    rule: Separation = Separation.CLOSING,
    *,
    first: date | None = None,
    last: date | None = None,
    reason: str = "เขตมีเจ้าหน้าที่คนเดียว",
    by: Officer | None = None,
) -> Waiver:
    """A waiver of today unless told, given by an administrator."""
    first = first or timezone.localdate()
    return grant_waiver(
        office,
        rule=rule,
        reason=reason,
        starts_on=first,
        ends_on=last or first,
        by=by or centre_officer(Duty.ADMINISTRATOR),
    )


def centre_officer(duty: Duty = Duty.AUDITOR) -> Officer:
    """An officer of the centre (ส่วนกลาง). From the third administrator on, two make one."""
    asking, accepting = [*_administrators()[:2], None, None][:2]
    if duty == Duty.ADMINISTRATOR and accepting:
        officer = centre_officer(Duty.AUDITOR)
        accept_administrator(
            ask_for_administrator(officer, reason="ภาระงานเพิ่มขึ้น", by=asking), by=accepting
        )
        end_duty(officer, Duty.AUDITOR, by=asking)
        return Officer.objects.with_duties(timezone.localdate()).get(pk=officer.pk)
    return engage(
        username=f"centre{next(_n)}",
        password=PASSWORD,
        title="นาย",
        first_name="ประสิทธิ์",
        last_name="ธรรมรักษา",
        office=None,
        duties=[duty],
        since=timezone.localdate(),
    )


def _administrators() -> list[Officer]:
    today = timezone.localdate()
    found = Officer.objects.with_duties(today).filter(is_active=True).order_by("pk")
    return [officer for officer in found if officer.may(Duty.ADMINISTRATOR)]


def citizen_id(n: int | None = None) -> str:
    """A synthetic ID with a valid check digit."""
    first12 = f"1{next(_n) if n is None else n:011}"
    return first12 + ids.check_digit(first12)


@functools.cache
def scan(pages: int = 1) -> Scan:
    """A small real PDF, as scans.clean gives it."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True)
    content = file.getvalue()
    return Scan(content, pages, len(content), hashlib.sha256(content).hexdigest())


def facts(**changes) -> cases.Facts:
    """What an officer types for an ordinary case: a livelihood grant of 5,000 baht.

    All the papers that it needs are ticked.
    """
    typed = {
        "title": Title.objects.get(name="นาง"),
        "gender": "F",
        "first_name": "น้ำทิพย์",
        "last_name": "สิทธิ์ชัยศรี",
        "birth_date": date(1980, 2, 29),
        "is_disabled": False,
        "assistance_type": AssistanceType.objects.get(name=LIVELIHOOD),
        "amount": Decimal("5000.00"),
        "hardship": "ยากจน",
        "bank": Bank.objects.get(code="006"),
        "branch_code": "",
        "account_name": "นางน้ำทิพย์ สิทธิ์ชัยศรี",
        "account_number": f"{next(_n):010}",
        "phone": "",
        "email": "",
    }
    typed = cases.Facts(**{**typed, **changes})
    return (
        typed
        if "attached_papers" in changes
        else replace(typed, attached_papers=typed.missing_papers)
    )


def draft(*, by: Officer, year: FiscalYear | None = None, citizen_id: str = "") -> Draft:
    """A draft with both bundles of papers, ready to be confirmed."""
    draft = cases.look_up(
        citizen_id or globals()["citizen_id"](),
        fiscal_year=year or globals()["year"](),
        by=by,
    )
    for bundle in Bundle:
        cases.keep_file(draft, bundle=bundle, name="สแกน.pdf", scan=scan(), by=by)
    return draft


def case(
    status: Status = Status.IN_MEETING,
    *,
    by: Officer,
    year: FiscalYear | None = None,
    citizen_id: str = "",
    **changes,
) -> Case:
    """A case of the officer's office, brought to a status as the office would.

    From APPROVED on the whole round is closed with it.
    """
    case = meetings.record_case(
        draft(by=by, year=year, citizen_id=citizen_id), facts(**changes), by=by
    )
    match status:
        case Status.SET_ASIDE:
            set_aside(case, by=by)
        case Status.DISQUALIFIED:
            cases.disqualify(case, reason="รายได้เกินเกณฑ์", by=by)
        case Status.APPROVED:
            approval(by=by, of=meetings.round_of(case))
        case Status.PAID:
            approval(by=by, of=meetings.round_of(case))
            bring(case.payment, PaymentStatus.PAID, by=by)
        case Status.PAYMENT_FAILED:
            approval(by=by, of=meetings.round_of(case))
            payments.mark_failed(case.payment, reason="ผู้รับเงินเสียชีวิต", by=by)
    return Case.objects.in_full().get(pk=case.pk)


def set_aside(case: Case, *, by: Officer) -> Case:
    [case] = meetings.set_aside(
        [case], because=SetAsideReason.PAPERS_MISSING, note="ใบรับรองแพทย์", return_on=None, by=by
    )
    return case


def approval(*, by: Officer, of: Meeting | None = None, cases: int = 0) -> Approval:
    """A closed round and what it granted, of so many new cases where no round is given.

    ``by`` recorded them; another closes.
    """
    for _ in range(cases):
        meeting_case = case(by=by)
        of = meetings.round_of(meeting_case)
    return close(of, by=other_of(by))


def close(meeting: Meeting, *, by: Officer, accept: bool = True) -> Approval:
    """Close a round as its page shows it, each override accepted unless told."""
    content = agenda_content(meeting, on=timezone.localdate())
    accepted = [c.number for c in content.cases if c.override_because] if accept else []
    return payments.request_funding(meeting, digest=content.digest, accepted=accepted, by=by)


def file(approval: Approval, group: str = BankGroup.KRUNGTHAI, *, by: Officer) -> TransferFile:
    """The transfer file of what is due, made by another than ``by``, who wrote the accounts."""
    return payments.make_file(approval, group=group, by=other_of(by))


def corrected(payment: Payment, *, by: Officer, **changes) -> AccountChange:
    """An account proposed by ``by`` and accepted by another; another number unless told."""
    changes = changes or {"account_number": f"{next(_n):010}"}
    account = {**payment.case.bank_account.facts, **changes}
    change = payments.propose_account(payment, account, reason="กรอกเลขบัญชีผิด", by=by)
    return payments.accept_account(change, by=other_of(by))


def result_list(line: Line, *, by: Officer, says: str = "สำเร็จ") -> ResultList:
    """A list of the bank with its word about one line."""
    heading = "เลขอ้างอิง,เลขที่บัญชี,จำนวนเงิน,ผลการโอน"
    row = f"{line.reference},{line.bank_account.account_number},{line.amount},{says}"
    year, content = line.file.approval.fiscal_year, f"{heading}\n{row}\n".encode()
    return payments.receive_list("ผลการโอน.csv", content, year=year, by=by)


def payment(status: PaymentStatus, *, by: Officer, **changes) -> Payment:
    """The payment of a new case, whose round is closed, brought to a status."""
    recorded = case(by=by, **changes)
    approval(by=by, of=meetings.round_of(recorded))
    return bring(recorded.payment, status, by=by)


def bring(payment: Payment, status: PaymentStatus, *, by: Officer) -> Payment:
    """A payment brought to a status through files and results."""
    if status not in (PaymentStatus.DUE, PaymentStatus.HELD):
        file(payment.approval, BankGroup.of(payment.case.bank_account.bank_id), by=by)
    payment.refresh_from_db()
    match status:
        case PaymentStatus.HELD:
            another = {**payment.case.bank_account.facts, "account_number": f"{next(_n):010}"}
            payments.propose_account(payment, another, reason="กรอกเลขบัญชีผิด", by=by)
        case PaymentStatus.PAID:
            payments.confirm_paid(payment, by=by)
        case PaymentStatus.RETURNED:
            payments.mark_returned(payment, because=ReturnReason.ACCOUNT_CLOSED, by=by)
        case PaymentStatus.FAILED:
            payments.mark_failed(
                payment, reason="บัญชีถูกปิด", returned_because=ReturnReason.ACCOUNT_CLOSED, by=by
            )
    return Payment.objects.select_related("case__bank_account__bank", "approval").get(pk=payment.pk)

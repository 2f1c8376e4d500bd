"""The bank said one thing and later another (ผลที่ขัดกัน): noted by one person, settled by another."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ecase.audit.actions import record
from ecase.cases import actions as cases
from ecase.cases.models import ENDED, Case, Status
from ecase.cases.overrides import why_override
from ecase.core.whose import over_the_city
from ecase.offices.actions import on_duty
from ecase.offices.models import Duty, Officer, Separation
from ecase.offices.separation import another_person
from ecase.people.models import Person

from ..models import (
    Conflict,
    Line,
    NotOpen,
    Payment,
    PaymentQuerySet,
    PaymentStatus,
    Result,
    ReturnReason,
    Settlement,
    Unsettled,
)
from .locking import locked_payment, move, withdraw_open_change


@transaction.atomic
def note_conflict(
    line: Line, *, says: Result, because: str = "", note: str = "", by: Officer
) -> Conflict:
    """Note by hand that the bank now says another thing of a line (ธนาคารแจ้งผลต่างจากเดิม).

    Noted already, that conflict is given and nothing changes.
    """
    on_duty(by, Duty.PAYER)
    payment = locked_payment(line.payment, "แจ้งผลที่ขัดกัน", *PaymentStatus)
    line = Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.result == says or line.result == Result.PENDING:
        raise NotOpen(
            f"เคส {payment.case} เลขอ้างอิง {line.reference} มีผลเป็น{line.get_result_display()}อยู่แล้ว"
            " จึงไม่มีผลที่ขัดกัน เปิดรายการอีกครั้งเพื่อดูผลล่าสุด"
        )
    waiting = line.conflicts.open().first()
    if waiting:
        return waiting
    if says == Result.RETURNED and line.result == Result.VOID:
        raise NotOpen(
            f"เคส {payment.case} เลขอ้างอิง {line.reference} ยกเลิกไฟล์แล้ว เงินที่ไม่ได้ออกไม่มีอะไรส่งคืน"
        )
    conflict = Conflict.objects.create(
        line=line,
        office=payment.office,
        recorded=line.result,
        says=says,
        return_reason=(because or ReturnReason.OTHER) if says == Result.RETURNED else "",
        note=note,
        noted_by=by,
    )
    facts = {"reference": line.reference, "recorded": line.result, "says": says}
    record("payment.conflict_noted", payment.case, by=by, after=facts, note=note)
    return conflict


@transaction.atomic
def settle_conflict(
    conflict: Conflict, *, settlement: Settlement, because: str, by: Officer
) -> Conflict:
    """Say which word of the bank stands, and why (ตัดสินผลที่ขัดกัน).

    CORRECTED puts the line, its payment and its case right: then the bank's later word counts, once.
    RECOVER says that money went out twice and is to be had back; the books stay. It is taken only
    where it did: else the money would stay due and go out again. Raises NotOpen, SamePerson,
    Unsettled where another line or another case stands in the way.
    """
    on_duty(by, Duty.HEAD)
    payment = locked_payment(conflict.line.payment, "ตัดสินผล", *PaymentStatus)
    line = Line.objects.select_for_update(of=("self",)).get(pk=conflict.line_id)
    conflict = Conflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
    refuse_settled(conflict)
    if settlement == Settlement.RECOVER:
        _refuse_recovery(payment, conflict)
    conflict.waiver = another_person(
        Separation.RESULT,
        did=f"คุณเป็นผู้แจ้งผลที่ขัดกันของเคส {payment.case} จึงตัดสินเองไม่ได้",
        by=by,
        office=payment.office,
        was_there=conflict.noted_by_id == by.pk,
    )
    conflict.settlement, conflict.settled_because = settlement, because
    conflict.settled_by, conflict.settled_at = by, timezone.now()
    conflict.save(
        update_fields=["settlement", "settled_because", "settled_by", "settled_at", "waiver"]
    )
    facts = {"reference": line.reference, "settlement": settlement, "says": conflict.says}
    record("payment.conflict_settled", payment.case, by=by, after=facts, note=because)
    if settlement == Settlement.CORRECTED:
        _correct(payment, line, conflict, because=because, by=by)
    return conflict


def refuse_settled(conflict: Conflict) -> None:
    """Refuse to settle again what a head has settled; raises NotOpen."""
    if conflict.settlement != Settlement.OPEN:
        raise NotOpen(
            f"ผลที่ขัดกันของเคส {conflict.line.payment.case} ตัดสินแล้ว"
            f" ({conflict.get_settlement_display()})"
        )


@over_the_city("what was given up of one person may have arrived, from any office")
def refuse_unsettled(payments: PaymentQuerySet, *, and_before: bool = True) -> None:
    """Refuse to move money of which the bank's words conflict.

    With ``and_before`` also money of a case that begins again from such a case, or was recorded
    anew in place of one: what was given up may have arrived. Raises Unsettled, which names them.
    """
    doubted = Q(line__payment__in=payments)
    if and_before:
        doubted |= Q(line__payment__case__in=_all_before(payments)) | Q(Exists(_anew(payments)))
    waiting = Conflict.objects.open().filter(doubted).select_related("office")
    if not waiting:
        return
    own = set(payments.values_list("office", flat=True))
    named = {
        f"{conflict.line.payment.case}"
        if conflict.office_id in own
        else f"ของบุคคลเดียวกันที่{conflict.office.full_name}"
        for conflict in waiting.select_related("line__payment__case")
    }
    raise Unsettled(
        f"ธนาคารแจ้งผลที่ขัดกันของเคส {' '.join(sorted(named))} ยังไม่มีการบันทึก"
        " ให้หัวหน้าฝ่ายตัดสินผลก่อน แล้วทำอีกครั้ง"
    )


def _anew(payments: PaymentQuerySet) -> QuerySet[Case]:
    """Of a conflict, the cases of these payments that were recorded in place of its failed one."""
    given_up = "line__payment__case"
    return Case.objects.filter(
        payment__in=payments,
        person=OuterRef(f"{given_up}__person"),
        assistance_type=OuterRef(f"{given_up}__assistance_type"),
        fiscal_year=OuterRef(f"{given_up}__fiscal_year"),
        pk__gt=OuterRef(given_up),
        override_because="",
    )


def _correct(
    payment: Payment, line: Line, conflict: Conflict, *, because: str, by: Officer
) -> None:
    if conflict.says == Result.PAID:
        _refuse_second_payment(payment)
        _rewrite(line, Result.PAID, reason="", conflict=conflict, by=by)
        withdraw_open_change(payment, by=by)
        cases.mark_paid_after_all(payment.case, reason=because, by=by)
        move(payment, PaymentStatus.PAID)
    else:
        _rewrite(line, Result.RETURNED, reason=conflict.return_reason, conflict=conflict, by=by)
        cases.take_back_paid(payment.case, reason=because, by=by)
        move(payment, PaymentStatus.RETURNED)


def _rewrite(line: Line, result: Result, *, reason: str, conflict: Conflict, by: Officer) -> None:
    Line.objects.filter(pk=line.pk).update(
        result=result,
        return_reason=reason,
        return_note=conflict.note if result == Result.RETURNED else "",
        answered_by=by,
        answered_at=timezone.now(),
        answered_from=conflict.read_from,
    )


def _refuse_second_payment(payment: Payment) -> None:
    """A late success may not become a second payment of the same aid."""
    case = payment.case
    _refuse_unanswered(payment)
    if payment.lines.filter(result=Result.PAID).exists():
        raise Unsettled(
            f"เคส {case} จ่ายสำเร็จในไฟล์อื่นแล้ว หากเงินเข้าทั้งสองครั้งให้เลือก {Settlement.RECOVER.label}"
        )
    if payment.status != PaymentStatus.FAILED:
        return
    if again := _goes_on_as(case):
        it = _named(again, case)
        raise Unsettled(
            f"เคส {case} เริ่มใหม่เป็นเคส {it} แล้ว ให้เคส {it} ขาดคุณสมบัติหรือจ่ายไม่สำเร็จก่อน"
            f" แล้วจึงแก้ผล หากเคส {it} จ่ายเงินแล้วให้เลือก {Settlement.RECOVER.label}"
        )
    if why := _why_not_live(case):
        raise Unsettled(f"เคส {case} แก้เป็นจ่ายสำเร็จไม่ได้ {why}")


def _refuse_recovery(payment: Payment, conflict: Conflict) -> None:
    """Only money that went out twice is to be had back."""
    if conflict.says != Result.PAID:
        raise Unsettled("เงินที่ธนาคารส่งคืนไม่ได้ออกซ้ำ เลือกแก้ตามที่ธนาคารแจ้ง หรือผลที่บันทึกไว้ถูกต้อง")
    case = payment.case
    _refuse_unanswered(payment)
    if payment.lines.filter(result=Result.PAID).exists():
        return
    if payment.status == PaymentStatus.FAILED:
        again = _goes_on_as(case)
        if again and again.status == Status.PAID:
            return
        if again:
            it = _named(again, case)
            raise Unsettled(
                f"เคส {case} เริ่มใหม่เป็นเคส {it} ซึ่งยังไม่ได้จ่าย จึงไม่มีเงินที่ออกซ้ำ"
                f" ให้เคส {it} ขาดคุณสมบัติหรือจ่ายไม่สำเร็จก่อน แล้วเลือก{Settlement.CORRECTED.label}"
            )
        if _why_not_live(case):
            return
    raise Unsettled(f"เคส {case} ไม่ได้จ่ายในไฟล์อื่น จึงไม่มีเงินที่ออกซ้ำ เลือก{Settlement.CORRECTED.label}")


def _refuse_unanswered(payment: Payment) -> None:
    if payment.lines.filter(result=Result.PENDING).exists():
        raise Unsettled(
            f"เคส {payment.case} อยู่ในไฟล์อื่นที่รอผล แจ้งผลของไฟล์นั้นหรือยกเลิกไฟล์ก่อน แล้วจึงตัดสินผลนี้"
        )


def _why_not_live(case: Case) -> str:
    """Why a case that ended may not count again, beside what its person has by now."""
    if case.override_because:
        return ""
    return why_override(
        case.person,
        case.assistance_type,
        case.amount,
        year=case.fiscal_year,
        office=case.office,
        but=case,
    )


@over_the_city("the same aid may have been recorded anew in another office")
def _goes_on_as(case: Case) -> Case | None:
    """The case that goes on from this one, however many ended between them, or that was recorded
    anew in place of it.

    The person is locked first, so that nobody records one meanwhile.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    Person.objects.select_for_update().get(pk=case.person_id)
    before = [case]
    while before:
        after = list(Case.objects.filter(follows__in=before).select_related("office"))
        for one in after:
            if one.status not in ENDED:
                return one
        before = after
    return Case.objects.in_place_of(case).select_related("office").order_by("pk").first()


def _named(other: Case, case: Case) -> str:
    """Of another office's case no more is said than R22 lets everybody see."""
    own = other.office_id == case.office_id
    return str(other) if own else f"ของบุคคลเดียวกันที่{other.office.full_name}"


def _all_before(payments: PaymentQuerySet) -> set[int]:
    """The cases that those of the payments begin again from, all the way back."""
    found: set[int] = set()
    new = {key for key in payments.values_list("case__follows", flat=True) if key}
    while new:
        found |= new
        earlier = Case.objects.filter(pk__in=new).values_list("follows", flat=True)
        new = {key for key in earlier if key} - found
    return found

"""A head looks at the flags of an account, and lets its money go (ตรวจข้อสังเกตก่อนโอน)."""

from collections.abc import Collection

from django.db import transaction

from ecase.audit.actions import record
from ecase.cases.models import Deed
from ecase.offices.actions import on_duty
from ecase.offices.models import Duty, Officer, Separation
from ecase.offices.separation import another_person

from ..flags import Flag, flags_of
from ..models import Flagged, ListChanged, Payment, SettledFlag
from .locking import locked_open_approval


@transaction.atomic
def settle_flags(
    payment: Payment, *, shown: Collection[tuple[str, str]], reason: str, by: Officer
) -> list[Flag]:
    """Let the money of one payment go though its account is flagged, with a reason (I19).

    ``shown`` are the flags that the page showed, by kind and what each is about: raises
    ListChanged where others turned up since, Flagged where one is about the head's own account, and
    SamePerson where the head wrote an account of the case: a flag is what another person looks at.
    """
    on_duty(by, Duty.HEAD)
    locked_open_approval(payment.approval)
    payment = Payment.objects.for_flags().get(pk=payment.pk)
    flags = flags_of(Payment.objects.filter(pk=payment.pk))
    account = payment.case.bank_account
    settled = set(payment.settled_flags.filter(account=account).values_list("kind", "about"))
    new = [flag for flag in flags if (flag.kind, flag.about) not in settled]
    if {(flag.kind, flag.about) for flag in new} - set(shown):
        raise ListChanged(
            f"เคส {payment.case} มีข้อสังเกตเพิ่มหลังจากคุณเปิดหน้านี้ ยังไม่มีการบันทึก ตรวจรายการล่าสุดแล้วบันทึกอีกครั้ง"
        )
    if f"officer:{by.pk}" in {flag.about for flag in new}:
        raise Flagged(
            f"บัญชีของเคส {payment.case} เป็นของคุณ หรือมีชื่อเดียวกับคุณ ให้หัวหน้าฝ่ายอีกคนตรวจข้อสังเกตนี้"
        )
    wrote = payment.case.hands.filter(officer=by, deed=Deed.ACCOUNT)
    waiver = another_person(
        Separation.ACCOUNT,
        did=f"คุณกรอกหรือแก้บัญชีรับเงินของเคส {payment.case} จึงตรวจข้อสังเกตของบัญชีนี้เองไม่ได้",
        by=by,
        office=payment.office,
        was_there=bool(new) and wrote.exists(),
    )
    for flag in new:
        SettledFlag.objects.create(
            payment=payment,
            office=payment.office,
            account=account,
            kind=flag.kind,
            about=flag.about,
            reason=reason,
            settled_by=by,
            waiver=waiver,
        )
        facts = {"kind": flag.kind.label}
        record("payment.flag_settled", payment.case, by=by, after=facts, note=reason)
    return new

"""When going on needs a written reason (เหตุผลที่ช่วยเหลือซ้ำ): I6 and the yearly half of I7.

Read only. In an action it is asked while the person's lock is held; a form asks it early, so that
the officer hears of it in the form.
"""

from collections.abc import Callable
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from ecase.core.thai import baht
from ecase.offices.models import FiscalYear, Office
from ecase.people.models import Person
from ecase.regulations.models import AssistanceType, Per

from .models import ENDED, Case


def why_override(
    person: Person | None,
    kind: AssistanceType,
    amount: Decimal,
    *,
    year: FiscalYear,
    office: Office,
    but: Case | None = None,
) -> str:
    """Why this aid needs a reason, in Thai; empty where it needs none.

    ``but`` is the case that is being edited. Of another office's case no more is said than R22
    lets everybody see.
    """
    if person is None:
        return ""
    others = Case.objects.live_of(person, kind, year).exclude(pk=but.pk if but else None)
    live = others.select_related("office").order_by("pk").first()
    if live:
        which = str(live) if live.office_id == office.pk else live.office.full_name
        return (
            f"มี{kind.name}ในปีงบประมาณ {year.pk} อยู่แล้ว ({which} {live.get_status_display()})"
            " หากเป็นเรื่องเดียวกันไม่ต้องบันทึกใหม่ หากต้องช่วยเหลืออีกให้ระบุเหตุผล หัวหน้าฝ่ายจะรับรองตอนปิดรอบ"
        )
    limit = _yearly_limit(kind)
    if limit is None:
        return ""
    had = _granted_in_year(person, kind, year, but)
    if had + amount <= limit:
        return ""
    return (
        f"{kind.legal_basis or kind.name} ปีงบประมาณ {year.pk} รวมเป็น {baht(had + amount)} บาท"
        f" เกินวงเงินต่อปี {baht(limit)} บาท หากต้องช่วยเหลืออีกให้ระบุเหตุผล หัวหน้าฝ่ายจะรับรองตอนปิดรอบ"
    )


def asker(
    citizen_id: str, *, year: FiscalYear, office: Office, but: Case | None = None
) -> Callable[[AssistanceType, Decimal], str]:
    """``why_override`` for the form of one person: asked with the type and the amount typed."""
    person = Person.objects.filter(citizen_id=citizen_id).first()
    return lambda kind, amount: why_override(
        person, kind, amount, year=year, office=office, but=but
    )


def _yearly_limit(kind: AssistanceType) -> Decimal | None:
    if kind.per != Per.PERSON_YEAR:
        return None
    dated = AssistanceType.objects.with_ceiling(timezone.localdate()).get(pk=kind.pk)
    return dated.ceiling


def _granted_in_year(
    person: Person, kind: AssistanceType, year: FiscalYear, but: Case | None
) -> Decimal:
    """What the person has of this item of the schedule in a year, baht: its types share the limit."""
    of_item = (
        {"assistance_type__schedule": kind.schedule, "assistance_type__item": kind.item}
        if kind.schedule and kind.item
        else {"assistance_type": kind}
    )
    cases = Case.objects.filter(
        person=person, fiscal_year=year, assistance_type__per=Per.PERSON_YEAR, **of_item
    ).exclude(status__in=ENDED)
    total: Decimal = cases.exclude(pk=but.pk if but else None).aggregate(
        total=Sum("amount", default=Decimal("0.00"))
    )["total"]
    return total

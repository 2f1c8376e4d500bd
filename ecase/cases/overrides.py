"""When going on needs a written reason (เหตุผลที่ช่วยเหลือซ้ำ): I6 and the yearly half of I7.

Read only. In an action it is asked while the person's lock is held; a form asks it early, so that
the officer hears of it in the form.
"""

from collections.abc import Callable
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from ecase.core.thai import baht
from ecase.core.whose import over_the_city
from ecase.offices.models import FiscalYear, Office
from ecase.people.models import Person
from ecase.regulations.models import AssistanceType, Per

from .models import ENDED, Case, Draft

ASK = "หากต้องช่วยเหลืออีกให้ระบุเหตุผล หัวหน้าฝ่ายจะรับรองตอนปิดรอบ"

NONE = 0  # the key of no case


@over_the_city("live cases and sums of one person are counted in every office (I6, I7)")
def why_override(
    person: Person | None,
    kind: AssistanceType,
    amount: Decimal,
    *,
    year: FiscalYear,
    office: Office,
    but: Case | None = None,
) -> str:
    """Why this aid needs a reason and what to do, in Thai; empty where it needs none.

    ``but`` is the case that is being edited. It needs none for what came after it: whoever came
    second gave the reason.
    """
    if person is None:
        return ""
    came_first = but is not None and but.status not in ENDED and not but.override_because
    if came_first and but and but.assistance_type_id == kind.pk:
        found = "" if amount <= but.amount else _over_the_year(person, kind, amount, year, but)
        return f"{found} {ASK}" if found else ""
    if found := _beside(person, kind, year, office, but):
        return f"{found} หากเป็นเรื่องเดียวกันไม่ต้องบันทึกใหม่ {ASK}"
    found = _over_the_year(person, kind, amount, year, but)
    return f"{found} {ASK}" if found else ""


@over_the_city("as why_override")
def beside(case: Case) -> str:
    """What a case with a reason goes on beside as things are now, in Thai, for who accepts it.

    Empty where that has ended meanwhile.
    """
    person, kind, year = case.person, case.assistance_type, case.fiscal_year
    return _beside(person, kind, year, case.office, case) or _over_the_year(
        person, kind, case.amount, year, case
    )


def asker(of: Draft | Case) -> Callable[[AssistanceType, Decimal], str]:
    """``why_override`` for a form: asked with the type and the amount typed.

    Of the draft of a new case, or of the case that is edited. A draft that became a case, by a click
    of the same moment or long ago, needs none: sent again it makes nothing.
    """

    def why(kind: AssistanceType, amount: Decimal) -> str:
        citizen_id = of.person.citizen_id if isinstance(of, Case) else of.citizen_id
        with over_the_city("the person may be known of another office"):
            person = Person.objects.filter(citizen_id=citizen_id).first()
        if isinstance(of, Draft) and Case.objects.filter(draft=of).exists():
            return ""
        but = of if isinstance(of, Case) else None
        return why_override(person, kind, amount, year=of.fiscal_year, office=of.office, but=but)

    return why


def _beside(
    person: Person, kind: AssistanceType, year: FiscalYear, office: Office, but: Case | None
) -> str:
    """Of another office's case no more is said than R22 lets everybody see."""
    others = Case.objects.live_of(person, kind, year).exclude(pk=but.pk if but else NONE)
    live = others.select_related("office").order_by("pk").first()
    if live is None:
        return ""
    which = str(live) if live.office_id == office.pk else live.office.full_name
    status = live.get_status_display()
    return f"มี{kind.name}ในปีงบประมาณ {year.pk} อยู่แล้ว ({which} {status})"


def _over_the_year(
    person: Person, kind: AssistanceType, amount: Decimal, year: FiscalYear, but: Case | None
) -> str:
    """The sum is not said: it may be of other offices, whose amounts are theirs alone (R22)."""
    limit = _yearly_limit(kind)
    if limit is None or _granted_in_year(person, kind, year, but) + amount <= limit:
        return ""
    return (
        f"{kind.legal_basis or kind.name} ปีงบประมาณ {year.pk} เมื่อรวมกับเคสอื่นของบุคคลนี้แล้ว"
        f"เกินวงเงินต่อปี {baht(limit)} บาท"
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
    total: Decimal = cases.exclude(pk=but.pk if but else NONE).aggregate(
        total=Sum("amount", default=Decimal("0.00"))
    )["total"]
    return total

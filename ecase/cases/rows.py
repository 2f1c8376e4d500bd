"""A case as a row of a list: ready strings, so that a template asks nothing of the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from ecase.core import citizen_id
from ecase.core.sheets import BATCH, Column, in_batches
from ecase.core.thai import baht, thai_date

from .checklist import said
from .disclosure import revealed
from .models import Case, Status

# How a status looks everywhere: its tone and icon.
STATUS_LOOKS = {
    Status.IN_MEETING: ("info", "clock"),
    Status.SET_ASIDE: ("warn", "pause"),
    Status.DISQUALIFIED: ("calm", "x"),
    Status.APPROVED: ("info", "bank"),
    Status.PAID: ("ok", "done"),
    Status.PAYMENT_FAILED: ("stop", "failed"),
}


@dataclass(frozen=True)
class Row:
    """The columns of the manual's lists (R51), and what else our lists show of a case."""

    case: str  # Case2566-2
    number: str
    url: str
    reveal_url: str
    citizen_id: str  # in full where this officer asked for it, else masked
    is_revealed: bool
    title: str
    first_name: str
    last_name: str
    name: str
    kind: str  # "|" marks where it may break
    age: int
    aid: str
    amount: str
    status: str
    status_tone: str
    status_icon: str
    round: str
    recorded_on: str
    office: str
    missing: str  # what papers are missing; empty where nothing is
    baht: Decimal  # the amount, to add up

    @property
    def anchor(self) -> str:
        """The id of the row, to which the page comes back after แสดง."""
        return f"c{self.number}"


def rows(cases: Iterable[Case], request: HttpRequest, *, today: date) -> list[Row]:
    """Rows of cases fetched in_full, with the IDs that this officer has asked to see."""
    shown = revealed(request)
    return [_row(case, is_revealed=case.pk in shown, today=today) for case in cases]


# The columns of the manual's lists (R51) as a file, numbers masked as on the page.
BUT_THE_AMOUNT: tuple[Column[Row], ...] = (
    Column("เลขเคส", 14, lambda row: row.case),
    Column("สำนักงานเขต", 20, lambda row: row.office),
    Column("หมายเลขบัตรประจำตัวประชาชน", 22, lambda row: row.citizen_id),
    Column("คำนำหน้า", 12, lambda row: row.title),
    Column("ชื่อ", 20, lambda row: row.first_name),
    Column("นามสกุล", 22, lambda row: row.last_name),
    Column("ประเภท", 18, lambda row: row.kind.replace("|", "")),
    Column("อายุ", 7, lambda row: row.age),
    Column("ประเภทเงินสงเคราะห์ที่ขอรับการสนับสนุน", 44, lambda row: row.aid),
)
COLUMNS: tuple[Column[Row], ...] = (
    *BUT_THE_AMOUNT,
    Column("จำนวนเงิน", 14, lambda row: row.baht),
)

Listed = tuple[Case, Row]


def listed(cases: QuerySet[Case], request: HttpRequest, *, today: date) -> Iterator[Listed]:
    """However many cases, fetched in_full, each with its row; a batch at a time."""
    for batch in in_batches(cases.iterator(BATCH), BATCH):
        yield from zip(batch, rows(batch, request, today=today), strict=True)


def row_of(listed: Listed) -> Row:
    """The row beside a case, for ``Column.of``."""
    return listed[1]


def status_look(status: str) -> tuple[str, str]:
    """Tone and icon of a status."""
    return STATUS_LOOKS[Status(status)]


def _row(case: Case, *, is_revealed: bool, today: date) -> Row:
    tone, icon = status_look(case.status)
    show = citizen_id.dashed if is_revealed else citizen_id.masked
    return Row(
        case=str(case),
        number=case.number,
        url=case.get_absolute_url(),
        reveal_url=reverse("cases:reveal", args=[case.fiscal_year_id, case.number]),
        citizen_id=show(case.person.citizen_id),
        is_revealed=is_revealed,
        title=case.title.name,
        first_name=case.first_name,
        last_name=case.last_name,
        name=case.name,
        kind=case.kind.replace("เคสประชาชน", "เคสประชาชน|"),
        age=case.age(today),
        aid=case.assistance_type.name,
        amount=baht(case.amount),
        status=case.get_status_display(),
        status_tone=tone,
        status_icon=icon,
        round=f"{case.round}/{case.fiscal_year_id}",
        recorded_on=thai_date(timezone.localdate(case.recorded_at)),
        office=case.office.name,
        missing=said(case),
        baht=case.amount,
    )

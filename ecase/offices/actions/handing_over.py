"""A new head gets the sign-in of the office (เปลี่ยนหัวหน้าฝ่าย): asked at the door, decided at the centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record
from ecase.audit.models import Event
from ecase.core import scans
from ecase.core.addresses import neighbourhood
from ecase.core.scans import Scan, ScanRefused
from ecase.core.storage import keep
from ecase.core.viruses import Unasked, viruses_in
from ecase.core.whose import over_the_city

from ..models import (
    AlreadyDecided,
    Answer,
    Appointment,
    Duty,
    HandOver,
    HandOverFile,
    HandOverNotTaken,
    HandOverPaper,
    Knock,
    Office,
    Officer,
    TooManyKnocks,
)
from .account import on_duty
from .links import admit, make_link
from .officers import decide, end_duties, give_duty, move_to, rule_over

MOST_OPEN = 5  # of one office: whoever floods one does not bury the others
MOST_PAGES = 10  # of one file
ONE_LOOK = timedelta(minutes=10)
INFECTED = "มีไวรัส ({}) ระบบไม่รับและไม่ได้เก็บไว้ อย่าเปิดไฟล์นี้ ลบออกจากเครื่อง แล้วสแกนเอกสารใหม่"


@dataclass(frozen=True)
class SentFile:
    """A file as it came with a request: for what, what it was called, and its bytes."""

    paper: HandOverPaper
    name: str
    content: bytes


@dataclass(frozen=True)
class GoodFile:
    """A file that may be kept: what was made of it."""

    paper: HandOverPaper
    name: str
    scan: Scan


@dataclass(frozen=True)
class NewHead:
    """Who becomes head, as the administrator has checked it: an account that exists, or a new one."""

    username: str
    is_known: bool
    effective_on: date
    profile: dict[str, str]  # of a new account


def knock(address: str | None) -> None:
    """Somebody without a sign-in sends files: counted before one is opened. Raises TooManyKnocks."""
    now = timezone.now()
    if address:  # of IPv6 one sender has 2^64
        address = neighbourhood(address).partition("/")[0]
    with transaction.atomic():
        Knock.objects.filter(at__lte=now - Knock.KEPT).delete()
        Knock.objects.create(address=address)
    lately = Knock.objects.filter(at__gt=now - Knock.WHILE)
    if (
        lately.filter(address=address).count() > Knock.FROM_ONE_ADDRESS
        or lately.count() > Knock.FROM_ALL
    ):
        raise TooManyKnocks


def judge(files: Sequence[SentFile]) -> tuple[list[GoodFile], list[tuple[HandOverPaper, str]]]:
    """Open the files of a request in a child process; the good ones, and why others are refused."""
    refused: list[tuple[HandOverPaper, str]] = []
    harmless = []
    for file, virus in zip(files, viruses_in([file.content for file in files]), strict=True):
        if virus:
            why = virus.value if isinstance(virus, Unasked) else INFECTED.format(virus)
            refused.append((file.paper, f"ไฟล์ «{file.name}» {why}"))
        else:
            harmless.append(file)
    good = []
    made = scans.clean_all([(file.name, file.content) for file in harmless])
    for file, outcome in zip(harmless, made, strict=True):
        if isinstance(outcome, ScanRefused):
            refused.append((file.paper, str(outcome)))
        elif outcome.pages > MOST_PAGES:
            why = f"มี {outcome.pages} หน้า ให้ส่งเฉพาะหน้าที่ใช้ ไม่เกิน {MOST_PAGES} หน้า"
            refused.append((file.paper, f"ไฟล์ «{file.name}» {why}"))
        else:
            good.append(GoodFile(file.paper, file.name, outcome))
    return good, refused


@over_the_city("a stranger asks, and the centre decides")
def ask_for_hand_over(
    office: Office, *, facts: dict[str, Any], files: Sequence[GoodFile], sent_from: str | None
) -> HandOver:
    """Somebody says to be the new head of an office (ขอใช้งานระบบ). Raises HandOverNotTaken."""
    stored = [(file, keep(file.scan.pdf, ".pdf")) for file in files]
    with transaction.atomic():
        Office.objects.select_for_update(no_key=True).get(pk=office.pk)
        if HandOver.objects.open().filter(office=office).count() >= MOST_OPEN:
            raise HandOverNotTaken(
                f"{office.full_name}มีคำขอรอพิจารณาอยู่ {MOST_OPEN} เรื่องแล้ว จึงยังไม่รับเพิ่ม"
                " รอผู้ดูแลระบบส่วนกลางพิจารณาก่อน หรือส่งแบบฟอร์มทางอีเมลตามที่แบบฟอร์มบอก"
            )
        asked = HandOver.objects.create(office=office, sent_from=sent_from, **facts)
        HandOverFile.objects.bulk_create(
            HandOverFile(
                hand_over=asked,
                paper=file.paper,
                name=file.name,
                stored_as=kept.name,
                sha256=kept.sha256,
                size=kept.size,
                pages=file.scan.pages,
            )
            for file, kept in stored
        )
        hashes = [kept.sha256 for _, kept in stored]
        record("hand_over.asked", asked, by=None, after={"files": hashes})
    return asked


@transaction.atomic
def accept_hand_over(
    asked: HandOver, new: NewHead, *, leaving: Sequence[Officer], by: Officer
) -> tuple[Officer, str]:
    """Make who asked the head of the office (อนุมัติคำขอ), and end all duties of who leaves it.

    Also gives the secret of the link for setting the password; empty for who has a password
    already. Raises AlreadyDecided or HandOverNotTaken.
    """
    known = _known(new) if new.is_known else None
    rule_over(*leaving, *([known] if known else []), by=by)
    asked = _to_decide(asked)
    today = timezone.localdate()
    starts_on = max(new.effective_on, today)
    last_day = starts_on - timedelta(days=1) if starts_on > today else None
    secret = ""
    if known:
        officer = _bring(known, asked.office, starts_on, by=by)
        if not officer.appointments.in_force(starts_on).filter(duty=Duty.HEAD).exists():
            give_duty(officer, Duty.HEAD, starts_on=starts_on, by=by)
        if not officer.has_usable_password():
            secret = make_link(officer, by=by)
    else:
        officer, secret = admit(
            username=new.username,
            **new.profile,
            office=asked.office,
            duties=[Duty.HEAD],
            since=starts_on,
            by=by,
        )
    for who in leaving:
        if who.pk != officer.pk:
            end_duties(who, list(Duty), last_day=last_day, by=by)
    asked.officer = officer
    decide(asked, Answer.ACCEPTED, also=("officer",), by=by)
    names = [who.username for who in leaving]
    facts = {"officer": officer.username, "starts_on": starts_on, "leaving": names}
    record("hand_over.accepted", asked, by=by, after=facts)
    return officer, secret


@transaction.atomic
def decline_hand_over(asked: HandOver, *, because: str, by: Officer) -> HandOver:
    """Decline what was asked at the door (ไม่อนุมัติคำขอ), with the reason."""
    on_duty(by, Duty.ADMINISTRATOR)
    asked = _to_decide(asked)
    decide(asked, Answer.DECLINED, because=because, by=by)
    record("hand_over.declined", asked, by=by, note=because)
    return asked


@transaction.atomic
def look_at_paper(file: HandOverFile, *, by: Officer) -> None:
    """Let an administrator look at what came with a request, on record once in ten minutes."""
    facts = {"file": file.sha256}
    before = Event.objects.about(file.hand_over).filter(
        verb="hand_over.file_opened", by=by, after=facts, at__gt=timezone.now() - ONE_LOOK
    )
    if not before.exists():
        record("hand_over.file_opened", file.hand_over, by=by, after=facts)


def heads_of(office: Office, on: date) -> list[Officer]:
    """Who is head of an office on a day, or is going to be."""
    held = Appointment.objects.not_over(on).filter(duty=Duty.HEAD)
    return list(Officer.objects.filter(pk__in=held.values("officer"), office=office).order_by("pk"))


def _to_decide(asked: HandOver) -> HandOver:
    asked = (
        HandOver.objects.select_for_update(of=("self",)).select_related("office").get(pk=asked.pk)
    )
    if asked.answer:
        raise AlreadyDecided
    return asked


def _known(new: NewHead) -> Officer:
    known: Officer | None = Officer.objects.filter(username=new.username).first()
    if known is None or known.office_id is None or not known.is_active:
        raise HandOverNotTaken(
            f"ไม่มีบัญชีของเขตที่เปิดใช้อยู่ชื่อ «{new.username}» ตรวจชื่อผู้ใช้จากหน้าเจ้าหน้าที่ แล้วทำอีกครั้ง"
        )
    return known


def _bring(known: Officer, office: Office, starts_on: date, *, by: Officer) -> Officer:
    """The officer in the office; who comes from another one leaves that at once."""
    if known.office_id != office.pk and starts_on > timezone.localdate():
        raise HandOverNotTaken(
            f"{known} ยังอยู่{known.place} การย้ายสังกัดมีผลทันที ให้อนุมัติคำขอนี้ในวันที่เริ่มดำรงตำแหน่ง"
        )
    return move_to(known, office, by=by)

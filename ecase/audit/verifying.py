"""Examining the register of events (ตรวจสอบทะเบียน): is it what was written, whole and in order?

Each finding names the place: the office, the number in its chain, the event. What a chain cannot
know, that its end was cut off and repaired or that an old backup was put back, is known from heads
that were taken out of the system.
"""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from ecase.core.thai import thai_datetime

from .chain import START, is_marked, keys, link_hash, redacted_said
from .heads import CENTRE, Head
from .models import Event, Link, Redaction

AT_A_TIME = 2000
# What is not sealed is sealed with the next deed of the office, and each day at the latest.
WAITS = timedelta(days=2)
CLOCKS_DIFFER = timedelta(minutes=5)  # the database's and ours


@dataclass(frozen=True)
class Finding:
    """One place of the register that is not as it was written (สิ่งที่ตรวจพบ), in Thai, without people."""

    office: str
    where: str
    why: str

    def __str__(self) -> str:
        return f"ทะเบียน {self.office or CENTRE} {self.where} {self.why}"


@dataclass
class Examination:
    """What was examined, and what was found so far."""

    events: int = 0
    waiting: int = 0  # for their seal; a moment, or until the next deed after a crash


def examine(examination: Examination, heads: Iterable[Head] = ()) -> Iterator[Finding]:
    """All that is wrong with the register; counts as it goes."""
    offices = set(Link.objects.order_by().values_list("office", flat=True).distinct())
    for office in sorted(offices):
        yield from _chain(office, examination)
    yield from _unsealed(examination)
    yield from _copies()
    for head in heads:
        yield from _compare(head)


def _chain(office: str, examination: Examination) -> Iterator[Finding]:
    """One office's links in order, each with its event. After a wrong one it goes on from what is
    stored, so that only wrong places are named."""
    number, hashed = 0, START
    for link, event in _links(office):
        examination.events += 1
        place = f"เลขที่ {link.number} (เหตุการณ์ {link.event_id})"
        if link.number > number + 1:
            gone = f"เลขที่ {number + 1} ถึง {link.number - 1}"
            yield Finding(office, gone, "หายไป: ลำดับขาดตอน")
        if event is None:
            yield Finding(office, place, "เหตุการณ์ถูกลบ")
        else:
            place = f"{place} {event}"
            yield from (Finding(office, place, why) for why in _faults(link, event, hashed))
        number, hashed = link.number, link.hash


def _faults(link: Link, event: Event, before: str) -> list[str]:
    """What is wrong with one event and its link. A value of no kind that the program writes is a
    fault too: if it ended the examination, all others would go unseen."""
    faults = []
    try:
        if not is_as_written(event):
            faults.append("ถูกแก้ไข หรือเขียนโดยไม่ผ่านระบบ")
        if not _follows(link, event, before):
            faults.append("ถูกสลับ แทรก หรือเปลี่ยนเวลา: ไม่ต่อจากลำดับก่อนหน้า")
        if not event.at <= link.at <= timezone.now() + CLOCKS_DIFFER:
            faults.append("เวลาที่ผนึกถูกเปลี่ยน: อยู่ก่อนเหตุการณ์ หรือยังมาไม่ถึง")
    except (TypeError, ValueError, AttributeError):
        faults.append("อ่านไม่ได้: มีค่าที่ระบบไม่เคยเขียน")
    return faults


def _links(office: str) -> Iterator[tuple[Link, Event | None]]:
    """Every link there is: one that bears a number of no chain (0, or one twice) is examined too,
    or it would hide its event from all that is looked for here."""
    left = Link.objects.of(office).order_by("number", "event").iterator(AT_A_TIME)
    while links := list(islice(left, AT_A_TIME)):
        events = Event.objects.select_related("redaction").in_bulk(
            [link.event_id for link in links]
        )
        yield from ((link, events.get(link.event_id)) for link in links)


def is_as_written(event: Event) -> bool:
    """Whether an event says what our program wrote, or what it left of it when its time was over."""
    mark = bytes(event.mark)
    if is_marked(event.said, mark):
        return True
    redaction: Redaction | None = getattr(event, "redaction", None)
    if redaction is None:
        return False
    left = redacted_said(event.pk, mark, redaction.said, event.said)
    return is_marked(left, bytes(redaction.mark))


def _follows(link: Link, event: Event, before: str) -> bool:
    told = (before, link.office, link.number, event.pk, event.at, bytes(event.mark))
    return any(hmac.compare_digest(link_hash(*told, key=key), link.hash) for key in keys())


def _unsealed(examination: Examination) -> Iterator[Finding]:
    """Events without a link: written by the program and waiting, or slipped in."""
    outside = Event.objects.filter(~Exists(Link.objects.filter(event=OuterRef("pk"))))
    long_ago = timezone.now() - WAITS
    for event in outside.order_by("pk").iterator(AT_A_TIME):
        place = f"เหตุการณ์ {event.pk} {event} เวลา {thai_datetime(event.at)}"
        if not is_as_written(event):
            yield Finding(event.office, place, "ถูกแทรก: ไม่ได้เขียนผ่านระบบและไม่มีเลขที่")
        elif event.at < long_ago:
            yield Finding(event.office, place, "ไม่มีเลขที่ในทะเบียนทั้งที่ผ่านมานานแล้ว")
        else:
            examination.waiting += 1
            examination.events += 1


def _copies() -> Iterator[Finding]:
    """No two events have the same mark, unless one was copied."""
    marks = Event.objects.order_by().values("mark").annotate(n=Count("pk")).filter(n__gt=1)
    copied = Event.objects.filter(mark__in=marks.values("mark")).order_by("pk")
    for event in copied.iterator(AT_A_TIME):
        yield Finding(event.office, f"เหตุการณ์ {event.pk} {event}", "ซ้ำ: ถูกคัดลอกจากเหตุการณ์อื่น")


def _compare(head: Head) -> Iterator[Finding]:
    """Whether the register still holds a head that was taken out."""
    link = Link.objects.of(head.office).filter(number=head.number).first()
    when = f"หัวทะเบียนที่ส่งออกเมื่อ {head.at}" if head.at else "หัวทะเบียนบนเอกสาร"
    if link is None:
        newest = Link.objects.of(head.office).newest_first().first()
        left = f"เหลือถึงเลขที่ {newest.number}" if newest else "ไม่เหลือเลย"
        why = f"ไม่มีแล้ว ({left}): ท้ายทะเบียนถูกตัด หรือมีการนำสำเนาเก่ากลับมาใช้"
        yield Finding(head.office, f"เลขที่ {head.number}", f"{when} {why}")
    elif not link.hash.startswith(head.hash):
        why = "ไม่ตรง: ทะเบียนตั้งแต่ก่อนเลขที่นี้เป็นคนละฉบับ อาจถูกเขียนใหม่ หรือมีการนำสำเนาเก่ากลับมาใช้"
        yield Finding(head.office, f"เลขที่ {head.number}", f"{when} {why}")

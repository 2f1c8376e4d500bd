"""Sealing the register (ผนึกทะเบียน): each committed event gets its number in its office's chain.

It is done right after the commit, in a transaction of its own, so that no deed waits for another
deed's events, and none is numbered that did not happen. What a crash leaves unsealed the next deed
of the office seals, and ``seal_all`` at the latest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ecase.core.copying import copy_in
from ecase.core.whose import over_the_city

from ..chain import START, keys, link_hash
from ..models import Event, EventQuerySet, Link

# An event bears the time of its writing, which is before its commit. Deeds that take longer than this
# are sealed by seal_all, which looks through the whole register.
LONGEST_DEED = timedelta(minutes=10)
LOCK = 0x5EA1  # the class of the advisory lock; the office's code is the key in it


@dataclass(frozen=True)
class SealAfterwards:
    """What a transaction does once for each office when it has committed."""

    office: str

    def __call__(self) -> None:
        with over_the_city("the register is the office's, whoever wrote in it"):
            seal(self.office)


def seal_after_commit(office: str) -> None:
    """Seal what this transaction writes, once it is committed. An error there is logged: the deed
    itself is done."""
    sealing = SealAfterwards(office)
    if all(waiting != sealing for _, waiting, *_ in connection.run_on_commit):
        transaction.on_commit(sealing, robust=True)


@transaction.atomic
def seal(office: str, *, whole: bool = False) -> int:
    """Give the events of an office that have none yet their links, oldest first; how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, office])
        if not whole:  # a seal that a crash loses is made again: no deed waits for the disk twice
            cursor.execute("SET LOCAL synchronous_commit = off")
    head = Link.objects.of(office).newest_first().first()
    # A head that bears a time to come, which nobody here wrote, would leave all that follows unsealed.
    since = min(head.at, timezone.now()) - LONGEST_DEED if head and not whole else None
    events = unsealed(office, since=since).order_by("pk").values_list("pk", "at", "mark")
    number, hashed = (head.number, head.hash) if head else (0, START)
    links, key = [], next(keys())
    for event, at, mark in events:
        number += 1
        hashed = link_hash(hashed, office, number, event, at, bytes(mark), key=key)
        links.append((event, office, number, hashed))
    if links:
        copy_in(Link, ("event", "office", "number", "hash"), links)
    return len(links)


def unsealed(office: str, *, since: datetime | None) -> EventQuerySet:
    """The events of an office that have no link, of all or of those written since a time."""
    events = Event.objects.filter(office=office)
    if since:
        events = events.filter(at__gt=since)
    return events.filter(~Exists(Link.objects.filter(event=OuterRef("pk"))))


def seal_all() -> int:
    """Seal whatever is not sealed yet, of every office, however old it is; how many."""
    offices = list(Event.objects.order_by().values_list("office", flat=True).distinct())
    return sum(map(partial(seal, whole=True), sorted(offices)))

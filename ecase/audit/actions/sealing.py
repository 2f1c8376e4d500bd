"""Sealing the register (ผนึกทะเบียน): each committed event gets its number in its office's chain.

It is done right after the commit, in a transaction of its own, so that no deed waits for another
deed's events, and none is numbered that did not happen. What a crash leaves unsealed the next deed
of the office seals, and ``seal_all`` at the latest.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction

from ecase.core.copying import copy_in
from ecase.core.whose import over_the_city

from ..chain import START, keys, link_hash
from ..models import Event, Link

# An event bears the time of its writing, which is before its commit. Deeds that take longer than this
# are sealed by seal_all, which looks through the whole register.
LONGEST_DEED = timedelta(minutes=10)
LOCK = 0x5EA1  # the class of the advisory lock; the office's code is the key in it
BEGIN = """
SELECT pg_advisory_xact_lock(%s, hashtext(%s)), set_config(
    'synchronous_commit', CASE WHEN %s THEN current_setting('synchronous_commit') ELSE 'off' END, true)
"""
# With the head of the chain beside each, or what a first link follows. A head that bears a time to
# come, which nobody here wrote, would leave all that follows unsealed.
UNSEALED = """
WITH head AS MATERIALIZED (
    SELECT number, hash, least(at, now()) - %(longest)s AS since FROM audit_link
    WHERE office = %(office)s ORDER BY number DESC LIMIT 1
)
SELECT e.id, e.at, e.mark,
       COALESCE((SELECT number FROM head), 0), COALESCE((SELECT hash FROM head), %(start)s)
FROM audit_event e
WHERE e.office = %(office)s
  AND e.at > COALESCE((SELECT since FROM head WHERE NOT %(whole)s), '-infinity')
  AND NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id)
ORDER BY e.id
"""


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
        # A seal that a crash loses is made again: no deed waits for the disk twice.
        cursor.execute(BEGIN, [LOCK, office, whole])
        asked: dict[str, Any] = {"office": office, "whole": whole, "longest": LONGEST_DEED}
        cursor.execute(UNSEALED, asked | {"start": START})
        events = cursor.fetchall()
    if not events:
        return 0
    links, key = [], next(keys())
    number, hashed = events[0][3:]
    for event, at, mark, *_ in events:
        number += 1
        hashed = link_hash(hashed, office, number, event, at, bytes(mark), key=key)
        links.append((event, office, number, hashed))
    copy_in(Link, ("event", "office", "number", "hash"), links)
    return len(links)


def seal_all() -> int:
    """Seal whatever is not sealed yet, of every office, however old it is; how many."""
    offices = list(Event.objects.order_by().values_list("office", flat=True).distinct())
    return sum(map(partial(seal, whole=True), sorted(offices)))

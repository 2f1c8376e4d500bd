"""How fast one may try at the door (หน่วงการลองเข้าสู่ระบบ).

Each vain try raises a level that sinks with time; above what is free, the door stays closed for
twice as long after each further one. A browser where the officer has signed in before is counted
apart from all others, so that who tries an officer's name from elsewhere does not keep the officer
out. A try is counted before the password is looked at: a hundred at once are a hundred.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ecase.core.addresses import client_address, neighbourhood
from ecase.offices.models import Officer

from . import browsers
from .models import Tries, TryKind


@dataclass(frozen=True)
class Pace:
    """So many tries are free, one is forgotten each so often; the first wait and the longest."""

    free: int
    forgotten: timedelta
    first: timedelta
    longest: timedelta

    def wait(self, level: float) -> timedelta:
        """How long the door stays closed at a level.

        >>> pace = PACES[TryKind.ACCOUNT]
        >>> [int(pace.wait(n).total_seconds()) for n in (5, 6, 7, 8, 30)]
        [0, 30, 60, 120, 900]
        """
        over = level - self.free
        if over <= 0:
            return timedelta(0)
        return min(self.longest, self.first * 2 ** min(over - 1, 20))

    def sunk(self, level: float, since: timedelta) -> float:
        """What is left of a level after a time."""
        return max(0.0, level - since / self.forgotten)


_OF_ONE = Pace(5, timedelta(minutes=15), timedelta(seconds=30), timedelta(minutes=15))
_AT_HOME = Pace(10, timedelta(minutes=5), timedelta(seconds=15), timedelta(minutes=5))
PACES = {
    TryKind.ACCOUNT: _OF_ONE,
    TryKind.DEVICE: _AT_HOME,
    # A whole office, or all fifty, may come from one address.
    TryKind.ADDRESS: Pace(50, timedelta(seconds=30), timedelta(seconds=2), timedelta(minutes=1)),
    TryKind.SECOND: _OF_ONE,
    TryKind.SECOND_DEVICE: _OF_ONE,
}


class Counted(NamedTuple):
    """One counter that a try raises."""

    kind: TryKind
    key: str


def counters(request: HttpRequest, username: str) -> list[Counted]:
    """What a try with the password counts towards."""
    if browsers.is_known(request, username):
        token = browsers.digest_of(browsers.token_of(request))
        return [_counted(TryKind.DEVICE, f"{username} {token}")]
    where = neighbourhood(client_address(request)) or "unknown"
    return [_counted(TryKind.ACCOUNT, username), _counted(TryKind.ADDRESS, where)]


def counters_of_second(request: HttpRequest, officer: Officer) -> list[Counted]:
    """What a try with a code or passkey counts towards."""
    if browsers.is_known(request, officer.username):
        token = browsers.digest_of(browsers.token_of(request))
        return [_counted(TryKind.SECOND_DEVICE, f"{officer.pk} {token}")]
    return [_counted(TryKind.SECOND, str(officer.pk))]


def _counted(kind: TryKind, text: str) -> Counted:
    return Counted(kind, salted_hmac(f"ecase.door.{kind}", text, algorithm="sha256").hexdigest())


def raise_level(tries: Tries, now: datetime) -> bool:
    """Count one more try; says whether the door closes, which it was not a moment ago."""
    pace = PACES[TryKind(tries.kind)]
    tries.level = pace.sunk(tries.level, now - tries.level_at) + 1
    tries.level_at = now
    wait = pace.wait(tries.level)
    was_closed = tries.closed_until is not None and now - tries.closed_until < 2 * pace.longest
    tries.closed_until = now + wait if wait else None
    return bool(wait) and not was_closed


def lower_level(tries: Tries) -> None:
    """The try was no vain one: forget it, and all others of this name or browser."""
    kind = TryKind(tries.kind)
    tries.level = max(0.0, tries.level - 1) if kind == TryKind.ADDRESS else 0.0
    if not PACES[kind].wait(tries.level):
        tries.closed_until = None


def hold(since: float) -> None:
    """Let a refused try wait until its time is up, by the monotonic clock, since it came.

    A name that exists takes longer, as the refusal is put on record: that would tell the names.
    """
    time.sleep(max(0.0, since + settings.REFUSED_AFTER_SECONDS - time.monotonic()))


def in_words(until: datetime) -> str:
    """When one may try again, for the officer."""
    left = (until - timezone.now()).total_seconds()
    clock = timezone.localtime(until + timedelta(seconds=1)).strftime("%H:%M:%S")
    if left < 90:
        return f"ลองใหม่ได้ในอีก {max(1, round(left))} วินาที (เวลา {clock} น.)"
    return f"ลองใหม่ได้ในอีก {round(left / 60)} นาที (เวลา {clock} น.)"

"""Orphans (ไฟล์ที่ไม่มีรายการใดอ้างถึง): objects that no record names, found and removed once they are old.

A crash between storing and recording leaves one, and so does a form that was never confirmed. What
is younger than the grace period may be about to be recorded.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from ecase.core.storage import INCOMING, Lying, Sweepable, holding

GRACE = timedelta(hours=24)
LEAST_GRACE = timedelta(hours=1)  # longer than any request, and than two clocks differ
AT_A_TIME = 1000


class NotSweepable(Exception):
    """This storage cannot tell what lies in it."""


def naming() -> list[type[models.Model]]:
    """The models whose rows name stored objects: by ``stored_as``, beside the object's ``sha256``."""
    return [
        model
        for model in apps.get_models()
        if {"stored_as", "sha256"} <= {field.name for field in model._meta.get_fields()}
    ]


def orphans(*, grace: timedelta = GRACE) -> Iterator[Lying]:
    """Every object of ours that no record names and that was brought longer ago than the grace period."""
    if not isinstance(default_storage, Sweepable):
        raise NotSweepable
    before = timezone.now() - grace
    old = (one for one in default_storage.lying() if one.brought_at < before)
    while batch := list(islice(old, AT_A_TIME)):
        named = _named(one.name for one in batch)
        yield from (one for one in batch if _may_go(one) and one.name not in named)


def strangers() -> int:
    """How many objects lie in the storage under names that are not ours; they are left alone."""
    if not isinstance(default_storage, Sweepable):
        raise NotSweepable
    return sum(not _may_go(one) for one in default_storage.lying())


def remove(orphan: Lying, *, grace: timedelta = GRACE) -> bool:
    """Remove an orphan if it is one still; says whether it was.

    Who keeps the same content again makes it young first, under the same lock (``keep``).
    """
    if not isinstance(default_storage, Sweepable):
        raise NotSweepable
    with holding(_sha256(orphan.name)):
        try:
            brought_at = default_storage.brought_at(orphan.name)
        except FileNotFoundError:
            return False
        if brought_at >= timezone.now() - grace or _named([orphan.name]):
            return False
        default_storage.delete(orphan.name)
    return True


def discard(names: Iterable[str]) -> int:
    """Remove these objects where no record names them any more, however young; how many went.

    Of what must not be kept. Where the process ends in between, the sweep finds them.
    """
    now = timezone.now()
    return sum(remove(Lying(name, 0, now), grace=timedelta(0)) for name in sorted(set(names)))


def _may_go(one: Lying) -> bool:
    """Ours, or half of what a killed process was writing."""
    return one.is_ours or one.name.startswith(f"{INCOMING}/")


def _named(names: Iterable[str]) -> set[str]:
    """Those of the names that some record names."""
    asked = list(names)
    hashes = {_sha256(name) for name in asked}
    named: set[str] = set()
    for model in naming():
        rows: models.QuerySet[Any] = model._default_manager.filter(sha256__in=hashes)
        named.update(rows.filter(stored_as__in=asked).values_list("stored_as", flat=True))
    return named


def _sha256(name: str) -> str:
    return PurePath(name).stem

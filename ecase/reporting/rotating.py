"""Another key for all that is sealed (เปลี่ยนกุญแจ): rows, the secrets of apps, documents, digests.

For who runs the product, as the tables' owner: it changes how things lie there, and nothing of what
they say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction

from ecase.audit.actions import Subject, line, record_all
from ecase.core.sealed_fields import digest_fields, models_with, sealed_fields
from ecase.core.sealed_objects import HEAD, is_current
from ecase.core.sealed_rows import digest_anew, seal_anew, to_seal
from ecase.core.sealing import digest_ring, ring
from ecase.core.storage import DamagedObject, Sweepable
from ecase.core.storage import seal_anew as seal_object
from ecase.core.sweeping import NotSweepable
from ecase.offices.door.actions import seal_apps_anew

from .register.rows import KEYS

# What else is connected, and would go on with the digests of the key of before.
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class StillServing(Exception):
    """The product is connected: it would look things up by digests that are no longer there."""


@dataclass(frozen=True)
class Step:
    """What was done, of what, and how much of it is left; the names of what does not open."""

    of: str
    done: int
    left: int
    broken: tuple[str, ...] = ()


def sealed_models() -> list[type[models.Model]]:
    """All that have sealed columns."""
    return models_with(sealed_fields, apps.get_models())


def left() -> Iterator[Step]:
    """How much is sealed under another key than the first, or not at all."""
    for model in sealed_models():
        yield Step(model._meta.label_lower, 0, to_seal(model).count())
    yield Step("documents", 0, sum(1 for _ in _objects()))


def rotate() -> Iterator[Step]:
    """Seal everything anew under the first key of ECASE_KEYS, and put it on record.

    What is done is not done again, so it may be cut off and begun once more at any moment.
    """
    done = broken = 0
    for step in _steps():
        done, broken = done + step.done, broken + len(step.broken)
        yield step
    _note("keys.rotated", key=ring()[0].name, count=done, unopened=broken)


def _steps() -> Iterator[Step]:
    for model in sealed_models():
        label, waiting = model._meta.label_lower, to_seal(model).count()
        for anew in seal_anew(model):
            waiting -= anew.rows
            broken = tuple(f"{label}:{key}" for key in anew.broken)
            yield Step(label, anew.rows, waiting, broken)
    yield Step("offices.app", seal_apps_anew(), 0)
    names = list(_objects())
    for place, name in enumerate(names, start=1):
        try:
            yield Step("documents", int(seal_object(name)), len(names) - place)
        except (DamagedObject, FileNotFoundError):
            yield Step("documents", 0, len(names) - place, (name,))


def _objects() -> Iterator[str]:
    """The names of the stored objects that are not sealed under the first key."""
    if not isinstance(default_storage, Sweepable):
        raise NotSweepable
    for one in default_storage.lying():
        if one.is_ours:
            with default_storage.open(one.name) as file:
                if not is_current(file.read(HEAD)):
                    yield one.name


@transaction.atomic
def rotate_digests() -> Iterator[Step]:
    """Write all digests under the first key of ECASE_DIGEST_KEYS, in one transaction: half of them
    would find half of the people. Raises StillServing."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        if cursor.fetchone() != (0,):
            raise StillServing
    steps = [
        Step(model._meta.label_lower, digest_anew(model, digest_fields(model)), 0)
        for model in models_with(digest_fields, apps.get_models())
    ]
    _note(
        "digests.rotated",
        key=digest_ring()[0].name,
        count=sum(step.done for step in steps),
        unopened=0,
    )
    yield from steps


@transaction.atomic
def _note(verb: str, *, key: str, count: int, unopened: int) -> None:
    facts = {"key": key, "count": count, "unopened": unopened}
    record_all([line(verb, Subject(f"{KEYS}:{key}", ""), by=None, after=facts)])

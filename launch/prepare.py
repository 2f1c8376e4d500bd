"""Brings the database and the static files up to date, in one process, doing only what is needed."""

import hashlib
import sys
from pathlib import Path

WITHOUT_DEMO = 3  # the exit code that says: all is ready, and the demo is not in it


def prepare() -> int:
    """Migrations, reference data, static files, and the demo where the database takes it."""
    import django
    from django.core.management import CommandError, call_command

    from ecase.core.whose import the_owner_by_default

    the_owner_by_default()
    django.setup()
    from ecase.reporting.walls import build as build_walls

    if _is_behind():
        print("Preparing the database.", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    else:
        build_walls()  # what they let through may have changed without a migration
    call_command("reference_data", skip_checks=False)  # settings that cannot be served end here
    _collect_static_files()
    try:
        call_command("demo")
    except CommandError as refusal:
        print(refusal, file=sys.stderr)
        return WITHOUT_DEMO
    return 0


def _is_behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _collect_static_files() -> None:
    from django.conf import settings
    from django.core.management import call_command

    target = Path(settings.STATIC_ROOT)
    stamp = target / "collected"
    now = _digest_of_static_files()
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(now)


def _digest_of_static_files() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()

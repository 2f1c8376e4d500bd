"""A command with a PostgreSQL of its own that is gone afterwards: for tests and checks."""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from launch import CannotStart, account, postgres, signals

PREFIX = "ecase-test-"


def with_database(command: Sequence[str]) -> int:
    """Runs the command with DATABASE_URL set: to a server of its own, where none is given."""
    if not command:
        raise CannotStart("Say what to run: python -m launch with-database COMMAND…")
    key = {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50),
        "ECASE_KEYS": os.environ.get("ECASE_KEYS") or f"test:{secrets.token_urlsafe(32)}",
        "ECASE_DIGEST_KEYS": os.environ.get("ECASE_DIGEST_KEYS")
        or f"test:{secrets.token_urlsafe(32)}",
        # A test of the second factor switches it on itself.
        "SECOND_FACTOR_DUTIES": os.environ.get("SECOND_FACTOR_DUTIES", ""),
    }
    if os.environ.get("DATABASE_URL"):
        return _run(command, os.environ | key)
    signals.listen()
    with folder() as place:
        cluster = postgres.Cluster(place / "postgres", durable=False)
        try:
            cluster.start()
            own = {"DATABASE_URL": cluster.url, "ECASE_HOME": str(place / "home")}
            others = {name: text for name, text in os.environ.items() if not name.startswith("PG")}
            return _run(command, others | key | own)
        except signals.Stopped:
            return 130
        finally:
            cluster.stop()


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    with subprocess.Popen(command, env=environment) as child:

        def pass_on(number: int, frame: FrameType | None) -> None:
            child.send_signal(number)

        # The terminal sends Ctrl-C to the command as well as to us; it ends in its own way.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, pass_on)
        signal.signal(signal.SIGHUP, pass_on)
        code = child.wait()
    return code if code >= 0 else 128 - code


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder, removed at the end; those of launchers that were killed too."""
    shelf = _shelf()
    for old in shelf.glob(f"{PREFIX}*"):
        _sweep(old)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=shelf))
    folder.chmod(0o711)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / "postgres").mkdir()
        (folder / "postgres").chmod(0o711)
        (folder / "home").mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _shelf() -> Path:
    for shelf in (Path(tempfile.gettempdir()), Path("/var/tmp")):  # noqa: S108
        if shelf.is_dir() and account.for_data(shelf / "none").reaches(shelf):
            return shelf
    raise CannotStart(
        "PostgreSQL refuses to run as root, and no other user can enter the folder for temporary "
        "files: set TMPDIR to one that all can enter, or DATABASE_URL to a server that runs."
    )


def _sweep(folder: Path) -> None:
    try:
        if folder.stat().st_uid != os.geteuid():
            return
        with (folder / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while its launcher lives
            if (folder / "postgres" / "data").exists():
                postgres.Cluster(folder / "postgres").stop_leftover()
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return

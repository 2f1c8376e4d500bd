"""ECASE_HOME: the folder in which an installation keeps its database, documents and secret."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import TextIO

from launch import ROOT, CannotStart


def folder() -> Path:
    """The folder, made when it is not there."""
    home = Path(os.environ.get("ECASE_HOME") or ROOT / "var").absolute()
    try:
        if not home.exists():
            home.mkdir(parents=True)
            # Root's PostgreSQL runs as an ordinary user, who passes through to its own folder.
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        (home / "run.lock").touch()
        (home / "documents").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"The folder {home} cannot be used ({error.strerror}): "
            "choose another with ECASE_HOME=/some/folder."
        ) from error
    return home.resolve()


def lock(home: Path, address: str) -> TextIO:
    """Keeps this home for one launcher, until the file is closed or the process dies."""
    file = (home / "run.lock").open("r+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = file.read().strip()
        raise CannotStart(
            f"E-Case already runs from {home}{f' at {holder}' if holder else ''}: stop that one "
            "with Ctrl-C first, or start this one with another ECASE_HOME and PORT."
        ) from error
    file.truncate(0)
    file.write(f"{address} (process {os.getpid()})\n")
    file.flush()
    return file


def secret(home: Path) -> str:
    """The key that signs sessions: made once, and read by nobody else."""
    return _kept(home / "secret", secrets.token_urlsafe(50))


def keys(home: Path) -> str:
    """The ring of keys that seals what is secret in the database (ECASE_KEYS)."""
    return _kept(home / "keys", f"first:{secrets.token_urlsafe(32)}")


def digest_keys(home: Path) -> str:
    """The ring of keys by which what is sealed is found again (ECASE_DIGEST_KEYS)."""
    return _kept(home / "digest-keys", f"first:{secrets.token_urlsafe(32)}")


def _kept(file: Path, fresh: str) -> str:
    if not file.exists():
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(fresh)
            handle.flush()
            os.fsync(handle.fileno())
        new.rename(file)
    return file.read_text().strip()

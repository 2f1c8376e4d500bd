"""Makes .venv and installs a lock of requirements/ into it, once for each state of the lock.

The Makefile runs this with the machine's own Python, before any package is there: it uses the
standard library alone.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from launch import ROOT, CannotStart

VENV = ROOT / ".venv"


def install(lock: Path, venv: Path = VENV) -> None:
    """The environment holds what this lock says."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = venv / f"installed-{lock.stem}"
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # two makes at once: the second waits, and finds it done
        installed = stamp.exists() and stamp.read_text() == digest
        if installed and _runs(venv, "-c", "pass"):
            return
        if not _runs(venv, "-m", "pip", "--version"):
            _make(venv)
        print(f"Installing the packages of {lock.name}.", flush=True)
        done = subprocess.run(
            [
                *(venv / "bin" / "python", "-m", "pip", "install", "--quiet", "--quiet"),
                *("--disable-pip-version-check", "--no-input", "--require-hashes"),
                *("--requirement", lock),
            ],
            check=False,
        )
        if done.returncode != 0:
            raise CannotStart(
                "The packages could not be installed; pip's reason stands above. The first start "
                "needs a network to Python's package index."
            )
        stamp.write_text(digest)


def _runs(venv: Path, *words: str) -> bool:
    try:
        tried = subprocess.run([venv / "bin" / "python", *words], capture_output=True, check=False)
    except OSError:
        return False
    return tried.returncode == 0


def _make(venv: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        _install_ensurepip()
    print(f"Making {venv.name} with Python {sys.version.split()[0]}.", flush=True)
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=False)
    if done.returncode != 0:
        raise CannotStart(f"{venv} could not be made; Python's reason stands above.")


def _install_ensurepip() -> None:
    # Debian ships Python without the part that makes environments.
    package = f"python3.{sys.version_info.minor}-venv"
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "--yes", "--no-install-recommends", package]):
            subprocess.run(
                [apt, "--quiet", "--quiet", *step],
                env=environment,
                stdout=subprocess.DEVNULL,
                check=False,
            )
    else:
        raise CannotStart(
            f"{sys.executable} lacks the module ensurepip, with which environments are made: "
            f"run  sudo apt-get install {package}  (or what your system calls it), then try again."
        )


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    try:
        install(ROOT / "requirements" / f"{sys.argv[1]}.txt")
    except CannotStart as reason:
        print(f"\n{reason}", file=sys.stderr)
        sys.exit(1)

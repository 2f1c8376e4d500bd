"""A PostgreSQL of our own that can be killed, and in it a fresh copy of the world for each kill."""

import contextlib
import os
import signal
from pathlib import Path

import psycopg

from launch.postgres import DATABASE, PORT, ROLE, SUPERUSER, Cluster

POINT = "point"  # the database in which a kill happens


class Databases:
    """A durable PostgreSQL: what it has committed is on the disk, as in the office."""

    def __init__(self, folder: Path) -> None:
        self.cluster = Cluster(folder)
        self.cluster.start()

    def fresh(self, *, to_be_killed: bool = False) -> None:
        """The world as it was made, under the name of POINT."""
        with self._connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {POINT} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {POINT} TEMPLATE {DATABASE} OWNER {ROLE}")
            if to_be_killed:
                # A sequence writes ahead 32 numbers at a time, unless a checkpoint came between. In
                # a copy the last such record is the template's: a crash would deal them out again.
                connection.execute("CHECKPOINT")

    def kill(self) -> None:
        """kill -9 of the server and of all its processes: nobody gets to say good-bye."""
        postmaster = self.cluster.process.pid
        for pid in (postmaster, *_children(postmaster)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def restart(self) -> None:
        self.cluster.process.wait()
        self.cluster.start()

    def stop(self) -> None:
        self.cluster.stop()

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.cluster.socket),
            port=PORT,
            user=SUPERUSER,
            dbname="postgres",
            autocommit=True,
        )


def _children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            # Behind the name, which is in brackets and may hold anything: state, then the parent.
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(folder.name))
    return found

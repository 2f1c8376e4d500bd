"""A request in a process of its own, in which something is killed after a statement."""

import json
import logging
import os
import signal
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connection

from tests.crashes.databases import POINT

COMMIT = "COMMIT"


def in_child(do: Callable[[], object]) -> Any:
    """What this gives in a forked process with a connection of its own; None where it was killed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            logging.disable(logging.CRITICAL)  # a killed database is told of by every page
            connection.settings_dict["NAME"] = POINT
            with os.fdopen(write, "w") as told:
                told.write(json.dumps(do()))
        except BaseException:  # noqa: BLE001 -- a fork must not go on as its parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        answer = told.read()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed, see above"
    return json.loads(answer) if answer else None


class Statements:
    """Counts the statements of a request, COMMIT too, and kills after one of them."""

    def __init__(self, kill: Callable[[], None] = lambda: None, *, after: int = 0) -> None:
        self.kill, self.after = kill, after
        self.seen: list[str] = []

    def watch(self) -> None:
        """From now on, for the life of this process."""
        commit = connection._commit

        def counted() -> None:
            commit()
            self._note(COMMIT)

        connection._commit = counted  # a commit is no statement to Django's wrappers
        connection.execute_wrappers.append(self)

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        self._note(sql)
        return answer

    def _note(self, sql: str) -> None:
        self.seen.append(" ".join(str(sql).split())[:60])
        if len(self.seen) == self.after:
            self.kill()


def kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)

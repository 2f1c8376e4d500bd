import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from launch import ROOT, processes

NOT_FOR_THE_CHILD = ("DATABASE_URL", "ECASE_HOME", "ECASE_PG_BIN", "SECRET_KEY", "PORT")
STAND_IN = [sys.executable, "-m", "launch.tests.stand_in"]
PRODUCT = [sys.executable, "-m", "launch", "run"]


class Run:
    """A launcher in a process of its own, as `make run` starts one."""

    def __init__(
        self, command: list[str], home: Path, port: int, log: Path, **environment: str
    ) -> None:
        kept = {name: text for name, text in os.environ.items() if name not in NOT_FOR_THE_CHILD}
        self.home, self.port, self.log = home, port, log
        # A file and not a pipe: what a killed launcher leaves behind would keep a pipe open.
        with log.open("w") as said:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=kept | {"ECASE_HOME": str(home), "PORT": str(port)} | environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def get(self, path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode(errors="replace")
        finally:
            connection.close()

    def page(self) -> str:
        return self.get("/")[1]

    def ready(self, seconds: float = 20) -> "Run":
        def is_ready_or_ended() -> bool:
            return self.process.poll() is not None or "Ctrl-C" in self.log.read_text()

        wait_until(is_ready_or_ended, seconds)
        assert self.process.poll() is None, self.log.read_text()
        return self

    def ended(self) -> tuple[int, str]:
        return self.process.wait(timeout=60), self.log.read_text()

    def stop(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(number)
        return self.ended()

    @property
    def pids(self) -> dict[str, int]:
        return {
            "launcher": self.process.pid,
            "web": processes.number_in(self.home / "web.pid"),
            "postgres": processes.number_in(self.home / "postgres" / "data" / "postmaster.pid"),
        }


def wait_until(condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def home():
    """A folder that root's PostgreSQL, an ordinary user, can enter; pytest's own it cannot."""
    folder = Path(tempfile.mkdtemp(prefix="ecase-home-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def start(home, port, tmp_path):
    """Starts launchers, and leaves no process behind, whatever the test did to them."""
    started: list[Run] = []

    def _start(
        home: Path = home, port: int = port, command: list[str] = STAND_IN, **environment: str
    ) -> Run:
        log = tmp_path / f"{len(started)}.log"
        started.append(Run(command, home, port, log, **environment))
        return started[-1]

    yield _start
    for run in started:
        if run.process.poll() is None:
            run.stop()
    for run in started:
        for name, pid in run.pids.items():
            if name != "launcher" and pid and str(run.home) in processes.command(pid):
                os.kill(pid, signal.SIGKILL)

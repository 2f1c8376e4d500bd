"""The web server: gunicorn on one port of this machine."""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from launch import ROOT, CannotStart, processes
from launch.signals import pause

HOST = "127.0.0.1"
# fmt: off
GUNICORN = [
    sys.executable, "-m", "gunicorn", "config.wsgi",
    "--worker-class", "gthread", "--workers", "2", "--threads", "4",
    "--config", "python:launch.gunicorn_settings", "--no-control-socket", "--log-level", "warning",
]
# fmt: on
PATIENCE = 60.0


def port() -> int:
    """The port that PORT asks for."""
    asked = os.environ.get("PORT") or "8000"
    if not (asked.isascii() and asked.isdigit() and 0 < int(asked) < 65536):
        raise CannotStart(f"PORT is {asked!r}: give a number from 1 to 65535, for example 8000.")
    return int(asked)


def listen(port: int, *, patience: float = 0) -> socket.socket:
    """Takes the port for us. The web server inherits it, so nobody can come in between."""
    deadline = time.monotonic() + patience
    while True:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                pause()
                continue
            why = {
                errno.EADDRINUSE: "in use by another program",
                errno.EACCES: "reserved for root",
            }.get(error.errno or 0, error.strerror)
            another = port + 1 if 1024 <= port < 65535 else 8001
            raise CannotStart(
                f"Port {port} is {why}: choose another one, for example PORT={another}."
            ) from error
        return listener


class Web:
    """The web server of one home."""

    def __init__(self, home: Path, command: Sequence[str] = GUNICORN) -> None:
        self.pid_file = home / "web.pid"
        self.command = [*command, "--pid", str(self.pid_file)]
        self.process: subprocess.Popen[bytes] | None = None

    def stop_leftover(self) -> bool:
        """Ends the web server that a killed launcher left behind; says whether there was a trace."""
        if not self.pid_file.exists():
            return False
        pid = processes.number_in(self.pid_file)
        if pid is not None and self._is_ours(pid):
            processes.stop(
                lambda: self._is_ours(pid), pid, (signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)
            )
        self.pid_file.unlink(missing_ok=True)
        return True

    def start(self, listener: socket.socket, environment: dict[str, str]) -> None:
        """Starts it and comes back when it answers."""
        descriptor = listener.fileno()
        port = listener.getsockname()[1]
        self.process = subprocess.Popen(
            [*self.command, "--bind", f"fd://{descriptor}"],
            cwd=ROOT,
            env=environment,
            pass_fds=[descriptor],
            start_new_session=True,  # the terminal's Ctrl-C is ours to pass on, in order
        )
        deadline = time.monotonic() + PATIENCE
        while not _answers(port):
            if self.died() or time.monotonic() > deadline:
                raise CannotStart("The web server does not start: its own messages stand above.")
            pause()

    def stop(self) -> None:
        """Ends it; pages that are under way are finished first."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def _is_ours(self, pid: int) -> bool:
        return str(self.pid_file) in processes.command(pid)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

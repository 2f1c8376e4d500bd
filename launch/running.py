"""`make run`: everything up in order, watched, and down again in the opposite order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from launch import ROOT, CannotStart, home, postgres, signals
from launch.prepare import WITHOUT_DEMO
from launch.web import GUNICORN, HOST, Web, listen, port

PREPARE = [sys.executable, "-m", "launch", "prepare"]

ACCOUNTS = """
  Accounts of the demo, all with the password ecase-demo-2566:
    officer  head  payer      district office of ป้อมปราบศัตรูพ่าย
    officer2 head2 payer2     district office of ราษฎร์บูรณะ
    admin    admin2    auditor  the centre
"""


def run(prepare: Sequence[str] = PREPARE, web_server: Sequence[str] = GUNICORN) -> int:
    """Serves E-Case until somebody asks it to stop."""
    began = time.monotonic()
    signals.listen()
    number = port()
    address = f"http://{HOST}:{number}"
    where = home.folder()
    web = Web(where, web_server)
    cluster: postgres.Cluster | None = None
    with home.lock(where, address):
        try:
            left_behind = web.stop_leftover()
            # The workers of a web server that was killed keep its port for a moment.
            listener = listen(number, patience=5 if left_behind else 0)
            if not os.environ.get("DATABASE_URL"):
                cluster = postgres.Cluster(postgres.place(where))
                cluster.start()
            environment = {
                **_environment(cluster),
                "ECASE_HOME": str(where),
                "SECRET_KEY": os.environ.get("SECRET_KEY") or home.secret(where),
                "ECASE_KEYS": os.environ.get("ECASE_KEYS") or home.keys(where),
                "ECASE_DIGEST_KEYS": os.environ.get("ECASE_DIGEST_KEYS") or home.digest_keys(where),
                "DJANGO_SETTINGS_MODULE": "config.settings",
            }
            with_demo = _prepare(prepare, environment)
            if with_demo:  # its passwords are known to everybody: the sign-in page says so
                environment.setdefault("SECOND_FACTOR_DUTIES", "")
            web.start(listener, environment | _of_the_web(cluster))
            listener.close()
            print(f"\nE-Case is ready: {address} ({time.monotonic() - began:.1f} s)")
            print(ACCOUNTS if with_demo else "")
            print("  Ctrl-C stops it.", flush=True)
            while not (web.died() or (cluster and cluster.died())):
                signals.pause(0.2)
            who = "The web server" if web.died() else "PostgreSQL"
            raise CannotStart(f"{who} has ended by itself, so everything stops: start again.")
        except signals.Stopped:
            print("\nStopping.", flush=True)
        finally:
            web.stop()
            if cluster:
                cluster.stop()
    return 0


def _environment(cluster: postgres.Cluster | None) -> dict[str, str]:
    if cluster is None:
        return dict(os.environ)
    # A developer's PGHOST and the like mean another server than ours.
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return others | {"DATABASE_URL": cluster.url}


def _of_the_web(cluster: postgres.Cluster | None) -> dict[str, str]:
    """The web server signs in as who owns nothing; on another's server, where it is told as whom."""
    url = cluster.app_url if cluster else os.environ.get("APP_DATABASE_URL")
    return {"DB_POOL": "1"} | ({"DATABASE_URL": url} if url else {})


def _prepare(command: Sequence[str], environment: dict[str, str]) -> bool:
    """Brings database and files up to date, in a process of its own; says whether the demo is in.

    The launcher itself never loads Django, so it stays small for as long as it watches.
    """
    with subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True) as child:
        try:
            while child.poll() is None:
                signals.pause()
        finally:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
    if child.returncode not in (0, WITHOUT_DEMO):
        raise CannotStart("The database could not be prepared: the reason stands above.")
    return child.returncode == 0

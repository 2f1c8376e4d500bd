import os
import subprocess
import sys
import tempfile
from pathlib import Path

from launch import ROOT

SEE = """
import os, dj_database_url as urls, psycopg
to = urls.parse(os.environ["DATABASE_URL"])
with psycopg.connect(host=to["HOST"], port=to["PORT"], user=to["USER"], dbname=to["NAME"]) as c:
    c.execute("CREATE EXTENSION pg_trgm")
    print(c.execute("SELECT similarity('สมชาย', 'สมชัย') > 0").fetchone()[0], to["HOST"])
raise SystemExit(7)
"""


def with_database(*command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "launch", "with-database", *command],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )


def test_gives_the_command_a_server_that_is_gone_afterwards():
    done = with_database(sys.executable, "-c", SEE)

    assert done.returncode == 7, done.stderr
    finds_thai, socket = done.stdout.split()
    assert finds_thai == "True"
    assert not Path(socket).exists()


def test_sweeps_up_after_one_that_was_killed():
    left = Path(tempfile.mkdtemp(prefix="ecase-test-"))
    (left / "lock").touch()

    assert with_database("true").returncode == 0

    assert not left.exists()

"""Nothing that was acknowledged is lost, and nothing is done twice, whatever is killed and when."""

import subprocess
import sys

from launch import ROOT


def test_a_kill_after_each_statement_leaves_all_or_nothing_and_sent_again_exactly_one():
    """In a process of its own, with a PostgreSQL that it may kill."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.crashes"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 failures" in done.stdout

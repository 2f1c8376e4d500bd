import os
import subprocess
import sys

from launch import ROOT


def test_missing_are_named_and_nothing_passes_without_them(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "launch", "tools"],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "poppler-utils, not found here, and never pass without" in done.stderr

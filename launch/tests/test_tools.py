import os
import subprocess
import sys

import pytest

from launch import ROOT, CannotStart, tools


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


def test_the_whole_browser_stands_in_where_there_is_no_headless_shell(monkeypatch):
    there = {tools.WHOLE_BROWSER, "pdftotext", "pdftoppm"}
    monkeypatch.setattr(tools, "_works", there.__contains__)
    monkeypatch.setattr(tools.shutil, "which", lambda tool: None)  # no apt-get

    tools.install()
    assert tools.browser() == tools.WHOLE_BROWSER

    there.add(tools.BROWSER)
    assert tools.browser() == tools.BROWSER

    there -= {tools.BROWSER, tools.WHOLE_BROWSER}
    with pytest.raises(CannotStart, match="need chromium-headless-shell, not found"):
        tools.install()

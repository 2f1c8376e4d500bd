"""`python -m tests.hostile [WORD]`: sends every entry, and prints a line of what came of each.

With a word, only the entries whose name has it. It brings its own PostgreSQL.
"""

import os
import sys
from typing import Any

import pytest

from launch import ROOT
from launch.throwaway import with_database

INSIDE = "ECASE_HOSTILE_INSIDE"


class Report:
    """A line an entry: whether it went as it should, which it is, and what came of it."""

    def __init__(self) -> None:
        self.wrong = self.entries = 0

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """In place of pytest's own report, whose options others need."""
        config.pluginmanager.unregister(name="terminalreporter")

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when != "call" and report.passed:
            return
        name = report.nodeid.rpartition("[")[2].removesuffix("]")
        came = str(dict(report.user_properties).get("came of it", "")) or report.longreprtext[-160:]
        came = " ".join(came[:160].split())
        self.entries += 1
        self.wrong += report.failed
        print(f"{'as it should' if report.passed else 'WRONG':12}  {name:28} {came}", flush=True)

    def pytest_sessionfinish(self) -> None:
        print(f"{self.entries} entries and questions, {self.wrong} wrong")


def main(words: list[str]) -> int:
    if INSIDE not in os.environ:
        os.environ[INSIDE] = "1"
        return with_database([sys.executable, "-m", "tests.hostile", *words])
    only = ["-k", " or ".join(words)] if words else []
    quiet = ["-p", "no:cacheprovider"]
    return int(pytest.main([*quiet, *only, str(ROOT / "tests" / "hostile")], plugins=[Report()]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

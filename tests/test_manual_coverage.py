"""docs/manual-coverage.md: every row of the office's manual has its page and a test that exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROW = re.compile(r"\A\| (R\d+) \| (.+?) \| (.+?) \| (.+?) \|\Z")
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def rows() -> dict[str, tuple[str, str, str]]:
    table = {}
    for line in (ROOT / "docs/manual-coverage.md").read_text().splitlines():
        if match := ROW.match(line):
            number, *cells = match.groups()
            assert number not in table, f"{number} stands twice"
            table[number] = tuple(cells)
    return table


@cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_row_of_the_manual_is_there():
    assert list(rows()) == [f"R{number}" for number in range(1, 104)]


@pytest.mark.parametrize("number", [f"R{number}" for number in range(1, 104)])
def test_the_row_names_a_page_and_tests_that_exist(number):
    words, page, shown_by = rows()[number]
    assert words.strip() and page.strip()
    named = TEST.findall(shown_by)
    assert named, f"{number} names no test"
    for file, test in named:
        assert test in names_in(file), f"{number}: {file} has no {test}"

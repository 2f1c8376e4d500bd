import re
import tomllib

import pytest

from launch import ROOT

LOCKS = ["run", "dev"]


def pinned(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[.*?\])?==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_name_no_address(lock):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert not re.search(r"/|[a-z]:", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_have_a_hash_for_every_package(lock):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    assert [p for p in packages if "--hash=sha256:" not in p] == []


def test_hold_everything_that_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for lock, asked in [
        ("run", project["project"]["dependencies"]),
        ("dev", project["dependency-groups"]["dev"]),
    ]:
        names = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in asked}
        assert names - pinned(lock).keys() == set(), lock


def test_are_one_solution_so_that_what_is_tested_is_what_runs():
    assert pinned("run").items() <= pinned("dev").items()

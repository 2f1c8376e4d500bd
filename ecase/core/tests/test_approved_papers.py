"""Each paper looks as it was approved …"""

import pytest
from PIL import Image

from .approved_papers import APPROVED, DIGITS, FEW, NAMES, differs, pictures


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("name", NAMES)
def test_as_its_approved_picture(name, digits, tmp_path):
    """Where the change is wanted: python -m ecase.core.tests.approved_papers NAME"""
    sheets = pictures(name, digits)
    approved = {path.name for path in APPROVED.glob(f"{name}-{digits}-?.png")}
    assert set(sheets) == approved
    for file, sheet in sheets.items():
        pixels = differs(sheet, Image.open(APPROVED / file))
        if pixels > FEW:
            sheet.save(tmp_path / file)
        assert pixels <= FEW, f"{file} differs; today's is {tmp_path / file}"


def test_and_one_other_figure_is_seen(monkeypatch):
    """The tolerance is not so wide that a changed sum passes."""
    from . import approved_papers

    real = approved_papers.make

    def altered(name, told, *, made_at):
        return real(name, {**told, "total": told["total"].replace("8,", "3,")}, made_at=made_at)

    monkeypatch.setattr(approved_papers, "make", altered)
    [(file, sheet)] = pictures("report", "arabic").items()
    assert differs(sheet, Image.open(APPROVED / file)) > FEW


def test_and_no_picture_is_of_a_paper_that_is_gone():
    kept = {path.name.rsplit("-", 2)[0] for path in APPROVED.glob("*.png")}
    assert kept == set(NAMES)


def test_and_all_pictures_together_are_small():
    assert sum(path.stat().st_size for path in APPROVED.glob("*.png")) < 1_500_000

"""How a paper that is a list reaches the officer: at once where it is short, else by a page that waits
for a child to make it (แบบพิมพ์ยาว); or as a spreadsheet of the same rows."""

import subprocess
import sys
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from ecase.core.papers import SHEETS, Told, sheet_of
from ecase.core.papers.long import LONG
from ecase.core.printing import printed
from ecase.core.sheets import Form, as_file

from . import actions
from .access import OfficerRequest
from .models import LongPaper

_children: list[subprocess.Popen[bytes]] = []


def wants_sheet(request: OfficerRequest) -> bool:
    """Whether the address asks for the spreadsheet in place of the paper (``as=xlsx``)."""
    return request.GET.get("as") == Form.XLSX


def handed_out(
    request: OfficerRequest, told: Told, name: str, *, to_keep: bool = False
) -> HttpResponseBase:
    """The paper or its spreadsheet, called ``name`` without an ending. The caller puts it on record."""
    if wants_sheet(request) and told.template in SHEETS:
        return as_file(sheet_of(told), Form.XLSX, name)
    if told.count <= LONG:
        return printed(told.pdf(), f"{name}.pdf", to_keep=to_keep)
    paper, is_new = actions.ask_for_paper(told, name=name, to_keep=to_keep, by=request.user)
    if is_new:
        _start(paper)
    asked_on = urlsplit(request.headers.get("Referer", ""))._replace(scheme="", netloc="").geturl()
    address = reverse("offices:long_paper", args=[paper.pk])
    return redirect(f"{address}?{urlencode({'back': asked_on})}" if asked_on else address)


def _start(paper: LongPaper) -> None:
    """A child that has nothing to do with this process: it ends by itself, and outlives a restart."""
    _children[:] = [child for child in _children if child.poll() is None]
    _children.append(
        subprocess.Popen(  # noqa: S603 -- our own command, no shell
            [
                sys.executable,
                str(settings.BASE_DIR / "manage.py"),
                "make_long_paper",
                str(paper.pk),
                "--database",
                str(connection.settings_dict["NAME"]),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            start_new_session=True,
        )
    )

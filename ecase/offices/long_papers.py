"""How a paper that is a list reaches the officer: at once where it is short, else by a page that waits
for a child to make it (แบบพิมพ์ยาว); or as a spreadsheet of the same rows."""

import subprocess
import sys
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from ecase.core.papers import SHEETS, Told, sheet_of
from ecase.core.printing import printed
from ecase.core.sheets import Form, as_file

from . import actions_of_papers as actions
from .access import EVERY_DUTY, OfficerRequest, open_to
from .models import LongPaper

LONG = 400  # rows; so many take a second of one processor
SECONDS_BETWEEN = 2

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


@require_safe
@open_to(*EVERY_DUTY)
def long_paper(request: OfficerRequest, key: UUID) -> HttpResponse:
    """How far the paper is; it asks again by itself until the paper is there."""
    found = get_object_or_404(LongPaper.objects.of(request.user).defer("pdf", "told"), pk=key)
    is_made = LongPaper.objects.of(request.user).filter(pk=key, pdf__isnull=False).exists()
    is_lost = not is_made and found.is_lost
    page = {"paper": found, "is_made": is_made, "is_lost": is_lost, "back": _back(request)}
    response = render(request, "offices/long_paper.html", page)
    if not (is_made or is_lost):
        response["Refresh"] = str(SECONDS_BETWEEN)
    return response


def _back(request: OfficerRequest) -> str:
    """The page of ours on which the paper was asked for; empty where it is not known."""
    back = request.GET.get("back", "")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, None) else ""


@require_safe
@open_to(*EVERY_DUTY)
def made_paper(request: OfficerRequest, key: UUID) -> HttpResponse:
    """The paper itself, for the officer who asked for it and put that on record."""
    found = get_object_or_404(
        LongPaper.objects.of(request.user).exclude(pdf=None).defer("told"), pk=key
    )
    return printed(bytes(found.pdf or b""), f"{found.name}.pdf", to_keep=found.to_keep)

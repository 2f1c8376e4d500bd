"""Walking the addresses: each sent for, and what came compared with what is declared."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from ecase.audit.models import Event
from ecase.cases.models import BankAccount, Case, Document, Draft
from ecase.meetings.models import Meeting
from ecase.offices.door.models import App, Passkey, RecoveryCode
from ecase.offices.models import (
    AdministratorRequest,
    Appointment,
    Duty,
    FiscalYear,
    HandOver,
    LongPaper,
    Officer,
    SignInLink,
    Waiver,
)
from ecase.payments.models import (
    AccountChange,
    Approval,
    Conflict,
    Line,
    OfficerAccount,
    Payment,
    ResultList,
    SettledFlag,
    TransferFile,
    Voiding,
)
from ecase.privacy.models import DataPackage, DataRequest, RetentionRun
from tests.desk import DeskClient
from tests.test_architecture import patterns

from .declared import PAGES, PUBLIC, Page
from .world import World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
KNOWN = METHODS[:3]
SAID = {
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
DONE = (200, 302, 400, 409, 422)  # a form that came through to the record, right or wrong
MISSING = {
    "in_meeting": "2566-999999",
    "in_file": "2566-999999",
    "answered": "2566-999999",
    "held": "2566-999999",
    "ended": "2566-999999",
    "conflict": 999999,
    "result_list": 999999,
    "waiver": 999999,
    "own_account": 999999,
    "draft_page": 999999,
    "sign_in": "00000000-0000-4000-8000-000000000000",
    "passkey": 999999,
    "officer": 999999,
    "administrator_request": 999999,
    "hand_over": "00000000-0000-4000-8000-000000000000",
    "retention_run": 999999,
    "data_request": "00000000-0000-4000-8000-000000000000",
    "year": 2599,
    "meeting": "1008-99",
    "approval": "1008-99",
    "second": "1008-99",
    "draft": "00000000-0000-4000-8000-000000000000",
    "long_paper": "00000000-0000-4000-8000-000000000000",
}
MALFORMED = ("x", "1008-0x1", "-1", "9" * 30, "1008-๑", "%00", "..%2f", "1008-1;--")


def addresses() -> Iterator[tuple[str, str]]:
    """Each address of the product: its name (``cases:show``) and its pattern."""
    for pattern, page in patterns():
        app = page.callback.__module__.split(".")[1]
        spaces = {"own-accounts": "own_accounts", "register": "register"}
        space = spaces.get(pattern.split("/")[0], app)
        yield f"{space}:{page.name}", pattern


def as_a_browser_must_be_told(answer: HttpResponse) -> list[str]:
    """What an answer fails to say to the browser."""
    lacks = [name for name, value in SAID.items() if value not in answer.get(name, "")]
    csp = answer.get("Content-Security-Policy", "")
    for directive in ("frame-ancestors 'none'", "base-uri 'none'", "form-action"):
        if directive not in csp:
            lacks.append(directive)
    if "unsafe" in csp or "*" in csp:
        lacks.append("a strict policy")
    if answer.get("Cache-Control") != "private, no-store" and "/static/" not in _path(answer):
        lacks.append("Cache-Control")
    return lacks + [name for name in ("Server", "X-Powered-By") if name in answer]


def _path(answer: HttpResponse) -> str:
    return str(answer.request["PATH_INFO"])


@contextmanager
def quietly() -> Iterator[None]:
    """Refusals by the thousand are not written down here."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


class Browser:
    """An officer's browser; each request finds it as it was after signing in."""

    def __init__(self, who: Officer | None = None, *, checks_tokens: bool = False) -> None:
        self.who = who
        self.client = DeskClient(enforce_csrf_checks=checks_tokens, raise_request_exception=False)
        if who:
            self.client.force_login(who)
        self.cookies = self.client.cookies.output()

    def send(self, method: str, url: str, typed: Any = None, *, undo: bool = True, **headers: str):
        """One request, and nothing left of what it did unless told."""
        with transaction.atomic():
            self.client.cookies = SimpleCookie(self.cookies.replace("Set-Cookie: ", ""))
            data = typed or {}
            if method in ("GET", "HEAD", "POST"):
                answer = getattr(self.client, method.lower())(url, data, headers=headers)
            else:
                answer = self.client.generic(method, url, headers=headers)
            transaction.set_rollback(undo or answer.status_code >= 500)
        return answer


@dataclass
class Walk:
    """What was found that is not as declared; ``tried`` says how much was asked."""

    wrong: list[str] = field(default_factory=list)
    tried: int = 0

    def expect(self, answer: HttpResponse, wanted: Collection[int], *where: object) -> None:
        self.tried += 1
        said = " ".join(map(str, where))
        if answer.status_code not in wanted:
            self.wrong.append(f"{said}: {answer.status_code} in place of {sorted(wanted)}")
        is_sent_on = answer.status_code == 302 and where[0] is None
        if is_sent_on and not answer.url.startswith("/sign-in/"):
            self.wrong.append(f"{said}: goes on to {answer.url}")
        if answer.streaming:
            b"".join(answer)  # what is read to its end is closed
        if lacks := as_a_browser_must_be_told(answer):
            self.wrong.append(f"{said}: says no {', '.join(lacks)}")


def state() -> list[Any]:
    """All that a page could change."""
    kept = (Case, Draft, BankAccount, Document, Meeting, Approval, Payment, TransferFile, Line)
    kept += (AccountChange, Conflict, ResultList, SettledFlag, Voiding, Waiver, OfficerAccount)
    kept += (LongPaper, Officer, Appointment, SignInLink, AdministratorRequest, HandOver)
    kept += (DataRequest, DataPackage, RetentionRun, FiscalYear, App, Passkey, RecoveryCode)
    rows = [row for model in kept for row in model.objects.order_by("pk").values()]
    return [{**row, "last_login": None} for row in rows]  # signing in is no change


@quietly()
def walk(world: World, only: Collection[str] = (), duties: Collection[Duty] = ()) -> Walk:
    """Every address, every duty and a stranger, own, other, missing and malformed, every method."""
    found = Walk()
    pages = {name: page for name, page in PAGES.items() if not only or name in only}
    before = state()
    for duty, who in world.walkers.items():
        if duties and duty not in duties:
            continue
        browser = Browser(who)
        for name, page in pages.items():
            _as_officer(found, world, browser, duty, name, page)
    stranger = Browser()
    for name, page in pages.items():
        url = _own_address(world, name, page, world.here.boss)
        for method in METHODS:
            wanted = (302,) if method in KNOWN else (405,)
            found.expect(stranger.send(method, url), wanted, None, method, name)
    if state() != before:
        found.wrong.append("what was refused has changed something")
    return found


def _own_address(world: World, name: str, page: Page, who: Officer) -> str:
    return page.address(name, world.here, None, who)


def _as_officer(
    found: Walk, world: World, browser: Browser, duty: Any, name: str, page: Page
) -> None:
    who = browser.who
    assert who
    reads, sends = page.reads, page.sends
    own = _own_address(world, name, page, who)
    may_read, may_send = duty in (reads or ()), duty in (sends or ())
    comes_in = may_read or may_send
    _expect(found, browser, "GET", own, page.opens, may_read, comes_in, reads, (duty, name, "own"))
    _expect(
        found,
        browser,
        "POST",
        own,
        DONE,
        may_send,
        comes_in,
        sends,
        (duty, name, "own"),
        dict(page.typed),
    )
    if name == "cases:show":  # one is enough: a middleware says so, of all alike
        for method in METHODS[3:]:
            found.expect(browser.send(method, own), (405,), duty, method, name)
    if not page.record:
        return
    if not comes_in:  # the duty is asked before the record, whichever it is
        url = page.address(name, world.there)
        found.expect(browser.send("POST", url, undo=False), (403, 405), duty, name, "other")
        return
    others = [("missing", page.address(name, world.here, MISSING, who))]
    if not who.sees_every_office:
        others.append(("other", page.address(name, world.there)))
    if page.own:
        others.append(("colleague's", page.address(name, world.here)))
    for which, url in others:
        for method, declared in (("GET", reads), ("POST", sends)):
            wanted = (405,) if declared is None else (404,)
            answer = browser.send(method, url, dict(page.typed), undo=False)
            found.expect(answer, wanted, duty, method, name, which)
    named = page.names(world.here, {}, who)[0]
    for url in _malformed(own, named):
        wanted = (404,) if reads else (404, 405)
        found.expect(browser.send("GET", url, undo=False), wanted, duty, "GET", url, "malformed")


def _expect(
    found: Walk,
    browser: Browser,
    method: str,
    url: str,
    wanted: tuple[int, ...],
    may: bool,
    comes_in: bool,
    declared: Any,
    where: tuple[object, ...],
    typed: Any = None,
) -> None:
    if declared is None:
        wanted = (405,) if comes_in else (403, 405)
    elif not may:
        wanted = (403,)
    duty, name, which = where
    found.expect(browser.send(method, url, typed), wanted, duty, method, name, which)


def _malformed(own: str, name_of_record: object) -> list[str]:
    """The address with each odd thing in place of the record's name that gets as far as a view."""
    assert f"/{name_of_record}/" in own
    odd = [own.replace(f"/{name_of_record}/", f"/{odd}/", 1) for odd in MALFORMED]
    return [url for url in odd if _resolves(url)] or odd[:1]


def _resolves(url: str) -> bool:
    try:
        resolve(url)
    except Resolver404:
        return False
    return True


@quietly()
def walk_without_token(world: World, only: Collection[str] = ()) -> Walk:
    """Each form sent without its token, and with the token from a page of somebody else's."""
    found = Walk()
    before, told = state(), Event.objects.count()
    for name, page in {**PAGES, **PUBLIC}.items():
        if not page.sends or (only and name not in only):
            continue
        who = world.walkers[page.sends[0]]
        url = _own_address(world, name, page, who)
        browser = Browser(None if name in PUBLIC else who, checks_tokens=True)
        token = "a" * 32
        found.expect(browser.send("POST", url, {}, undo=False), (403,), "no token", name)
        browser.cookies += f"\r\n{settings.CSRF_COOKIE_NAME}={token}"
        typed = {"csrfmiddlewaretoken": token, **dict(page.typed)}
        for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
            answer = browser.send("POST", url, typed, undo=False, origin=origin)
            found.expect(answer, (403,), "from", origin, name)
    if state() != before or Event.objects.count() != told:
        found.wrong.append("a form without its token has changed something")
    return found

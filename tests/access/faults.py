"""Filters and guards to take away, one at a time, to see that the walk or the canaries tell.

The database's own wall is down meanwhile, or a filter that is gone would show nothing. And the
other way about: every filter away, and the wall alone.

As an inattentive change would: a queryset that no longer asks whose, a view that lets everybody in, a
number no longer masked. Each names the small part of the walk that is to be red then.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Any
from unittest.mock import patch

from django.apps import apps

from ecase.cases import lookalikes
from ecase.cases.models import CaseQuerySet
from ecase.cases.models.draft import DraftQuerySet
from ecase.core import citizen_id, masks
from ecase.core.logs import WithoutPeople
from ecase.core.middleware import (
    KnownMethodsMiddleware,
    NoStoreMiddleware,
    SecurityHeadersMiddleware,
)
from ecase.core.whose import THE_CITY
from ecase.meetings.models import MeetingQuerySet
from ecase.offices import middleware
from ecase.offices.models import Duty
from ecase.offices.models.long_paper import LongPaperQuerySet
from ecase.offices.models.waiver import WaiverQuerySet
from ecase.payments import rows as payment_rows
from ecase.payments.models.account_change import AccountChangeQuerySet
from ecase.payments.models.approval import ApprovalQuerySet, PaymentQuerySet
from ecase.payments.models.conflict import ConflictQuerySet
from ecase.payments.models.officer_account import OfficerAccountQuerySet
from ecase.payments.models.result_list import ResultListQuerySet
from ecase.payments.models.voiding import VoidingQuerySet
from ecase.payments.views import closing, files
from ecase.privacy.models.data_request import DataRequestQuerySet
from tests.test_architecture import patterns

from .canaries import history_leaks, leaks, logged
from .walking import walk, walk_without_token
from .world import World

Caught = Callable[[World], list[str]]


def _walk(*names: str, duties: tuple[Duty, ...] = (Duty.CASEWORKER,)) -> Caught:
    return lambda world: walk(world, names, duties).wrong


def _leaks(*names: str) -> Caught:
    return lambda world: leaks(world, names)


@dataclass(frozen=True)
class Fault:
    """One guard taken away, and by what that is seen."""

    seeded: Callable[[], Any]  # a context in which it is away
    caught: Caught


def _of_all(queryset: type, name: str = "visible_to") -> Callable[[], Any]:
    """A queryset that no longer asks who looks."""
    assert hasattr(queryset, name)
    return lambda: patch.object(queryset, name, lambda self, officer: self)


@contextmanager
def the_wall_down() -> Iterator[None]:
    """Every officer is shown the rows of every office, as far as the database goes."""
    with patch.object(middleware, "whose_of", lambda user: THE_CITY):
        yield


@contextmanager
def every_filter_off() -> Iterator[None]:
    """No queryset of ours asks who looks: whatever is kept apart, the database keeps apart."""
    with ExitStack() as stack:
        for model in apps.get_models():
            kind = type(model._default_manager.all())
            for name in ("visible_to", "of"):
                if "officer" in signature(getattr(kind, name, _nobody)).parameters:
                    stack.enter_context(patch.object(kind, name, lambda self, officer: self))
        yield


def _nobody() -> None:
    """In place of a filter that a queryset does not have."""


def _in_place(module: object, name: str, other: object) -> Callable[[], Any]:
    assert hasattr(module, name)
    return lambda: patch.object(module, name, other)


def _lets_in(view: Any) -> Any:
    """A view that asks nobody for a duty."""

    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> Any:
        with patch.object(type(request.user), "may", lambda self, *duties: True):
            return view(request, *args, **kwargs)

    return opened


def _sends_too(view: Any) -> Any:
    """A view that does at a GET what it is to do at a POST."""

    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> Any:
        request.method = "POST"
        return view(request, *args, **kwargs)

    return opened


def _without_door(view: Any) -> Any:
    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    opened.login_required = False
    return opened


def _without_token(view: Any) -> Any:
    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    opened.csrf_exempt = True
    return opened


def _at(name: str, changed: Callable[[Any], Any]) -> Callable[[], Any]:
    """The view of an address, changed."""
    app, _, page = name.partition(":")

    @contextmanager
    def seeded() -> Iterator[None]:
        [entry] = [
            entry
            for _, entry in patterns()
            if entry.name == page and entry.callback.__module__.split(".")[1] == app
        ]
        with patch.object(entry, "callback", changed(entry.callback)):
            yield

    return seeded


@contextmanager
def _whole_accounts() -> Iterator[None]:
    with ExitStack() as stack:
        for module in (masks, payment_rows):
            whole = masks.dashed_account
            stack.enter_context(patch.object(module, "masked_account", whole))
        yield


def _passes(self: Any, request: Any) -> Any:
    return self.get_response(request)


FAULTS: dict[str, Fault] = {
    "cases of all": Fault(_of_all(CaseQuerySet), _walk("cases:show")),
    "meetings of all": Fault(_of_all(MeetingQuerySet), _walk("meetings:show")),
    "approvals of all": Fault(_of_all(ApprovalQuerySet), _walk("payments:show")),
    "payments of all": Fault(_of_all(PaymentQuerySet), _walk("payments:result")),
    "proposals of all": Fault(_of_all(AccountChangeQuerySet), _leaks("payments:account_changes")),
    "conflicts of all": Fault(_of_all(ConflictQuerySet), _walk("payments:conflict")),
    "lists of the bank of all": Fault(_of_all(ResultListQuerySet), _walk("payments:result_list")),
    "files to be taken back of all": Fault(_of_all(VoidingQuerySet), _leaks("payments:waiting")),
    "waivers of all": Fault(_of_all(WaiverQuerySet), _leaks("offices:waivers")),
    "drafts of all": Fault(_of_all(DraftQuerySet, "of"), _walk("cases:history")),
    "long papers of all": Fault(_of_all(LongPaperQuerySet, "of"), _walk("offices:made_paper")),
    "own accounts of all": Fault(_of_all(OfficerAccountQuerySet, "of"), _walk("own_accounts:end")),
    "requests for own data of all": Fault(
        _of_all(DataRequestQuerySet), _walk("privacy:request", duties=(Duty.HEAD,))
    ),
    "received files for everybody": Fault(_at("cases:received", _lets_in), _walk("cases:received")),
    "waivers given by everybody": Fault(
        _at("offices:grant_waiver", _lets_in), _walk("offices:grant_waiver")
    ),
    "the bank's file for everybody": Fault(_at("payments:file", _lets_in), _walk("payments:file")),
    "closed by everybody": Fault(
        _in_place(closing, "_close", _lets_in(closing._close)), _walk("payments:closing")
    ),
    "taken back by everybody": Fault(
        _in_place(files, "_ask_to_void", _lets_in(files._ask_to_void)), _walk("payments:voiding")
    ),
    "no door before the list": Fault(_at("cases:list", _without_door), _walk("cases:list")),
    "no token asked": Fault(
        _at("cases:disqualify", _without_token),
        lambda world: walk_without_token(world, ["cases:disqualify"]).wrong,
    ),
    "revealed by a link": Fault(_at("cases:reveal", _sends_too), _walk("cases:reveal")),
    "whole citizen IDs": Fault(
        _in_place(citizen_id, "masked", citizen_id.dashed),
        _leaks("cases:list"),
    ),
    "whole accounts": Fault(_whole_accounts, _leaks("payments:show")),
    "the history of one's own": Fault(_of_all(CaseQuerySet), history_leaks),
    "lookalikes by number": Fault(
        _in_place(lookalikes, "_told", lambda officer, of="": lookalikes.F(f"{of}number")),
        _leaks("cases:show"),
    ),
    "pages kept by browsers": Fault(
        _in_place(NoStoreMiddleware, "__call__", _passes), _walk("cases:list")
    ),
    "no word to the browser": Fault(
        _in_place(SecurityHeadersMiddleware, "__call__", _passes), _walk("cases:list")
    ),
    "any method": Fault(
        _in_place(KnownMethodsMiddleware, "__call__", _passes), _walk("cases:show")
    ),
    "numbers in the log": Fault(
        _in_place(WithoutPeople, "format", logging.Formatter.format), logged
    ),
}

"""Which hidden numbers this officer has asked to see (แสดง): for five minutes, in the session.

Only the keys of cases are kept there, never a number of a person.
"""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from ecase.offices.access import OfficerRequest

from . import actions
from .models import Case

SEEN_FOR = timedelta(minutes=5)
CITIZEN_IDS = "revealed"
ACCOUNTS = "revealed_accounts"


def reveal(request: OfficerRequest, case: Case) -> None:
    """Put the look on record, and show this officer the case's full citizen ID for a while."""
    actions.disclose_citizen_id(case, by=request.user)
    _remember(request, CITIZEN_IDS, case)


def revealed(request: HttpRequest) -> frozenset[int]:
    """The cases whose full citizen ID this officer may see now, by their keys."""
    return frozenset(_seen(request, CITIZEN_IDS))


def reveal_account(request: OfficerRequest, case: Case) -> None:
    """Put the look on record, and show this officer the full account and contacts for a while."""
    actions.disclose_account(case, by=request.user)
    _remember(request, ACCOUNTS, case)


def revealed_accounts(request: HttpRequest) -> frozenset[int]:
    """The cases whose full account, phone and e-mail this officer may see now, by their keys."""
    return frozenset(_seen(request, ACCOUNTS))


def _remember(request: HttpRequest, what: str, case: Case) -> None:
    seen = {**_seen(request, what), case.pk: timezone.now().timestamp()}
    request.session[what] = [[key, at] for key, at in seen.items()]


def _seen(request: HttpRequest, what: str) -> dict[int, float]:
    since = (timezone.now() - SEEN_FOR).timestamp()
    return {key: at for key, at in request.session.get(what, []) if at > since}

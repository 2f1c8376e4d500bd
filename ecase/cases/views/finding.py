"""How every page of this app finds its case, and where it goes back to."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from ecase.offices.access import OfficerRequest

from ..models import Case, DataRemoved, Tombstone


def find_case(request: OfficerRequest, number: str) -> Case:
    """A case of the year in the address that this officer may see; else 404.

    Raises DataRemoved where retention removed it: the case's page alone says what is left.
    """
    case = find_whatever_is_left(request, number)
    if stone := stone_of(case):
        raise DataRemoved(case, stone.removed_at)
    return case


def find_whatever_is_left(request: OfficerRequest, number: str) -> Case:
    """Such a case, or its figures where the personal data are no more."""
    cases = Case.objects.visible_to(request.user).of_year(request.year).in_full()
    return get_object_or_404(cases.select_related("follows", "tombstone"), number=number)


def stone_of(case: Case) -> Tombstone | None:
    """The tombstone of a case that was found so (ร่องรอยการทำลายข้อมูล)."""
    return getattr(case, "tombstone", None)


def came_from(request: HttpRequest, fallback: str) -> str:
    """The page of ours that the form or the link named as ``next``, else the fallback."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if ours else fallback

"""What is open to an officer who still has to add a second factor."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from ecase.offices.models import Duty, Officer

View = Callable[..., HttpResponseBase]

SECOND = "second_factor"  # in the session: it was proved by a second factor


def must_enrol(request: HttpRequest) -> bool:
    """Whether a duty of the officer asks for a second factor, and this session has none."""
    wanted = [Duty(duty) for duty in settings.SECOND_FACTOR_DUTIES]
    officer = request.user
    return isinstance(officer, Officer) and officer.may(*wanted) and not request.session.get(SECOND)


def open_before_enrolment(view: View) -> View:
    """Mark a view that an officer may open without the second factor that the duty asks for."""
    view.before_enrolment = True  # type: ignore[attr-defined]
    return view


def is_open_before_enrolment(view: View) -> bool:
    """Whether it is so marked, or open to everybody."""
    return getattr(view, "before_enrolment", False) or not getattr(view, "login_required", True)

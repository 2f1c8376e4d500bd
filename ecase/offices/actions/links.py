"""The link with which an officer sets the password, once (ลิงก์ตั้งรหัสผ่าน)."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record
from ecase.audit.models import Event
from ecase.core.whose import over_the_city

from ..door.actions import end_sign_ins, remove_every_factor
from ..door.models import SignIn
from ..models import (
    LINK_LASTS,
    AdministratorsLink,
    AnotherAdministrator,
    Duty,
    LinkSpent,
    Officer,
    SignInLink,
    SwitchedOff,
)
from .officers import engage, rule_over, take_back_links

BOTH_HANDS = timedelta(days=7)  # so long one administrator gives an officer only one of two things


@transaction.atomic
def make_link(officer: Officer, *, by: Officer | None) -> str:
    """Make a link for an officer and give its secret, which is kept nowhere (ออกลิงก์ตั้งรหัสผ่าน).

    The password of before opens nothing any more, and every sign-in with it ends. Without ``by``
    it is the installation that makes it, and only so for an administrator.
    """
    if by:
        [officer] = rule_over(officer, by=by)
        coming = officer.appointments.not_over(timezone.localdate())
        if coming.filter(duty=Duty.ADMINISTRATOR).exists():
            raise AdministratorsLink(officer)
        cleared = Event.objects.about(officer).filter(verb="officer.factors_cleared", by=by)
        _refuse_both_hands(officer, cleared.values_list("at", flat=True).first())
    if not officer.is_active:
        raise SwitchedOff(officer)
    take_back_links(officer)
    officer.set_unusable_password()
    officer.save(update_fields=["password"])
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        officer=officer,
        digest=digest_of(secret),
        made_by=by,
        expires_at=timezone.now() + LINK_LASTS,
    )
    end_sign_ins(SignIn.objects.of(officer), by=by)
    record("officer.link_made", officer, by=by)
    return secret


@transaction.atomic
def admit(*, by: Officer, **facts: Any) -> tuple[Officer, str]:
    """Engage an officer and make the first link at once (เพิ่มเจ้าหน้าที่); also gives its secret."""
    officer = engage(**facts, by=by)
    return officer, make_link(officer, by=by)


@over_the_city("who has the secret is known by nothing else")
def link_of(digest: str) -> SignInLink | None:
    """The link of this digest, while it is good."""
    return SignInLink.objects.good().select_related("officer").filter(digest=digest).first()


@over_the_city("who has the secret is known by nothing else")
@transaction.atomic
def use_link(link: SignInLink, *, new: str) -> Officer:
    """Set the password with a link (ตั้งรหัสผ่าน), which is spent then. Raises LinkSpent."""
    officer: Officer = Officer.objects.select_for_update().get(pk=link.officer_id)
    good = SignInLink.objects.select_for_update(of=("self",)).good().filter(pk=link.pk).first()
    if good is None:
        raise LinkSpent
    good.used_at = timezone.now()
    good.save(update_fields=["used_at"])
    officer.set_password(new)
    officer.save(update_fields=["password"])
    end_sign_ins(SignIn.objects.of(officer), by=officer)
    record("officer.password_set", officer, by=officer)
    return officer


@transaction.atomic
def clear_second_factor(officer: Officer, *, by: Officer) -> None:
    """The officer lost app, passkeys and codes (ล้างการยืนยันขั้นที่สอง), and adds new ones alone.

    Who made a link for the officer may not: link and factor in one hand are the account.
    """
    [officer] = rule_over(officer, by=by)
    made = officer.links.filter(made_by=by).order_by("-made_at")
    _refuse_both_hands(officer, made.values_list("made_at", flat=True).first())
    remove_every_factor(officer, by=by)


def _refuse_both_hands(officer: Officer, given: datetime | None) -> None:
    """Whether ``by`` gave the officer the other of the two things of late, or since when the officer
    has not come in: of one who is away for long, waiting would make one administrator the other."""
    if given is None:
        return
    is_late = given > timezone.now() - BOTH_HANDS
    if is_late or officer.last_login is None or officer.last_login < given:
        raise AnotherAdministrator


def digest_of(secret: str) -> str:
    """What of a link's secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()

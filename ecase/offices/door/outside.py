"""Signing in through ThaID or the city's own sign-in, by OpenID Connect (เข้าสู่ระบบด้วย ThaID).

The provider says who it is; who works here, E-Case knows itself: nobody becomes an officer by it.
"""

import functools
import logging
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from joserfc.errors import JoseError
from requests import RequestException

from ecase.offices.middleware import own_address
from ecase.offices.models import Officer, OfficerQuerySet

from .second_step import after_password

logger = logging.getLogger(__name__)

ONWARD = "outside_onward"  # in the session: the page that was asked for


class NotAnOfficer(Exception):
    """The provider's person is no officer of ours, or more than one."""


@functools.lru_cache(maxsize=2)
def _client(issuer: str, client_id: str, secret: str, scope: str) -> Any:
    kwargs = {"scope": scope, "code_challenge_method": "S256", "timeout": 10}
    return OAuth().register(
        "outside",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs=kwargs,
    )


def client() -> Any:
    """The provider of the settings, with its addresses and keys as it tells them. Or 404."""
    if not settings.OIDC_ISSUER:
        raise Http404
    return _client(
        settings.OIDC_ISSUER,
        settings.OIDC_CLIENT_ID,
        settings.OIDC_CLIENT_SECRET,
        settings.OIDC_SCOPE,
    )


@require_safe
@login_not_required
def go(request: HttpRequest) -> HttpResponseBase:
    """To the provider, with state, nonce and PKCE."""
    provider = client()
    request.session[ONWARD] = own_address(request, request.GET.get("next", ""))
    there = request.build_absolute_uri(reverse("offices:outside_back"))
    try:
        response: HttpResponseBase = provider.authorize_redirect(request, there)
    except (OAuthError, RequestException, ValueError, KeyError, RuntimeError) as error:
        return _refused(request, error)
    return response


@require_safe
@login_not_required
def back(request: HttpRequest) -> HttpResponseBase:
    """From the provider: its code is changed for a signed ID token, and that names the officer."""
    provider = client()
    onward = request.session.pop(ONWARD, "")
    try:
        token = provider.authorize_access_token(request)
        claims = token.get("userinfo") or {}
        if not token.get("id_token") or claims.get("iss") != settings.OIDC_ISSUER:
            raise OAuthError(error="no_id_token")
        officer = officer_of(claims)
    except NotAnOfficer:
        messages.error(
            request,
            f"ยืนยันตัวตนกับ {settings.OIDC_NAME} แล้ว แต่ไม่พบเจ้าหน้าที่ที่ตรงกันในระบบ"
            " เข้าสู่ระบบด้วยชื่อผู้ใช้และรหัสผ่าน หรือแจ้งผู้ดูแลระบบส่วนกลาง",
        )
        return redirect("offices:sign_in")
    except (OAuthError, JoseError, RequestException, ValueError, KeyError, RuntimeError) as error:
        return _refused(request, error)
    return after_password(request, officer, onward, typed=False)


def officer_of(claims: dict[str, Any]) -> Officer:
    """The one active officer whom the claim of the settings names. Raises NotAnOfficer."""
    said = claims.get(settings.OIDC_CLAIM)
    # Of other letters some are taken for ours where capitals do not count: ı for i, ſ for s.
    if not isinstance(said, str) or not said or not said.isascii():
        raise NotAnOfficer
    if settings.OIDC_MATCHES == "email" and claims.get("email_verified") is not True:
        raise NotAnOfficer
    officers = _named(said, Officer.objects.with_duties(timezone.localdate()))
    if len(officers) != 1:
        raise NotAnOfficer
    return officers[0]


def _named(said: str, among: OfficerQuerySet) -> list[Officer]:
    """The active officers of this name, or of this address: those are sealed, so each is opened."""
    active = among.filter(is_active=True)
    if settings.OIDC_MATCHES == "email":
        return [officer for officer in active if officer.email.lower() == said.lower()]
    return list(active.filter(username__iexact=said)[:2])


def _refused(request: HttpRequest, error: Exception) -> HttpResponseBase:
    logger.warning("Signing in through the provider failed: %s", type(error).__name__)
    messages.error(
        request,
        f"เข้าสู่ระบบด้วย {settings.OIDC_NAME} ไม่สำเร็จ ลองใหม่อีกครั้ง หรือใช้ชื่อผู้ใช้และรหัสผ่าน",
    )
    return redirect("offices:sign_in")

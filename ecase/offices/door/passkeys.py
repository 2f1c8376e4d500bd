"""Passkeys (พาสคีย์): what the browser is asked, and whether its answer holds. By Yubico's fido2."""

import json
from typing import Any

from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from ecase.offices.models import Officer

from . import actions
from .models import Passkey

STATE = "passkey_state"  # in the session: what was asked, good for one answer
# What reading an answer may raise that no browser made.
ODD = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def _server(request: HttpRequest) -> Fido2Server:
    """Bound to the name by which the officer reaches us; another site gets no answer for it."""
    host = request.get_host()
    name = host.rpartition(":")[0] or host
    if host.startswith("[") or not host.rpartition(":")[2].isdigit():
        name = host
    party = PublicKeyCredentialRpEntity(id=name, name="E-Case")
    ours = f"{request.scheme}://{host}"
    return Fido2Server(party, verify_origin=lambda origin: origin == ours)


def _credentials(officer: Officer) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(k.credential)) for k in Passkey.objects.of(officer)]


def ask_to_make(request: HttpRequest, officer: Officer) -> str:
    """What the browser needs to make a passkey, as JSON."""
    user = PublicKeyCredentialUserEntity(
        id=f"officer {officer.pk}".encode(),
        name=officer.username,
        display_name=officer.get_full_name(),
    )
    options, state = _server(request).register_begin(
        user, _credentials(officer), user_verification=UserVerificationRequirement.PREFERRED
    )
    request.session[STATE] = state
    return json.dumps(dict(options))


def keep(request: HttpRequest, officer: Officer, *, name: str, answer: str) -> list[str]:
    """Take the passkey that the browser made into use; gives recovery codes with the first factor.

    Raises PasskeyRefused.
    """
    try:
        made = RegistrationResponse.from_dict(json.loads(answer))
        data = _server(request).register_complete(request.session.pop(STATE), made)
    except ODD as error:
        raise actions.PasskeyRefused from error
    credential = data.credential_data
    if credential is None:
        raise actions.PasskeyRefused
    return actions.add_passkey(
        officer,
        name=name,
        credential_id=credential.credential_id,
        credential=bytes(credential),
        sign_count=data.counter,
    )


def ask_to_sign(request: HttpRequest, officer: Officer) -> str:
    """What the browser needs to sign with a passkey of the officer, as JSON; empty without one."""
    known = _credentials(officer)
    if not known:
        return ""
    options, state = _server(request).authenticate_begin(
        known, user_verification=UserVerificationRequirement.PREFERRED
    )
    request.session[STATE] = state
    return json.dumps(dict(options))


def check(request: HttpRequest, officer: Officer, *, answer: str) -> None:
    """Whether a passkey of the officer has signed what was asked. Raises PasskeyRefused."""
    known = _credentials(officer)
    state: Any = request.session.pop(STATE, None)
    try:
        signed = AuthenticationResponse.from_dict(json.loads(answer))
        credential = _server(request).authenticate_complete(state, known, signed)
        count = signed.response.authenticator_data.counter
    except ODD as error:
        raise actions.PasskeyRefused from error
    actions.use_passkey(officer, credential_id=credential.credential_id, sign_count=count)

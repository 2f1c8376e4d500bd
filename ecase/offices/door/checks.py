"""What the settings of the sign-in must be: looked at when the product starts."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from ecase.core.sealing import NoKeys, digest_ring, ring
from ecase.offices.models import Duty


@register()
def settings_of_the_door(**_: Any) -> list[CheckMessage]:
    """Each setting that would let nobody in, or the wrong."""
    return [
        *_keys(),
        *_duties("SECOND_FACTOR_DUTIES", settings.SECOND_FACTOR_DUTIES),
        *_duties("IDLE_MINUTES_OF", settings.IDLE_MINUTES_OF),
        *_proxies(),
        *_provider(),
    ]


def _keys() -> Iterator[Error]:
    for read in (ring, digest_ring):
        try:
            read()
        except NoKeys as fault:
            yield Error(str(fault), id="offices.E001")


def _duties(setting: str, names: Iterable[str]) -> Iterator[Error]:
    for name in names:
        if name not in Duty.values:
            hint = f"It may hold: {', '.join(Duty.values)}."
            yield Error(f"{setting} has “{name}”, which is no duty.", hint=hint, id="offices.E002")


def _proxies() -> Iterator[Error]:
    for network in settings.TRUSTED_PROXIES:
        try:
            ip_network(network, strict=False)
        except ValueError:
            yield Error(f"TRUSTED_PROXIES has “{network}”: no address.", id="offices.E003")


def _provider() -> Iterator[Error]:
    if not settings.OIDC_ISSUER:
        return
    issuer = urlsplit(settings.OIDC_ISSUER)
    if issuer.scheme != "https" and issuer.hostname not in ("127.0.0.1", "localhost"):
        yield Error("OIDC_ISSUER must be an https address.", id="offices.E004")
    if not (settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET):
        yield Error("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.", id="offices.E004")

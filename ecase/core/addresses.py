"""From which address a request came (ที่อยู่เครื่อง), also behind our own reverse proxies: known once a
request, asked by whoever records."""

from collections.abc import Callable
from contextvars import ContextVar
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_address: ContextVar[str] = ContextVar("client_address", default="")


def current_address() -> str | None:
    """The address of the request under way; None where there is none, as in a command."""
    return _address.get() or None


def client_address(request: HttpRequest) -> str:
    """The address that a request came from; empty where it is not known.

    X-Forwarded-For is read only where one of TRUSTED_PROXIES sends it, from the right: what stands
    left of the first address that is no proxy of ours may be anybody's invention.
    """
    address = _plain(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    while _is_ours(address) and forwarded:
        before = _plain(forwarded.pop())
        if not before:
            break
        address = before
    return address


def neighbourhood(address: str) -> str:
    """The address to count by: of IPv6 the first half, which is one household or office.

    >>> neighbourhood("10.0.0.7"), neighbourhood("2001:db8::7")
    ('10.0.0.7', '2001:db8::/64')
    """
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/64", strict=False))


def _plain(text: str) -> str:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or ip_address(address.packed)  # without its zone
    return str(address)


def _is_ours(address: str) -> bool:
    if not address:
        return False
    networks = (ip_network(network, strict=False) for network in settings.TRUSTED_PROXIES)
    return any(ip_address(address) in network for network in networks)


class ClientAddressMiddleware:
    """Knows the address while a request is answered, and forgets it then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _address.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            _address.reset(token)

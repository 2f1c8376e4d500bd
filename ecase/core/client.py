"""From which address a request came (ที่อยู่เครื่อง): known once a request, asked by whoever records.

Only our own proxies (``TRUSTED_PROXIES``) are believed when they say, in X-Forwarded-For, for whom
they ask. Anybody can write that header, so of it only what a proxy of ours has added is read.
"""

from collections.abc import Callable
from contextvars import ContextVar
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_address: ContextVar[str | None] = ContextVar("client_address", default=None)


def current_address() -> str | None:
    """The address of the request under way; None where there is none, as in a command."""
    return _address.get()


def client_address(request: HttpRequest) -> str | None:
    """Who asked: the peer, or the nearest address behind our own proxies. None of a Unix socket.

    An address of IPv4 that comes in the clothes of IPv6 is one of IPv4.
    """
    hops = [request.META.get("REMOTE_ADDR", "")]
    hops += reversed(request.headers.get("X-Forwarded-For", "").split(","))
    nearest = None
    for hop in hops:
        address = _plain(hop)
        if address is None:
            break  # what stands before it cannot be believed either
        nearest = address
        if not _is_ours(address):
            break
    return nearest


def _plain(text: str) -> str | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    # A zone (fe80::1%eth0) says something of our machine, and the database knows none.
    return str(mapped or address).partition("%")[0]


def _is_ours(address: str) -> bool:
    return any(
        ip_address(address) in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES
    )


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

"""The codes of an authenticator app (RFC 6238) and the recovery codes: pure, no record is touched."""

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

import segno

from ecase.core.thai import ascii_digits

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps by which a clock may be wrong, either way
HOW_MANY = 10
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another


def new_secret() -> bytes:
    """A secret for an app: 160 random bits."""
    return secrets.token_bytes(20)


def code_at(secret: bytes, step: int) -> str:
    """The code of one half minute since 1970.

    >>> code_at(b"12345678901234567890", 37037036)  # RFC 6238, appendix B
    '081804'
    """
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, *, now: float, after: int) -> int | None:
    """Which half minute a code is of, where it is near enough and later than the last one used."""
    here = int(now) // STEP
    for step in range(here - DRIFT, here + DRIFT + 1):
        if step > after and hmac.compare_digest(code_at(secret, step), code):
            return step
    return None


def digits_of(typed: str) -> str:
    """A code of the app as it may be typed, with blanks or Thai digits; empty where it is none."""
    text = "".join(ascii_digits(typed).split())
    return text if len(text) == DIGITS and text.isascii() and text.isdigit() else ""


def as_typed(secret: bytes) -> str:
    """The secret for who types it into the app: base32 in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def as_address(secret: bytes, username: str) -> str:
    """The secret as an app reads it from the picture."""
    facts = urlencode({"secret": base64.b32encode(secret).decode(), "issuer": "E-Case"})
    return f"otpauth://totp/{quote(f'E-Case:{username}')}?{facts}"


def as_picture(address: str) -> str:
    """A QR code as the address of a picture (data:)."""
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="#fff"))


def new_recovery_codes() -> list[str]:
    """Ten recovery codes of 79 random bits each, in groups of four."""
    return [_grouped("".join(secrets.choice(LETTERS) for _ in range(16))) for _ in range(HOW_MANY)]


def _grouped(text: str) -> str:
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def digest_of_recovery(officer: int, typed: str) -> str:
    """How a recovery code is stored; so long and random a text needs no slow hash."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return hashlib.sha256(f"{officer} {plain}".encode()).hexdigest()

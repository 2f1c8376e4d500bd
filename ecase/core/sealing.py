"""What is sealed at rest (ปิดผนึก), so that a stolen copy of the database does not tell it.

AES-256-GCM under a ring of keys from the environment, ``ECASE_KEYS="2026:…,2025:…"``: each an id and
32 bytes in URL-safe base64. The first seals; the others still open what was sealed with them. From
each key of the ring HKDF makes one of its own for each ``use``. What is sealed names its key, and
is bound to the record it is ``about``: moved to another record it does not open.

What must be found again, or be compared, has a digest beside it (HMAC-SHA256), under the first key
of a ring of its own, ``ECASE_DIGEST_KEYS``: thirteen digits are guessed by who has only a hash.
"""

import base64
import binascii
import functools
import hmac
import os
import re
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = b"\x01"
NONCE = 12
KEY_BYTES = 32
LONGEST_NAME = 20


class NoKeys(Exception):
    """A ring is missing or malformed; the words are for who runs the product."""


class Broken(Exception):
    """What was sealed does not open: its key is gone, or it was changed or moved."""


class Key(NamedTuple):
    """One key of the ring."""

    name: str
    secret: bytes


def ring() -> list[Key]:
    """The keys of the environment, the sealing one first. Raises NoKeys."""
    return _read(settings.ECASE_KEYS, "ECASE_KEYS")


def digest_ring() -> list[Key]:
    """The keys of the digests; the first one makes them all. Raises NoKeys."""
    return _read(settings.ECASE_DIGEST_KEYS, "ECASE_DIGEST_KEYS")


@functools.lru_cache(maxsize=8)
def _read(text: str, ring: str) -> list[Key]:
    keys = []
    for part in filter(None, text.split(",")):
        name, _, secret = part.strip().partition(":")
        if not re.match(r"\A[A-Za-z0-9_-]{1,20}\Z", name):
            raise NoKeys(f"{ring}: the id of a key is 1 to 20 letters, digits, - or _.")
        try:
            raw = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
        except (ValueError, binascii.Error):
            raise NoKeys(f"{ring}: key {name} is not in URL-safe base64.") from None
        if len(raw) != KEY_BYTES:
            raise NoKeys(f"{ring}: key {name} has {len(raw)} bytes, not {KEY_BYTES}.")
        keys.append(Key(name, raw))
    if not keys:
        raise NoKeys(f"{ring} is empty: set one key as id:base64 of 32 random bytes.")
    if len({key.name for key in keys}) < len(keys):
        raise NoKeys(f"{ring}: two keys bear the same id.")
    return keys


def _for(key: Key, use: str) -> bytes:
    info = b"ecase " + use.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key.secret)


def _head(key: Key) -> bytes:
    name = key.name.encode()
    return VERSION + bytes([len(name)]) + name


class _Cipher(NamedTuple):
    """A key of the ring for one use, and how all begins that it seals."""

    head: bytes
    aead: AESGCM
    bound: bytes  # what is authenticated beside the content, but for what it is about


# Thousands of values are opened for one page: what is made of a ring is made once.
@functools.lru_cache(maxsize=256)
def _ciphers(text: str, use: str) -> dict[bytes, _Cipher]:
    found = {}
    for key in _read(text, "ECASE_KEYS"):
        head = _head(key)
        found[head] = _Cipher(head, AESGCM(_for(key, use)), head + use.encode() + b"\x00")
    return found


@functools.lru_cache(maxsize=256)
def _first(text: str, use: str) -> _Cipher:
    return next(iter(_ciphers(text, use).values()))


@functools.lru_cache(maxsize=256)
def _digest_key(text: str, use: str) -> bytes:
    return _for(_read(text, "ECASE_DIGEST_KEYS")[0], f"digest {use}")


def seal(clear: bytes, *, use: str, about: str) -> bytes:
    """Seal something of one record: ``use`` is what it is, ``about`` whose (``subject_of``).

    >>> from django.test import override_settings
    >>> with override_settings(ECASE_KEYS="a:" + "A" * 43):
    ...     unseal(seal(b"x", use="totp", about="1"), use="totp", about="1")
    b'x'
    """
    head, aead, bound = _first(settings.ECASE_KEYS, use)
    nonce = os.urandom(NONCE)
    return head + nonce + aead.encrypt(nonce, clear, bound + about.encode())


def unseal(sealed: bytes, *, use: str, about: str) -> bytes:
    """Open what ``seal`` closed. Raises Broken."""
    head = sealed[: 2 + sealed[1]] if len(sealed) > 2 else b""
    cipher = _ciphers(settings.ECASE_KEYS, use).get(head)
    if cipher is None:
        raise Broken("sealed with a key that is not on the ring")
    start = len(head) + NONCE
    bound = cipher.bound + about.encode()
    try:
        return cipher.aead.decrypt(sealed[len(head) : start], sealed[start:], bound)
    except (InvalidTag, ValueError):
        raise Broken("changed, or of another record") from None


def current_head() -> bytes:
    """How all begins that the first key of the ring seals."""
    return _head(ring()[0])


def is_current(sealed: bytes) -> bool:
    """Whether the first key of the ring has sealed it; else it is to be sealed anew."""
    return sealed.startswith(current_head())


def digest(text: str, *, use: str) -> str:
    """By what something is found again without being told; the same for the same text and use.

    >>> from django.test import override_settings
    >>> with override_settings(ECASE_DIGEST_KEYS="a:" + "A" * 43):
    ...     len(digest("1", use="x")), digest("1", use="x") == digest("1", use="y")
    (64, False)
    """
    key = _digest_key(settings.ECASE_DIGEST_KEYS, use)
    return hmac.digest(key, text.encode(), "sha256").hex()

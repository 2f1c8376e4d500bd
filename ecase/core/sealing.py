"""What is sealed at rest (ปิดผนึก), so that a stolen copy of the database does not tell it.

AES-256-GCM under a ring of keys from the environment, ``ECASE_KEYS="2026:…,2025:…"``: each an id and
32 bytes in URL-safe base64. The first seals; the others still open what was sealed with them. From
each key of the ring HKDF makes one of its own for each ``use``. What is sealed names its key, and
is bound to the record it is ``about``: moved to another record it does not open.
"""

import base64
import binascii
import functools
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


class NoKeys(Exception):
    """ECASE_KEYS is missing or malformed; the words are for who runs the product."""


class Broken(Exception):
    """What was sealed does not open: its key is gone, or it was changed or moved."""


class Key(NamedTuple):
    """One key of the ring."""

    name: str
    secret: bytes


def ring() -> list[Key]:
    """The keys of the environment, the sealing one first. Raises NoKeys."""
    return _read(settings.ECASE_KEYS)


@functools.lru_cache(maxsize=4)
def _read(text: str) -> list[Key]:
    keys = []
    for part in filter(None, text.split(",")):
        name, _, secret = part.strip().partition(":")
        if not re.match(r"\A[A-Za-z0-9_-]{1,20}\Z", name):
            raise NoKeys("ECASE_KEYS: the id of a key is 1 to 20 letters, digits, - or _.")
        try:
            raw = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
        except (ValueError, binascii.Error):
            raise NoKeys(f"ECASE_KEYS: key {name} is not in URL-safe base64.") from None
        if len(raw) != KEY_BYTES:
            raise NoKeys(f"ECASE_KEYS: key {name} has {len(raw)} bytes, not {KEY_BYTES}.")
        keys.append(Key(name, raw))
    if not keys:
        raise NoKeys("ECASE_KEYS is empty: set one key as id:base64 of 32 random bytes.")
    if len({key.name for key in keys}) < len(keys):
        raise NoKeys("ECASE_KEYS: two keys bear the same id.")
    return keys


@functools.lru_cache(maxsize=64)
def _for(key: Key, use: str) -> bytes:
    info = b"ecase " + use.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key.secret)


def _bound(head: bytes, use: str, about: str) -> bytes:
    return head + f"{use}\x00{about}".encode()


def seal(clear: bytes, *, use: str, about: str) -> bytes:
    """Seal something of one record: ``use`` is what it is, ``about`` whose (``subject_of``).

    >>> from django.test import override_settings
    >>> with override_settings(ECASE_KEYS="a:" + "A" * 43):
    ...     unseal(seal(b"x", use="totp", about="1"), use="totp", about="1")
    b'x'
    """
    key = ring()[0]
    name = key.name.encode()
    head = VERSION + bytes([len(name)]) + name
    nonce = os.urandom(NONCE)
    return head + nonce + AESGCM(_for(key, use)).encrypt(nonce, clear, _bound(head, use, about))


def unseal(sealed: bytes, *, use: str, about: str) -> bytes:
    """Open what ``seal`` closed. Raises Broken."""
    head = sealed[: 2 + sealed[1]] if len(sealed) > 2 else b""
    keys = {VERSION + bytes([len(k.name)]) + k.name.encode(): k for k in ring()}
    if head not in keys:
        raise Broken("sealed with a key that is not on the ring")
    rest = sealed[len(head) :]
    try:
        cipher = AESGCM(_for(keys[head], use))
        return cipher.decrypt(rest[:NONCE], rest[NONCE:], _bound(head, use, about))
    except (InvalidTag, ValueError):
        raise Broken("changed, or of another record") from None


def is_current(sealed: bytes) -> bool:
    """Whether the first key of the ring has sealed it; else it is to be sealed anew."""
    return sealed[2 : 2 + sealed[1]] == ring()[0].name.encode()

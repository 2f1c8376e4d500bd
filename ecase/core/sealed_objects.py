"""Documents as they lie in the storage (เอกสารที่ปิดผนึก): sealed in pieces, under their own name.

Every object has a key of its own, made by HKDF of a key of the ring and of random bytes in its
head; each piece is AES-256-GCM under it, its number and whether it is the last in the nonce. So a
piece that was changed, moved, left out or put under another name does not open, nothing of a piece
is given out before it is whole, and no more than a piece is needed at a time. What has no such head
lies there from before documents were sealed, and is read as it is.
"""

import os
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .sealing import KEY_BYTES, LONGEST_NAME, Broken, Key, ring

MAGIC = b"\x00ECASE\x01\n"  # no PDF and no picture begins so
SALT = 32
HEAD = len(MAGIC) + LONGEST_NAME + SALT
PIECE = 1024 * 1024
TAG = 16


def sealed_size(size: int) -> int:
    """How many bytes an object of so many takes once it is sealed.

    >>> sealed_size(5) - 5, sealed_size(3 * PIECE) - 3 * PIECE
    (76, 108)
    """
    return HEAD + size + TAG * max(1, -(-size // PIECE))


def sealed(content: bytes, *, about: str) -> Iterator[bytes]:
    """The bytes to store, for an object that is to lie under the name ``about``."""
    key = ring()[0]
    head = MAGIC + key.name.encode().ljust(LONGEST_NAME, b"\x00") + os.urandom(SALT)
    yield head
    cipher, bound = _cipher(key, head), head + about.encode()
    count = max(1, -(-len(content) // PIECE))
    for number in range(count):
        piece = content[number * PIECE : (number + 1) * PIECE]
        yield cipher.encrypt(_nonce(number, is_last=number == count - 1), piece, bound)


def opened(file: IO[bytes], *, about: str) -> Iterator[bytes]:
    """The content of what is stored under the name ``about``, piece by piece. Raises Broken."""
    head = file.read(HEAD)
    if not head.startswith(MAGIC):  # from before
        yield head
        while clear := file.read(PIECE):
            yield clear
        return
    cipher, bound = _cipher(_key_of(head), head), head + about.encode()
    piece, number = file.read(PIECE + TAG), 0
    while piece or number == 0:
        after = file.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(number, is_last=not after), piece, bound)
        except (InvalidTag, ValueError):
            raise Broken("changed, cut off, or of another name") from None
        piece, number = after, number + 1


def is_current(head: bytes) -> bool:
    """Whether an object that begins so is sealed under the first key of the ring."""
    return head.startswith(MAGIC) and _name_of(head) == ring()[0].name.encode()


def _name_of(head: bytes) -> bytes:
    return head[len(MAGIC) : len(MAGIC) + LONGEST_NAME].rstrip(b"\x00")


def _key_of(head: bytes) -> Key:
    for key in ring():
        if key.name.encode() == _name_of(head):
            return key
    raise Broken("sealed with a key that is not on the ring")


def _cipher(key: Key, head: bytes) -> AESGCM:
    salt = head[-SALT:]
    made = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"ecase document")
    return AESGCM(made.derive(key.secret))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])

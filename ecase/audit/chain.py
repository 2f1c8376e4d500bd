"""How the register of events is kept from silent changes: marks and links (ตราและลำดับของทะเบียน).

Pure: what is hashed, and how. A mark is put on each event by the program that writes it: an
HMAC-SHA256 of all that the event says, under a key that the database does not know. A link gives a
committed event its number in its office's chain, and is an HMAC-SHA256 of that and of the link
before it. So an event that was changed or slipped in has no right mark, and one that was taken out,
moved or given another time breaks the chain at its number.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

NONCE = 16  # bytes, at the beginning of a mark: so no two events have the same one
MARK = NONCE + 32
START = "0" * 64  # what the first link of a chain follows


def keys() -> Iterator[bytes]:
    """The keys, the one that signs first; the others are of before, and still verify."""
    named = settings.EVENTS_KEYS or [f"events of {settings.SECRET_KEY}"]
    for key in named:
        yield hashlib.sha256(key.encode()).digest()


def new_mark(said: bytes) -> bytes:
    """The mark of an event that says this."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _hmac(next(keys()), nonce + said)


def is_marked(said: bytes, mark: bytes) -> bool:
    """Whether a program that knows the key wrote an event that says this."""
    nonce, rest = mark[:NONCE], mark[NONCE:]
    return any(hmac.compare_digest(_hmac(key, nonce + said), rest) for key in keys())


def said_by(
    *,
    by: int | None,
    office: str,
    verb: str,
    subject: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    note: str,
    address: str | None,
) -> bytes:
    """All that an event says, in one form only. Its key and its time are the database's own: they
    are in its link."""
    facts = [by, office, verb, subject, before, after, note, address]
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()


def redacted_said(event: int, mark: bytes, said: str, now: bytes) -> bytes:
    """What the mark of a redaction is of: the event and its mark, the hash of what it said, and
    what it says now."""
    facts = [event, mark.hex(), said, hashlib.sha256(now).hexdigest()]
    return json.dumps(facts, separators=(",", ":")).encode()


def link_hash(
    before: str, office: str, number: int, event: int, at: datetime, mark: bytes, *, key: bytes
) -> str:
    """The hash of a link: what it follows, its number, its event, when that was, what it said."""
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _hmac(key, f"{before}|{office}|{number}|{event}|{instant}|{mark.hex()}".encode()).hex()


def _hmac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def code_of(office: str, number: int, hashed: str) -> str:
    """A head of the register as papers bear it (รหัสทะเบียน): 1008-950-3f9a1c07be52."""
    return f"{office or 'centre'}-{number}-{hashed[:12]}"

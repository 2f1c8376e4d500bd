"""Asking a virus scanner of a received file before anything of it is kept (ตรวจไวรัส).

Off unless the setting CLAMD names a clamd. What it does not clearly call clean is refused.
"""

import io
from collections.abc import Iterator, Sequence
from enum import Enum

from clamav_client.clamd import BufferTooLongError, ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

LONGEST_NAME = 100  # of a virus, as the scanner calls it


class Unasked(Enum):
    """Why nobody can say whether a file is clean (ยังตรวจไวรัสไม่ได้)."""

    DOWN = "ยังตรวจไวรัสไม่ได้ เพราะเครื่องตรวจไวรัสไม่ตอบ จึงยังไม่ได้รับไฟล์นี้ รอสักครู่แล้วเลือกไฟล์อีกครั้ง หากยังไม่ได้ให้แจ้งผู้ดูแลระบบ"
    TOO_LARGE = (
        "ใหญ่เกินที่เครื่องตรวจไวรัสรับได้ จึงยังไม่ได้รับไฟล์นี้"
        " ให้สแกนใหม่ที่ 200–300 จุดต่อนิ้วแล้วเลือกไฟล์อีกครั้ง หรือแจ้งผู้ดูแลระบบ"
    )


def viruses_in(files: Sequence[bytes]) -> Iterator[str | Unasked]:
    """Of each file the virus that the scanner found, "" where it is clean, or why it was not asked.

    A scanner that is down is asked once, not once for each file: the officer waits.
    """
    is_down = False
    for content in files:
        found = Unasked.DOWN if is_down else _virus_in(content)
        is_down = found is Unasked.DOWN
        yield found


def _virus_in(content: bytes) -> str | Unasked:
    if not settings.CLAMD:
        return ""
    try:
        answers = _scanner().instream(io.BytesIO(content))
    except BufferTooLongError:
        return Unasked.TOO_LARGE
    except (ClamdError, OSError, ValueError):
        return Unasked.DOWN
    match list(answers.values()):
        case [("OK", None)]:
            return ""
        case [("FOUND", virus)]:
            return (virus or "ไม่ทราบชื่อ")[:LONGEST_NAME]
    return Unasked.DOWN


def _scanner() -> ClamdNetworkSocket:
    where: str = settings.CLAMD
    if where.startswith("/"):
        return ClamdUnixSocket(path=where, timeout=settings.CLAMD_SECONDS)
    host, _, port = where.rpartition(":")
    return ClamdNetworkSocket(host=host, port=int(port), timeout=settings.CLAMD_SECONDS)

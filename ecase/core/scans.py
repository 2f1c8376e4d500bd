"""Scans (เอกสารสแกน): received files become clean PDFs, PDFs become a bundle, pages become pictures.

Nothing here touches the database. What was received is opened in a child process only.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ecase.core.child import Task
from ecase.core.errors import RuleError
from ecase.core.scan_child import Made, drawer, run
from ecase.core.scan_kinds import Foreign, kind_of
from ecase.core.scan_worker import MAX_PAGES, Fault

EMPTY = "เป็นไฟล์ว่าง ไม่มีข้อมูล ให้สแกนหรือบันทึกใหม่ แล้วเลือกไฟล์อีกครั้ง"
WHY = {
    Fault.ENCRYPTED: ("ตั้งรหัสผ่านไว้ ระบบเปิดไม่ได้ ให้เปิดไฟล์แล้วสั่งพิมพ์เป็น PDF ใหม่ที่ไม่มีรหัสผ่าน แล้วเลือกไฟล์นั้น"),
    Fault.DAMAGED: "เสียหายหรือส่งมาไม่ครบ ระบบอ่านไม่ได้ ให้สแกนหรือบันทึกใหม่ แล้วเลือกไฟล์อีกครั้ง",
    Fault.TOO_MANY_PAGES: (f"มีเกิน {MAX_PAGES} หน้า ให้สแกนเฉพาะหน้าที่เกี่ยวข้องกับเคสนี้ แล้วเลือกไฟล์อีกครั้ง"),
    Fault.TOO_LARGE_PICTURE: ("มีภาพหรือข้อมูลใหญ่เกินกำหนด ให้สแกนใหม่ที่ 200–300 จุดต่อนิ้ว แล้วเลือกไฟล์อีกครั้ง"),
    Fault.TOO_SLOW: (
        "ซับซ้อนเกินไป ระบบใช้เวลาตรวจเกินกำหนด ให้สแกนใหม่หรือสั่งพิมพ์เป็น PDF ใหม่ แล้วเลือกไฟล์อีกครั้ง"
    ),
    Fault.CRASHED: ("มีเนื้อหาที่ระบบอ่านไม่ได้ ให้สแกนใหม่หรือสั่งพิมพ์เป็น PDF ใหม่ แล้วเลือกไฟล์อีกครั้ง"),
    Fault.NO_SUCH_PAGE: "ไม่มีหน้าที่ขอ ให้เลือกหน้าจากรายการ",
}


@dataclass(frozen=True)
class Scan:
    """A clean PDF: pages and nothing else."""

    pdf: bytes
    pages: int
    size: int
    sha256: str
    prints: tuple[bytes, ...] = ()  # of its pages: by which the same picture is known again


class ScanRefused(RuleError):
    """A received file that cannot become a scan: which, why, and what to do next."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"ไฟล์ «{name}» {why}")
        self.name = name
        self.why = why


class PageNotDrawn(RuleError):
    """A page that cannot be shown as a picture."""

    def __init__(self) -> None:
        super().__init__("แสดงภาพหน้านี้ไม่ได้ ให้ดาวน์โหลดเอกสารมาเปิดแทน")


def clean_all(files: Sequence[tuple[str, bytes | Path]]) -> list[Scan | ScanRefused]:
    """Each received file as a scan or the reason against it, in the same order.

    A form's files go to one worker together; a bad one among them does not spoil the others.
    """
    outcomes: list[Scan | ScanRefused | None] = []
    tasks = []
    for name, received in files:
        content = received.read_bytes() if isinstance(received, Path) else received
        why = _no_scan(name, content)
        outcomes.append(ScanRefused(name, why) if why else None)
        if not why:
            tasks.append(Task({"do": "clean", "kind": kind_of(name, content)}, [content]))
    made = iter(run(tasks))
    return [
        outcome or _scan(next(made), name)
        for outcome, (name, _) in zip(outcomes, files, strict=True)
    ]


def clean(name: str, received: bytes | Path) -> Scan:
    """One received file as a scan."""
    (outcome,) = clean_all([(name, received)])
    if isinstance(outcome, ScanRefused):
        raise outcome
    return outcome


def join(pdfs: Sequence[bytes], order: Sequence[tuple[int, int, int]]) -> Scan:
    """Pages of the scans of a bundle as one PDF (รวมเป็นไฟล์เดียว), in their order.

    Each is told by its scan (from 0), its page there (from 1) and how far it is turned (degrees).
    """
    (made,) = run([Task({"do": "join", "order": order}, pdfs)])
    scan = _scan(made, "เอกสารทั้งชุด")
    if isinstance(scan, ScanRefused):
        raise scan
    return scan


def picture(pdf: bytes, page: int, width: int, *, turn: int = 0) -> bytes:
    """A page of a scan as JPEG, so many pixels wide, turned to the right; the first page is 1.

    The scan is our own, but the pictures and fonts in it came from outside: they too are opened in
    a child, one that stays so that the page is there in a few hundredths of a second.
    """
    wide = min(max(width, 50), 2000)
    made = drawer.draw(Task({"do": "draw", "page": page, "width": wide, "turn": turn}, [pdf]))
    if isinstance(made, Fault):
        raise PageNotDrawn
    return made.content


def _no_scan(name: str, content: bytes) -> str | None:
    if not content.strip(b" \t\r\n\x00"):
        return EMPTY
    kind = kind_of(name, content)
    if isinstance(kind, Foreign):
        return f"เป็น{kind.kind} ระบบรับเฉพาะ PDF, JPEG, PNG, TIFF หรือ HEIC ให้{kind.instead}"
    return None


def _scan(made: Made | Fault, name: str) -> Scan | ScanRefused:
    if isinstance(made, Fault):
        return ScanRefused(name, WHY[made])
    pdf = made.content
    return Scan(pdf, made.pages, len(pdf), hashlib.sha256(pdf).hexdigest(), made.prints)

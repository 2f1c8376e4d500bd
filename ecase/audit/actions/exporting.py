"""Taking the heads of the register out of the system (ส่งออกหัวทะเบียน)."""

import os
from pathlib import Path

from django.utils import timezone

from ..heads import Head, read_heads
from ..models import Link
from .sealing import seal_all


def export_heads(path: Path) -> list[Head]:
    """Append the head of each office's chain to a file, where it is not its last line already;
    what was appended.

    The file is only ever appended to, and is on the disk when this returns. What is not sealed yet
    is sealed first.
    """
    seal_all()
    known = {(head.office, head.number, head.hash) for head in read_heads(path)[0]}
    now = timezone.localtime().isoformat(timespec="seconds")
    newest = Link.objects.order_by("office", "-number").distinct("office")
    heads = [Head(now, link.office, link.number, link.hash) for link in newest]
    new = [head for head in heads if (head.office, head.number, head.hash) not in known]
    if new:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with open(os.open(path, flags, 0o640), "a", encoding="utf-8") as file:
            file.write("".join(f"{head.line}\n" for head in new))
            file.flush()
            os.fsync(file.fileno())
    return new

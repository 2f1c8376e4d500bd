"""A paper of thousands of rows (แบบพิมพ์ยาว): made in pieces, each in a child, and joined to one paper.

One document of 10,000 rows takes 1.8 GB to lay out, and the memory comes back only when the process
ends. A piece of a thousand takes a fifth of that, and two are made at once, with the lowest priority, so
that pages of other officers do not wait.
"""

import fcntl
import io
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary, NameTree, Pdf

from ecase.core import child
from ecase.core.child import Answer, Ended, Task

from .engine import digits
from .telling import ROWS_OF, Told

WORKER = "ecase.core.papers.piece_worker"
LONG = 400  # rows; up to here a paper is made at once: so many take a second of one processor
PIECE = 1000  # rows
AT_ONCE = 2  # on this machine, for whomever
SECONDS = 120.0  # of one piece, on the wall of a busy machine
BEAT = 2.0
_NOTHING: Future[bytes] = Future()
_NOTHING.set_result(b"")


class NotMade(Exception):
    """A long paper that could not be made: a child ended without its piece."""


def make_long(told: Told, *, beat: Callable[[int], None]) -> bytes:
    """The whole paper. ``beat`` is told every two seconds how many rows are done, and may raise to
    give it up."""
    whole = _Whole(told)
    stop = threading.Event()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [pool.submit(_in_turn, told, piece, stop) for piece in _pieces(told)]
        try:
            for number, job in enumerate(jobs):  # joined while the next ones are made
                while not job.done():
                    wait([job], BEAT)
                    beat(sum(other.done() for other in jobs) * PIECE)
                whole.append(job.result())
                jobs[number] = _NOTHING
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return whole.finished()


def _pieces(told: Told) -> Iterator[Mapping[str, Any]]:
    key = ROWS_OF[told.template]
    rows = told.data[key]
    for start in range(0, len(rows), PIECE):
        end = start + PIECE
        piece = {"from": start + 1, "first": not start, "last": end >= len(rows), "of": len(rows)}
        # The child has no settings to ask for the digits.
        yield {"digits": digits(), **told.data, key: rows[start:end], "piece": piece}


def _in_turn(told: Told, data: Mapping[str, Any], stop: threading.Event) -> bytes:
    with _turn(stop):
        return _in_child(told, data)


def _in_child(told: Told, data: Mapping[str, Any]) -> bytes:
    do = {"template": told.template, "made_at": told.made_at.isoformat()}
    task = Task(do, [json.dumps(data, ensure_ascii=False).encode()])
    (answer,) = child.run(WORKER, [task], seconds=SECONDS)
    if isinstance(answer, Ended):
        raise NotMade(answer.value)
    assert isinstance(answer, Answer)  # noqa: S101 -- there are these two
    return answer.content


@contextmanager
def _turn(stop: threading.Event) -> Iterator[None]:
    """One of our user's places on this machine; the system frees it when the process ends, however it ends."""
    folder, ours = Path(tempfile.gettempdir()), os.getuid()
    places = [folder / f"ecase-paper-{ours}-{number}.lock" for number in range(AT_ONCE)]
    while not stop.is_set():
        for place in places:
            with open(place, "a", opener=_of_ours_alone) as held:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue
                yield
                return
        time.sleep(0.2)
    raise NotMade("given up")


def _of_ours_alone(path: str, flags: int) -> int:
    """Who could open the file of a place could hold it for ever; and no link leads elsewhere."""
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


class _Whole:
    """One tagged PDF/A of the pieces that were appended."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.pdf: Pdf | None = None
        self.count = 0

    def append(self, piece: bytes) -> None:
        """The pages of the next piece, and what its tags say of them."""
        first_key = self.count * PIECE * 10  # no piece has so many pages
        self.count += 1
        if self.pdf is None:
            self.pdf = Pdf.open(io.BytesIO(piece))
            self.root = self.pdf.Root.StructTreeRoot
            self.ids = NameTree(self.root.IDTree)
            return
        with Pdf.open(io.BytesIO(piece)) as other:
            for page in other.pages:
                page.obj.StructParents += first_key
            self.pdf.pages.extend(other.pages)  # first: what is copied next points at them
            tags = self.pdf.copy_foreign(other.Root.StructTreeRoot)
        nums = list(tags.ParentTree.Nums)
        for at in range(0, len(nums), 2):
            self.root.ParentTree.Nums.append(int(nums[at]) + first_key)
            self.root.ParentTree.Nums.append(nums[at + 1])
        for part in tags.K[0].K:
            part.P = self.root.K[0]
            self.root.K[0].K.append(part)
        # The headings of the list have the same names in each piece; those of the first stand for all.
        for name, heading in NameTree(tags.IDTree).items():
            if name in self.ids:
                del heading["/ID"]
            else:
                self.ids[name] = heading

    def finished(self) -> bytes:
        """The paper, with the feet that say which page of how many."""
        assert self.pdf is not None  # noqa: S101 -- there is a first piece
        self.root.ParentTreeNextKey = self.count * PIECE * 10
        key = ROWS_OF[self.told.template]
        told = {"digits": digits(), **self.told.data, key: [], "feet": len(self.pdf.pages)}
        with Pdf.open(io.BytesIO(_in_child(self.told, told))) as feet:
            for page, foot in zip(self.pdf.pages, feet.pages, strict=True):
                _stand_on(self.pdf, page, foot)
        out = io.BytesIO()
        self.pdf.save(
            out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
        )
        return out.getvalue()


def _stand_on(whole: Pdf, page: pikepdf.Page, foot: pikepdf.Page) -> None:
    """Put the foot of another document on a page, as what no reader reads aloud."""
    form = whole.copy_foreign(foot.as_form_xobject())
    resources = page.obj.get("/Resources", Dictionary())
    page.obj.Resources = Dictionary({**dict(resources.items())})
    forms = dict(resources.get("/XObject", Dictionary()).items())
    page.obj.Resources.XObject = Dictionary({**forms, "/Foot": form})
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(
        b"\nQ /Artifact <</Type /Pagination /Subtype /Footer>> BDC q /Foot Do Q EMC\n"
    )

"""Where there is a virus scanner, nothing is opened or kept that it has not called clean."""

import socket
import socketserver
import struct
import threading
import time
from contextlib import contextmanager

import pytest

from ecase.audit.models import Event
from ecase.cases import actions
from ecase.cases.actions import ReceivedFile
from ecase.core.storage import fetch
from ecase.core.tests.stores import names
from tests import make

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 100_000  # clamd's StreamMaxLength


class Clamd(socketserver.StreamRequestHandler):
    """INSTREAM as clamd's manual tells it: chunks, each after its length in four bytes, and an empty one."""

    def handle(self):
        self.server.asked += 1
        assert self.rfile.readline() == b"nINSTREAM\n"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\n")
                return
        if self.server.says == "silence":
            time.sleep(2)
        elif self.server.says:
            self.wfile.write(self.server.says)
        elif EICAR in content:
            self.wfile.write(b"stream: Win.Test.EICAR_HDB-1 FOUND\n")
        else:
            self.wfile.write(b"stream: OK\n")


class Tcp(socketserver.ThreadingTCPServer):
    daemon_threads, block_on_close = True, False
    says, asked = b"", 0


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads, block_on_close = True, False
    says, asked = b"", 0


@contextmanager
def running(server):
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def clamd(settings):
    with running(Tcp(("127.0.0.1", 0), Clamd)) as server:
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        settings.CLAMD_SECONDS = 0.5
        yield server


@pytest.fixture
def draft(officer):
    return actions.look_up(make.citizen_id(), fiscal_year=make.year(), by=officer)


def bring(draft, *contents):
    """What of one bundle is refused."""
    files = [ReceivedFile("supporting", f"{n}.pdf", c) for n, c in enumerate(contents, 1)]
    return actions.take_files(draft, files, by=draft.officer).get("supporting", [])


def nothing_is_kept(draft):
    return not draft.files.exists() and names() == []


def test_a_clean_file_is_kept(draft, clamd):
    assert bring(draft, make.scan().pdf) == []
    assert clamd.asked == 1
    assert draft.files.count() == 1


def test_one_with_a_virus_is_named_refused_and_put_on_record_and_the_others_go_on(draft, clamd):
    [refused] = bring(draft, make.scan().pdf, make.scan(2).pdf + EICAR)
    assert refused.startswith("ไฟล์ «2.pdf» มีไวรัส (Win.Test.EICAR_HDB-1)")
    assert draft.files.get().name == "1.pdf"
    event = Event.objects.get(verb="file.infected")
    assert event.by == draft.officer
    assert event.after["virus"] == "Win.Test.EICAR_HDB-1"
    assert len(event.after["sha256"]) == 64
    assert all(EICAR not in fetch(name) for name in names())


def test_one_that_is_no_scan_is_asked_of_too(draft, clamd):
    [refused] = bring(draft, EICAR)
    assert "มีไวรัส" in refused
    assert nothing_is_kept(draft)


@pytest.mark.parametrize(
    "says", ["silence", b"stream: Can't allocate memory ERROR\n", b"UNKNOWN COMMAND\n", b"\xff\n"]
)
def test_what_is_not_clearly_clean_is_not_kept(draft, clamd, says):
    clamd.says = says
    [refused] = bring(draft, make.scan().pdf)
    assert "ยังตรวจไวรัสไม่ได้" in refused and "เลือกไฟล์อีกครั้ง" in refused
    assert nothing_is_kept(draft)


def test_a_scanner_that_hangs_up_without_an_answer_has_called_nothing_clean(draft, settings):
    class HangsUp(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.shutdown(socket.SHUT_RDWR)

    with running(Tcp(("127.0.0.1", 0), HangsUp)) as server:
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        [refused] = bring(draft, make.scan().pdf)
    assert "ยังตรวจไวรัสไม่ได้" in refused
    assert nothing_is_kept(draft)


def test_a_scanner_that_is_silent_is_waited_for_once_and_not_for_each_file(draft, clamd):
    clamd.says = "silence"
    began = time.monotonic()
    refused = bring(draft, *[make.scan(n).pdf for n in (1, 2, 3)])
    assert len(refused) == 3
    assert clamd.asked == 1
    assert time.monotonic() - began < 2


def test_nothing_is_kept_while_no_scanner_listens_and_it_is_once_one_does(draft, settings, clamd):
    there, settings.CLAMD = settings.CLAMD, "127.0.0.1:1"
    assert "ยังตรวจไวรัสไม่ได้" in bring(draft, make.scan().pdf)[0]
    assert nothing_is_kept(draft)
    settings.CLAMD = there
    assert bring(draft, make.scan().pdf) == []


def test_a_file_larger_than_the_scanner_takes_is_refused(draft, clamd):
    [refused] = bring(draft, make.scan().pdf + bytes(LIMIT))
    assert "เครื่องตรวจไวรัส" in refused
    assert nothing_is_kept(draft)


def test_a_scanner_on_the_same_machine_is_asked_through_its_socket(draft, settings, tmp_path):
    settings.CLAMD, settings.CLAMD_SECONDS = str(tmp_path / "clamd.ctl"), 5
    assert "ยังตรวจไวรัสไม่ได้" in bring(draft, make.scan().pdf)[0]
    with running(Unix(settings.CLAMD, Clamd)) as server:
        assert "มีไวรัส" in bring(draft, EICAR)[0]
        assert bring(draft, make.scan().pdf) == []
        assert server.asked == 2


def test_without_one_nothing_is_asked(draft, settings):
    assert settings.CLAMD == ""
    assert bring(draft, make.scan().pdf) == []

"""Each file of manifest.json, sent as the papers of a case."""

import hashlib
import logging
import re

import pytest

from ecase.core.logs import WithoutPeople
from tests.hostile import FILES
from tests.hostile.manifest import ENTRIES, EXCEPTIONS, LISTS, MANIFEST, PAPERS
from tests.hostile.musts import ALWAYS, MUSTS

OF_THE_LOG = {"no_log_injection", "name_not_in_access_log"}


@pytest.mark.parametrize("entry", PAPERS, ids=str)
def test_what_comes_of(entry, desk, caplog, record_property):
    caplog.set_level(logging.DEBUG)
    sent = desk.send(entry)
    record_property("came of it", "accepted" if sent.accepted else sent.why or "no file")
    for check in {*ALWAYS, *(MUSTS[name] for name in entry.must if name not in OF_THE_LOG)}:
        check(sent)
    match entry.expected:
        case "accept":
            assert sent.accepted, sent.why
        case "refuse":
            assert not sent.accepted
        case "sanitise" | "accept_or_refuse":
            pass  # the conditions are the same in both branches, and were asked
    if not sent.accepted:
        assert re.search("ให้|เลือกไฟล์|ทำใหม่", sent.why)
        assert sent.shown_name or entry.upload_filename == "" or sent.page.status_code == 400
    lines = [WithoutPeople().format(record) for record in caplog.records]
    assert not [line for line in lines if "1101400000014" in line]
    assert not [
        line
        for line in lines
        if sent.shown_name and entry.group == "name" and sent.shown_name in line
    ]


def test_the_files_are_those_of_the_manifest():
    """Each as it is described there, and no other."""
    assert MANIFEST["count"] == len(ENTRIES) == len({*map(str, ENTRIES)})
    files = {entry.path: entry for entry in (*PAPERS, *LISTS)}
    assert {f"files/{path.name}" for path in FILES.iterdir()} == set(files)
    for entry in files.values():
        assert (len(entry.content), hashlib.sha256(entry.content).hexdigest()) == (
            entry.size,
            entry.sha256,
        )


def test_every_condition_is_asked_and_every_exception_is_needed():
    asked = {name for entry in PAPERS for name in entry.must}
    assert asked <= {*MUSTS, *OF_THE_LOG}
    assert set(EXCEPTIONS) <= {*map(str, ENTRIES)}

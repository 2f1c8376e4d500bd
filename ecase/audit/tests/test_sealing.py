"""The register is sealed: right after the commit, in order, without a gap, and only once."""

import threading

import pgtrigger
import pytest
from django.db import ProgrammingError, connection, transaction

from ecase.audit.actions import Subject, export_heads, line, record, record_all, seal, seal_all
from ecase.audit.chain import is_marked
from ecase.audit.heads import printed_head, read_heads
from ecase.audit.models import Event, Link, Verification
from ecase.audit.verifying import Examination, examine
from ecase.offices.models import Office
from tests import make


def numbers(office="1008"):
    return list(Link.objects.of(office).order_by("number").values_list("number", flat=True))


def test_each_event_says_who_wrote_it(officer, settings):
    event = Event.objects.latest("pk")
    assert is_marked(event.said, bytes(event.mark))
    event.note = "another"
    assert not is_marked(event.said, bytes(event.mark))


def test_sealing_twice_deals_no_number_twice(officer):
    seal("1008")
    before = numbers()
    assert seal("1008") == 0 == seal_all()
    assert numbers() == before


def test_an_event_that_was_committed_late_is_sealed_too(officer):
    early = Event.objects.latest("pk")
    record("office.tried", officer.office, by=officer)
    late = Event.objects.latest("pk")
    Link.objects.all()
    with pgtrigger.ignore("audit.Event:append_only"):
        Event.objects.filter(pk=early.pk).update(office="")  # as if it were not there yet
    seal("1008")
    with pgtrigger.ignore("audit.Event:append_only"):
        Event.objects.filter(pk=early.pk).update(office="1008")
    assert seal("1008") == 1
    assert Link.objects.get(event=early).number > Link.objects.get(event=late).number
    assert not list(examine(Examination()))


def test_keys_can_be_changed_and_the_old_ones_still_verify(officer, settings):
    settings.EVENTS_KEYS = ["first"]
    make.officer()
    seal_all()
    settings.EVENTS_KEYS = ["second", "first", f"events of {settings.SECRET_KEY}"]
    make.officer()
    seal_all()
    assert not list(examine(Examination()))
    settings.EVENTS_KEYS = ["another"]
    assert list(examine(Examination()))


@pytest.mark.parametrize("model", [Event, Link, Verification])
@pytest.mark.parametrize(
    "how", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_database_refuses_all_but_more(officer, model, how):
    seal_all()
    Verification.objects.create(events=1, heads=0)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    pgtrigger.enable(f"{model._meta.label}:never_emptied")  # off in tests: see conftest.py
    with (
        pytest.raises(ProgrammingError, match=r"Cannot update or delete|is never emptied"),
        connection.cursor() as cursor,
    ):
        cursor.execute(how.format(model._meta.db_table))


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_sealed_at_once_and_many_at_once_leave_no_gap(reference):
    def act():  # of an office, without an officer
        for _ in range(5):
            with transaction.atomic():
                tried = line("office.tried", Subject.of(Office, office.pk, "1008"), by=None)
                record_all([tried])
                record_all([tried])
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                record_all([tried])
                raise ZeroDivisionError
        connection.close()

    office = make.office()
    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers() == list(range(1, 41))
    assert not list(examine(Examination()))


def test_the_heads_go_to_a_file_that_only_grows(officer, tmp_path):
    path = tmp_path / "heads.txt"
    (first,) = export_heads(path)
    assert (first.office, first.number, len(first.hash)) == ("1008", len(numbers()), 64)
    assert export_heads(path) == []
    begin = path.read_text()
    make.centre_officer()
    make.officer()
    assert {head.office for head in export_heads(path)} == {"", "1008"}
    assert path.read_text().startswith(begin)
    path.write_text(path.read_text() + "nothing of ours\n")
    heads, odd = read_heads(path)
    assert (len(heads), odd) == (3, [4])


def test_a_head_is_read_from_a_paper(officer):
    seal("1008")
    code = Link.objects.of("1008").newest_first().first().code
    assert not list(examine(Examination(), [printed_head(code)]))
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    (finding,) = examine(Examination(), [printed_head(wrong)])
    assert "ไม่ตรง" in str(finding)
    assert printed_head("1008-x") is None

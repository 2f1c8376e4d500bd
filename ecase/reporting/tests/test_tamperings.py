"""Nineteen tamperings, done by SQL as the tables' owner with every law of the database taken away:
each is found, and the place named. One who owns the database has all of it but the key of the marks
and the file of heads."""

import hashlib
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from ecase.audit import verifying
from ecase.audit.actions import export_heads, record, seal, seal_all
from ecase.audit.models import Event, Link, Verification
from ecase.cases.models import Document
from ecase.core.storage import fetch
from ecase.meetings.models import Meeting
from ecase.payments.models import Approval, BankGroup, TransferFile
from ecase.payments.tests.law_world import LAWLESS
from ecase.reporting.management.commands.reference_data import load
from ecase.reporting.verifying import verify
from tests import make

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once, sealed, its heads exported; rolled back after the last of these tests."""
    home = tmp_path_factory.mktemp("home")
    storages = {
        "default": {
            "BACKEND": "ecase.core.storage.DurableStorage",
            "OPTIONS": {"location": home / "documents"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(STORAGES=storages, PASSWORD_HASHERS=QUICK):
            load()
            officer = make.officer()
            for _ in range(2):
                make.case(by=officer)
            approval = make.close(Meeting.objects.get(), by=make.other_of(officer))
            make.file(approval, BankGroup.KRUNGTHAI, by=officer)
            make.case(by=officer)
            make.officer(of=make.office("1024"))
            export_heads(home / "heads.txt")
        with connection.cursor() as cursor:
            cursor.execute(LAWLESS)
        yield storages, home / "heads.txt"
        transaction.set_rollback(True)


@pytest.fixture
def heads(_built, db, settings):
    """The file of heads of a world as the product made it; what a test does to it is undone."""
    settings.STORAGES, path = _built
    return path


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def an_event(verb="case.recorded"):
    return Event.objects.filter(verb=verb).order_by("pk").first()


def place(event):
    return f"ทะเบียน 1008 เลขที่ {event.link.number} (เหตุการณ์ {event.pk})"


# Each does its deed and says what must be found: the place, and what is wrong with it.


def what_was_done_is_changed():
    event = an_event()
    run('UPDATE audit_event SET after = after || \'{"amount": "1.00"}\' WHERE id = %s', event.pk)
    return [(place(event), "ถูกแก้ไข")]


def who_did_it_is_changed():
    event, another = an_event("approval.made"), make.officer().pk
    run("UPDATE audit_event SET by_id = %s WHERE id = %s", another, event.pk)
    return [(place(event), "ถูกแก้ไข")]


def when_it_was_is_changed():
    event = an_event("file.made")
    run("UPDATE audit_event SET at = at - interval '1 day' WHERE id = %s", event.pk)
    return [(place(event), "เปลี่ยนเวลา")]


def an_event_is_deleted():
    event = an_event()
    run("DELETE FROM audit_event WHERE id = %s", event.pk)
    return [(place(event), "เหตุการณ์ถูกลบ")]


def an_event_is_deleted_with_its_link():
    event = an_event()
    number = event.link.number
    run("DELETE FROM audit_link WHERE event_id = %s", event.pk)
    run("DELETE FROM audit_event WHERE id = %s", event.pk)
    return [(f"ทะเบียน 1008 เลขที่ {number} ถึง {number}", "หายไป")]


def an_event_is_deleted_and_the_rest_numbered_anew():
    event = an_event()
    number = event.link.number
    run("DELETE FROM audit_link WHERE event_id = %s", event.pk)
    run("DELETE FROM audit_event WHERE id = %s", event.pk)
    run("UPDATE audit_link SET number = number - 1 WHERE office = '1008' AND number > %s", number)
    return [(f"ทะเบียน 1008 เลขที่ {number} ", "ไม่ต่อจากลำดับก่อนหน้า")]


def an_event_is_slipped_in():
    run(
        """INSERT INTO audit_event (at, by_id, office, verb, subject, before, after, note, mark)
        SELECT at, by_id, office, 'case.edited', subject, '{}', '{}', '', sha256('x') || substr(mark, 1, 16)
        FROM audit_event WHERE id = %s""",
        an_event().pk,
    )
    return [(f"ทะเบียน 1008 เหตุการณ์ {Event.objects.latest('pk').pk} ", "ถูกแทรก")]


def an_event_is_copied_and_the_product_goes_on():
    run(
        """INSERT INTO audit_event (at, by_id, office, verb, subject, before, after, note, mark)
        SELECT at, by_id, office, verb, subject, before, after, note, mark
        FROM audit_event WHERE id = %s""",
        an_event().pk,
    )
    copy = Event.objects.latest("pk")
    seal("1008")
    return [(f"ทะเบียน 1008 เหตุการณ์ {copy.pk} ", "ถูกคัดลอก")]


def two_events_change_places():
    first, second = Link.objects.of("1008").order_by("number")[3:5]
    run("UPDATE audit_link SET event_id = -1 WHERE event_id = %s", first.event_id)
    run("UPDATE audit_link SET event_id = %s WHERE event_id = %s", first.event_id, second.event_id)
    run("UPDATE audit_link SET event_id = %s WHERE event_id = -1", second.event_id)
    return [(f"ทะเบียน 1008 เลขที่ {link.number} ", "ถูกสลับ") for link in (first, second)]


def the_tail_is_cut_off_and_the_head_is_what_is_left():
    head = Link.objects.of("1008").newest_first().first().number
    _cut(5)
    return [(f"ทะเบียน 1008 เลขที่ {head} หัวทะเบียน", f"(เหลือถึงเลขที่ {head - 5})")]


def the_bytes_of_a_document_are_swapped():
    """The row is made to fit: its name, its hash, its size."""
    document = Document.objects.select_related("case").order_by("pk").last()
    another = fetch(document.stored_as) + b"\n%"
    sha256 = hashlib.sha256(another).hexdigest()
    name = f"{sha256[:2]}/{sha256[2:4]}/{sha256}.pdf"
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(another)
    run(
        "UPDATE cases_document SET stored_as = %s, sha256 = %s, size = %s WHERE id = %s",
        *(name, sha256, len(another), document.pk),
    )
    named = f"เอกสาร {document.bundle} ฉบับที่ 1 ของ cases.case:{document.case_id}"
    return [(named, "ไม่ใช่ฉบับที่ทะเบียนรับรองไว้")]


def sealed(record, content):
    """As who has the keys too could put it there."""
    return record._meta.get_field("content").sealed(content)


def an_amount_of_a_closed_meeting_is_changed():
    """Everywhere it stands: case, payment, frozen list, sums, digest."""
    approval = Approval.objects.get()
    number = approval.rows[0]["number"]
    content = approval.content.replace('"amount":"5000.00"', '"amount":"4000.00"', 1)
    content = content.replace('"total":"10000.00"', '"total":"9000.00"')
    assert content != approval.content
    run(
        "UPDATE payments_approval SET content = %s, total = 9000, digest = %s",
        *(sealed(approval, content), hashlib.sha256(content.encode()).hexdigest()),
    )
    run("UPDATE cases_case SET amount = 4000 WHERE number = %s", number)
    run(
        "UPDATE payments_payment SET amount = 4000 WHERE case_id = "
        "(SELECT id FROM cases_case WHERE number = %s)",
        number,
    )
    return [(f"1008-1 (payments.approval:{approval.pk})", "ไม่ตรงกับที่ทะเบียนรับรองไว้")]


def a_file_is_changed():
    """And its hash with it."""
    file = TransferFile.objects.get()
    content = bytes(file.content) + b" "
    sha256 = hashlib.sha256(content).hexdigest()
    run("UPDATE payments_transferfile SET content = %s, sha256 = %s", sealed(file, content), sha256)
    return [(f"{file} (payments.transferfile:{file.pk})", "ไม่ตรงกับที่ทะเบียนรับรองไว้")]


def an_old_backup_is_put_back_and_the_product_goes_on():
    head = Link.objects.of("1008").newest_first().first().number
    _cut(5)
    office = make.office()
    for _ in range(8):
        record("office.tried", office, by=make.officer())
    seal_all()
    return [(f"ทะเบียน 1008 เลขที่ {head} หัวทะเบียน", "ไม่ตรง: ทะเบียนตั้งแต่ก่อนเลขที่นี้")]


def an_event_is_slipped_in_under_a_number_of_no_chain():
    """With a link of its own it is no event that waits; and no chain begins at 0."""
    an_event_is_slipped_in()
    forged = Event.objects.latest("pk")
    run(
        "INSERT INTO audit_link (event_id, office, number, hash) VALUES (%s, '1024', 0, %s)",
        *(forged.pk, "f" * 64),
    )
    return [(f"ทะเบียน 1024 เลขที่ 0 (เหตุการณ์ {forged.pk})", "เขียนโดยไม่ผ่านระบบ")]


def an_event_is_slipped_in_under_the_last_number():
    """Where one look ends and the next begins after that number."""
    an_event_is_slipped_in()
    forged, last = Event.objects.latest("pk"), Link.objects.of("1008").newest_first().first()
    run(
        "INSERT INTO audit_link (event_id, office, number, hash) VALUES (%s, '1008', %s, %s)",
        *(forged.pk, last.number, last.hash),
    )
    return [(f"ทะเบียน 1008 เลขที่ {last.number} (เหตุการณ์ {forged.pk})", "ไม่ต่อจาก")]


def the_head_bears_a_time_to_come():
    """What comes after it would wait without a number, and could be deleted unseen."""
    head = Link.objects.of("1008").newest_first().first()
    run("UPDATE audit_link SET at = at + interval '1 year' WHERE event_id = %s", head.event_id)
    return [(f"ทะเบียน 1008 เลขที่ {head.number} ", "เวลาที่ผนึกถูกเปลี่ยน")]


def a_hash_is_none_that_can_be_compared():
    """Or the examination would end there, and the auditor would go on reading what the last one said."""
    event = an_event()
    run("UPDATE audit_link SET hash = 'ก' WHERE event_id = %s", event.pk)
    return [(place(event), "อ่านไม่ได้")]


def a_paper_has_no_name():
    event = an_event()
    run("UPDATE audit_event SET after = '[\"papers\"]' WHERE id = %s", event.pk)
    return [(place(event), "ถูกแก้ไข"), ("เอกสาร ", f"(เหตุการณ์ {event.pk})")]


def _cut(count):
    gone = [link.event_id for link in Link.objects.of("1008").newest_first()[:count]]
    run("DELETE FROM audit_link WHERE event_id = ANY(%s)", gone)
    run("DELETE FROM audit_event WHERE id = ANY(%s)", gone)


TAMPERINGS = [
    what_was_done_is_changed,
    who_did_it_is_changed,
    when_it_was_is_changed,
    an_event_is_deleted,
    an_event_is_deleted_with_its_link,
    an_event_is_deleted_and_the_rest_numbered_anew,
    an_event_is_slipped_in,
    an_event_is_copied_and_the_product_goes_on,
    two_events_change_places,
    the_tail_is_cut_off_and_the_head_is_what_is_left,
    the_bytes_of_a_document_are_swapped,
    an_amount_of_a_closed_meeting_is_changed,
    a_file_is_changed,
    an_old_backup_is_put_back_and_the_product_goes_on,
    an_event_is_slipped_in_under_a_number_of_no_chain,
    an_event_is_slipped_in_under_the_last_number,
    the_head_bears_a_time_to_come,
    a_hash_is_none_that_can_be_compared,
    a_paper_has_no_name,
]


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_each_tampering_is_found_and_its_place_named(heads, tampering, monkeypatch):
    monkeypatch.setattr(verifying, "AT_A_TIME", Link.objects.of("1008").count())
    expected = tampering()
    found = verify(heads).findings
    for where, why in expected:
        assert any(each.startswith(where) and why in each for each in found), (where, why, found)


def test_what_nobody_touched_is_as_it_was_written(heads):
    told = StringIO()
    call_command("verify_events", heads=heads, stdout=told)
    assert "All is as it was written." in told.getvalue()
    kept = Verification.objects.get()
    assert (kept.events, kept.heads, kept.findings) == (Event.objects.count(), 2, [])


def test_the_command_fails_where_something_is_found_and_the_auditor_will_read_it(heads):
    what_was_done_is_changed()
    with pytest.raises(CommandError, match="places are not as they were written"):
        call_command("verify_events", heads=heads, stdout=StringIO())
    assert "ถูกแก้ไข" in Verification.objects.get().findings[0]


def test_what_only_waits_for_its_seal_is_no_finding_for_two_days(heads):
    make.officer()
    assert verify(heads).waiting == 1
    assert not verify(heads).findings
    event = Event.objects.latest("pk")
    run("UPDATE audit_event SET at = at - %s WHERE id = %s", timedelta(days=3), event.pk)
    assert any("ไม่มีเลขที่ในทะเบียน" in finding for finding in verify(heads).findings)


def test_a_head_with_a_time_to_come_keeps_nothing_unsealed(heads):
    the_head_bears_a_time_to_come()
    record("office.tried", make.office(), by=an_event().by)
    assert seal("1008") == 1

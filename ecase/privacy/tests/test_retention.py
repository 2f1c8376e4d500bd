"""What is kept no longer goes, by the order of two, once; figures, tombstones and the chain stay."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ecase.audit.models import Event, Redaction
from ecase.audit.verifying import Examination, examine
from ecase.cases import actions as cases
from ecase.cases.models import Case, Document, Draft, Received, Status, Tombstone
from ecase.meetings import actions as meetings
from ecase.offices.models import AlreadyDecided, Duty, DutyEnded
from ecase.offices.whose import acting_as
from ecase.payments import actions as payments
from ecase.payments import invariants
from ecase.payments.models import Payment, PaymentStatus
from ecase.people.models import Person
from ecase.privacy import actions
from ecase.privacy.models import (
    NotAccepted,
    NotAsWritten,
    NothingDue,
    OwnRun,
    RetentionItem,
    RetentionRun,
    RunUnderWay,
)
from ecase.reporting.verifying import _not_as_registered
from tests import make

from . import aged
from .asking import asked

REMOVE = "SELECT remove_personal_data(%s, %s, %s, '[]', '')"


@pytest.fixture(autouse=True)
def _five_years(settings):
    settings.RETENTION_YEARS = 5


@pytest.fixture
def two(reference):
    """Two administrators."""
    return make.centre_officer(Duty.ADMINISTRATOR), make.centre_officer(Duty.ADMINISTRATOR)


@pytest.fixture
def old(officer):
    """A round of long ago, a case that did not qualify, and another one of that person, of today."""
    approval = aged.paid_round(officer)
    not_fit = aged.disqualified(officer)
    aged.looked_up(officer)
    aged.made_old()
    again = not_fit.person.citizen_id
    young = make.case(Status.DISQUALIFIED, by=officer, citizen_id=again, first_name="อยู่ต่อ")
    return {"round": list(approval.payments.all()), "not_fit": not_fit, "young": young}


def ordered(two):
    asking, accepting = two
    return actions.accept_run(actions.ask_for_run(by=asking), by=accepting)


def wrong():
    """All that the examinations find."""
    return [
        *map(str, examine(Examination())),
        *_not_as_registered(),
        *map(str, invariants.broken()),
        *map(str, invariants.damaged(thorough=True)),
    ]


def said_to_be_removing():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO privacy_removing VALUES (pg_current_xact_id())")


def said_beside():
    """In a table of the same name that anybody may make."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE privacy_removing (transaction xid8)")
    said_to_be_removing()
    Case.objects.update(hardship="x")


def refuses(run, case, events="[]"):
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(REMOVE, [run, case, events])
    return str(refusal.value)


def test_all_that_is_private_goes_and_all_figures_stay(old, two):
    folder = Path(default_storage.location)
    before, files, _ = aged.everything_stored(folder)
    stays = {old["young"].person.citizen_id}
    people = set(Draft.objects.values_list("citizen_id", flat=True)) - stays
    assert len(people) == 3
    secrets = {*aged.SECRETS.values(), *aged.REASONS, "7391640286", *people}
    assert files
    assert all(secret in before for secret in secrets)
    assert wrong() == []
    figures = aged.figures()
    papers = Document.objects.filter(case=old["young"])
    came = Received.objects.filter(sources__document__in=papers)
    objects = {
        Path(name).name
        for rows in (papers, came)
        for name in rows.values_list("stored_as", flat=True)
    }

    run = ordered(two)
    assert actions.carry_out(run, by=two[0]) == 0

    after, files, left = aged.everything_stored(folder)
    assert [secret for secret in secrets if secret in after] == []
    assert files == 0
    assert left == objects  # of the young case alone
    assert aged.figures() == figures
    assert wrong() == []
    [whole] = Person.objects.filter(citizen_id__in=stays)
    assert list(whole.cases.all()) == [old["young"]]  # and nothing leads to the other one
    assert "อยู่ต่อ" in after
    run.refresh_from_db()
    assert run.finished_at
    stones = Tombstone.objects.order_by("case")
    digest = old["round"][0].approval.digest
    assert [(one.run, one.digest) for one in stones] == [(run.pk, digest)] * 2 + [(run.pk, "")]
    assert Event.objects.filter(verb="case.data_removed").count() == 3
    assert Event.objects.filter(verb="retention.finished", by=two[0]).count() == 1


def test_it_takes_two_administrators(old, two, officer):
    asking, accepting = two
    run = actions.ask_for_run(by=asking)
    with pytest.raises(RunUnderWay):
        actions.ask_for_run(by=accepting)
    with pytest.raises(OwnRun):
        actions.accept_run(run, by=asking)
    with pytest.raises(NotAccepted):
        actions.carry_out(run, by=asking)
    assert "two administrators" in refuses(run.pk, old["not_fit"].pk)
    own = {"answer": "ACCEPTED", "decided_at": run.asked_at}
    for who in (asking, officer):  # the same one; and one who is no administrator
        with pytest.raises(DatabaseError), transaction.atomic():
            RetentionRun.objects.filter(pk=run.pk).update(**own, decided_by=who)
    assert actions.decline_run(run, because="รอปิดงบ", by=accepting).because == "รอปิดงบ"
    with pytest.raises(AlreadyDecided):
        actions.accept_run(run, by=accepting)
    with pytest.raises(NotAccepted):
        actions.carry_out(run, by=accepting)
    assert actions.ask_for_run(by=accepting).count == 3
    assert not Tombstone.objects.exists()


def test_the_database_refuses_a_young_case_one_that_was_not_seen_and_a_second_time(old, two):
    run = actions.ask_for_run(by=two[0])
    office = old["young"].office_id
    RetentionItem.objects.create(run=run, case=old["young"], office_id=office, year=2560)
    actions.accept_run(run, by=two[1])
    assert "too young" in refuses(run.pk, old["young"].pk)
    with pytest.raises(DatabaseError), transaction.atomic():  # nothing is added once it is accepted
        RetentionItem.objects.create(run=run, case=old["young"], office_id=office, year=2561)
    case = old["not_fit"].pk
    with aged.laws_aside() as cursor:
        cursor.execute(
            "DELETE FROM privacy_retentionitem WHERE case_id = ANY (%s)", [[case, old["young"].pk]]
        )
    assert "is not on run" in refuses(run.pk, case)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT finish_retention(%s, '', '')", [run.pk])  # the round is not done yet
    actions.carry_out(run, by=two[0])
    with pytest.raises(NotAccepted):
        actions.carry_out(run, by=two[0])
    assert "was carried out" in refuses(run.pk, old["round"][0].case_id)


def test_nothing_that_stands_for_ever_gives_way_to_anybody_else(old, two):
    actions.carry_out(ordered(two), by=two[0])
    case = old["not_fit"]
    tries = (
        lambda: Case.objects.filter(pk=case.pk).update(hardship="x"),
        lambda: Tombstone.objects.filter(case=case).delete(),
        lambda: Tombstone.objects.create(case=old["young"], run=1, documents=0),
        lambda: Event.objects.filter(pk=Event.objects.first().pk).update(note="x"),
        lambda: Redaction.objects.create(
            event=Event.objects.last(), run=1, said="x", mark=b"x" * 48
        ),
        lambda: Redaction.objects.all().delete(),
        lambda: RetentionRun.objects.update(years=9),
        lambda: RetentionRun.objects.update(finished_at=None),
    )
    for attempt in tries:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_the_product_sets_no_law_aside_by_the_setting_that_the_removal_uses(old, two, officer):
    """Anybody may set it: then one administrator would be both persons."""
    accepted = {"answer": "ACCEPTED", "decided_by": two[1], "decided_at": timezone.now()}
    tries = (
        lambda: RetentionRun.objects.create(years=5, count=1, asked_by=two[0], **accepted),
        lambda: Case.objects.filter(pk=old["not_fit"].pk).update(hardship="x"),
        said_to_be_removing,
        said_beside,
    )
    for of in (two[0], officer):
        for attempt in tries:
            refused = pytest.raises(DatabaseError)
            with acting_as(of), refused, transaction.atomic(), aged.laws_aside():
                attempt()


def test_an_interrupted_run_goes_on(old, two):
    run = ordered(two)
    assert actions.carry_out(run, by=two[0], most=1) == 1  # a round goes as one
    run.refresh_from_db()
    assert run.finished_at is None
    assert "removed before" in refuses(run.pk, old["round"][0].case_id)
    assert wrong() == []
    said = StringIO()
    call_command("retention", stdout=said)
    assert "3 cases are removed" in said.getvalue()
    assert Tombstone.objects.count() == 3
    assert wrong() == []


def test_a_round_that_is_due_no_longer_stays_and_holds_up_no_other(old, two, officer):
    run, given_up = ordered(two), old["round"][1].case
    again = cases.begin_again(given_up, fiscal_year=make.year(), by=officer)
    meetings.record_case(again, make.facts(), by=officer)
    with pytest.raises(DutyEnded):
        actions.carry_out(run, by=officer)
    assert actions.carry_out(run, by=two[0]) == 0
    assert list(Tombstone.objects.values_list("case", flat=True)) == [old["not_fit"].pk]
    assert Event.objects.get(verb="retention.finished").after == {"count": 1}
    assert wrong() == []
    with pytest.raises(NothingDue):  # and another order may be given
        actions.ask_for_run(by=two[1])
    with aged.laws_aside() as cursor:  # as a crash leaves it
        cursor.execute("UPDATE privacy_retentionrun SET finished_at = NULL")
    with pytest.raises(DutyEnded):
        actions.carry_out(run, by=officer)


def test_what_somebody_waits_to_be_told_stays(old, two):
    citizen_id = old["round"][0].case.person.citizen_id
    asked(citizen_id, by=two[0])
    assert [one.case for one in actions.due(5)] == [old["not_fit"].pk]


@pytest.mark.parametrize(
    "what", ["open payment", "open conflict", "live successor", "late payment"]
)
def test_a_round_waits_for_all_of_its_money(officer, two, what):
    approval = aged.paid_round(officer, leaves_one_open=what == "open payment")
    first, second = approval.payments.order_by("position")
    if what == "open conflict":
        line = first.lines.filter(result="PAID").get()
        payments.note_conflict(line, says="RETURNED", because="OTHER", by=officer)
    if what == "live successor":
        again = cases.begin_again(second.case, fiscal_year=make.year(), by=officer)
        meetings.record_case(again, make.facts(), by=officer)
    aged.made_old()
    with aged.laws_aside() as cursor:
        if what == "late payment":
            cursor.execute(
                "UPDATE payments_payment SET status_at = now() WHERE id = %s", [first.pk]
            )
    assert actions.due(5) == []
    with pytest.raises(NothingDue):
        actions.ask_for_run(by=two[0])


def test_years_count_from_the_end_of_the_fiscal_year(old):
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(year FROM now() + interval '3 months')::int + 543")
        [(this,)] = cursor.fetchall()
    assert {one.year for one in actions.due(this - 2560 - 1)} == {2560}
    assert actions.due(this - 2560) == []


def test_the_dry_run_counts_and_names_and_does_nothing(old):
    said = StringIO()
    call_command("retention", "--dry-run", stdout=said)
    assert "2560 1008: 3" in said.getvalue()
    assert f"Case{old['not_fit'].number}" in said.getvalue()
    assert f"Case{old['young'].number}" not in said.getvalue()
    assert not RetentionRun.objects.exists()
    assert not Tombstone.objects.exists()


def test_a_register_that_was_written_anew_is_evidence_and_stays(old, two):
    run = ordered(two)
    event = Event.objects.about(old["not_fit"]).get(verb="case.disqualified")
    with aged.laws_aside():
        Event.objects.filter(pk=event.pk).update(note="อย่างอื่น")
    with pytest.raises(NotAsWritten):
        actions.carry_out(run, by=two[0])
    assert not Tombstone.objects.filter(case=old["not_fit"]).exists()


def test_a_text_changed_after_its_removal_is_found(old, two):
    actions.carry_out(ordered(two), by=two[0])
    event = Event.objects.about(old["not_fit"]).get(verb="case.disqualified")
    with aged.laws_aside():
        Event.objects.filter(pk=event.pk).update(after={"status": "PAID"})
    assert [said for said in wrong() if f"เหตุการณ์ {event.pk})" in said and "ถูกแก้ไข" in said]


def test_the_removal_takes_no_text_that_would_say_something_new(old, two):
    run, case = ordered(two), old["not_fit"]
    event = Event.objects.about(case).get(verb="case.disqualified")
    other = Event.objects.about(old["young"]).first()
    for changes in ({"after": {"status": "PAID"}}, {"id": other.pk}):
        left = {"id": event.pk, "before": {}, "after": {}, "said": "0" * 64, "mark": "00" * 48}
        assert "something new" in refuses(run.pk, case.pk, json.dumps([{**left, **changes}]))
    assert "a reason of case" in refuses(run.pk, case.pk)


def test_a_removal_without_an_order_breaks_a_law(old, two):
    actions.carry_out(ordered(two), by=two[0])
    with aged.laws_aside() as cursor:
        cursor.execute(
            "UPDATE cases_tombstone SET run = run + 1 WHERE case_id = %s", [old["not_fit"].pk]
        )
    assert [one.what for one in invariants.broken()] == [f"Case{old['not_fit'].number}"]
    assert Payment.objects.filter(status=PaymentStatus.PAID).count() == 1

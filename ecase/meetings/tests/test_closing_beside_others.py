"""Closing a round while others work."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ecase.cases import actions as cases
from ecase.cases.models import Case, Status
from ecase.core.errors import RuleError
from ecase.meetings import actions
from ecase.meetings.agenda_content import agenda_content
from ecase.meetings.models import AgendaChanged, Meeting, Stage, WrongStage
from ecase.payments.actions import request_funding
from ecase.payments.models import Approval
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def together(*deeds: Callable[[], object]) -> list[object]:
    """What each deed gave, or the rule that it broke, all begun at the same moment."""
    start = Barrier(len(deeds))

    def run(deed):
        start.wait(10)
        try:
            return deed()
        except RuleError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


@pytest.fixture
def head(officer):
    """Who closes: another person than the officer who recorded the cases."""
    return make.other_of(officer)


def digest_of(meeting: Meeting) -> str:
    return agenda_content(meeting, on=timezone.localdate()).digest


def test_from_two_tabs_makes_one_approval(officer, head):
    meeting = actions.round_of(make.case(by=officer))
    digest = digest_of(meeting)

    answers = together(
        *[lambda: request_funding(meeting, digest=digest, by=head) for _ in range(4)]
    )

    assert [type(answer) for answer in answers].count(Approval) == 1
    assert [type(answer) for answer in answers].count(WrongStage) == 3
    assert Approval.objects.count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_with_one_case_disqualified_at_the_same_moment_approves_the_list_shown_or_nothing(
    officer, head, attempt
):
    stays, goes = make.case(by=officer), make.case(by=officer)
    meeting = actions.round_of(stays)
    digest = digest_of(meeting)

    closed, moved = together(
        lambda: request_funding(meeting, digest=digest, by=head),
        lambda: cases.disqualify(goes, reason="รายได้เกินเกณฑ์", by=officer),
    )

    goes.refresh_from_db()
    if isinstance(closed, Approval):
        assert (closed.count, goes.status) == (2, Status.APPROVED)
        assert isinstance(moved, RuleError)
    else:
        assert isinstance(closed, AgendaChanged)
        assert goes.status == Status.DISQUALIFIED
        assert not Approval.objects.exists()


@pytest.mark.parametrize("attempt", range(5))
def test_while_a_case_is_recorded_leaves_nobody_on_the_closed_round(officer, head, attempt):
    meeting = actions.round_of(make.case(by=officer))
    digest = digest_of(meeting)
    draft, facts = make.draft(by=officer), make.facts()

    closed, case = together(
        lambda: request_funding(meeting, digest=digest, by=head),
        lambda: actions.record_case(draft, facts, by=officer),
    )

    assert isinstance(case, Case)
    if isinstance(closed, Approval):
        assert (closed.count, case.round) == (1, 2)
    else:
        assert isinstance(closed, AgendaChanged)
        assert case.round == 1
    assert not Case.objects.filter(
        status=Status.IN_MEETING,
        round__in=Meeting.objects.filter(stage=Stage.CLOSED).values("number"),
    ).exists()


def test_waits_for_a_case_that_is_being_recorded(officer, head):
    meeting = actions.round_of(make.case(by=officer))
    digest = digest_of(meeting)
    draft, facts = make.draft(by=officer), make.facts()
    recorded, seen = Event(), Event()

    def record_slowly():
        with transaction.atomic():
            case = actions.record_case(draft, facts, by=officer)
            recorded.set()
            seen.wait(0.5)  # the closing has begun by now, and must not overtake
        return case

    def close():
        recorded.wait(10)
        return request_funding(meeting, digest=digest, by=head)

    case, closed = together(record_slowly, close)

    assert isinstance(case, Case)
    assert isinstance(closed, AgendaChanged)


@pytest.mark.parametrize("attempt", range(5))
def test_and_starting_to_deliberate_do_not_wait_for_each_other_in_a_circle(officer, attempt):
    meeting = actions.round_of(make.case(by=officer))
    drafts = [make.draft(by=officer) for _ in range(2)]
    facts = make.facts()

    started, *recorded = together(
        lambda: actions.start_deliberation(meeting, by=officer),
        *[lambda draft=draft: actions.record_case(draft, facts, by=officer) for draft in drafts],
    )

    assert isinstance(started, Meeting)
    frozen = Meeting.objects.get(pk=meeting.pk)
    assert frozen.stage == Stage.DELIBERATING
    for case in recorded:
        before = case.recorded_at < frozen.deliberating_since
        assert case.round == 1 or not before


def test_takes_a_case_that_comes_while_the_meeting_deliberates_on_the_next_round(officer, head):
    meeting = actions.round_of(make.case(by=officer))
    actions.start_deliberation(meeting, by=officer)
    digest = digest_of(meeting)

    late = make.case(by=officer)
    approval = request_funding(meeting, digest=digest, by=head)

    late.refresh_from_db()
    assert (approval.count, late.round, late.status) == (1, 2, Status.IN_MEETING)


def test_leaves_no_way_for_a_case_onto_the_closed_round(officer):
    aside = make.case(Status.SET_ASIDE, by=officer)
    make.approval(by=officer, cases=1)

    with pytest.raises(DatabaseError, match="which is closed"):
        cases.enter_meeting(aside, round=1, by=officer)


def test_leaves_no_case_behind_in_the_meeting(officer):
    meeting = actions.round_of(make.case(by=officer))

    with pytest.raises(DatabaseError, match="closes with cases undecided"):
        Meeting.objects.filter(pk=meeting.pk).update(
            stage=Stage.CLOSED, closed_at=timezone.now(), closed_by=officer
        )

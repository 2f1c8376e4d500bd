"""Who closes a round had no hand in its cases: in the action, and in the database without it."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import Case, Deed, Draft, Hand, Status
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting, Stage
from ecase.offices.actions import revoke_waiver
from ecase.offices.models import Duty, DutyEnded, Separation
from ecase.offices.separation import SamePerson
from ecase.payments import actions as payments
from ecase.payments.models import Approval
from tests import make


@pytest.fixture
def head(reference):
    return make.officer(first_name="ปรีชา", last_name="มั่นคง")


@pytest.fixture
def colleague(reference):
    return make.officer(first_name="สมศรี", last_name="มีสุข")


def edit(case, *, by, **changes):
    case = Case.objects.in_full().get(pk=case.pk)
    facts = {**case.bank_account.facts, "amount": case.amount, "hardship": case.hardship, **changes}
    return meetings.edit_case(case, make.facts(**facts), opened_version=case.version, by=by)


def failed(*, by, closer):
    """A case whose payment ``by`` recorded as failed for good."""
    case = make.case(by=make.other_of(closer))
    make.close(meetings.round_of(case), by=closer)
    payments.mark_failed(case.payment, reason="ผู้รับเงินเสียชีวิต", by=by)
    return Case.objects.in_full().get(pk=case.pk)


def begun_again(case, *, by):
    draft = cases.begin_again(case, fiscal_year=case.fiscal_year, by=by)
    for file in make.draft(by=by).files.all():
        cases.keep_file(draft, bundle=file.bundle, name=file.name, scan=make.scan(), by=by)
    account = case.bank_account.facts
    return meetings.record_case(Draft.objects.get(pk=draft.pk), make.facts(**account), by=by)


def recorded(head, colleague):
    return make.case(by=head)


def edited(head, colleague):
    return edit(make.case(by=colleague), by=head, hardship="ไฟไหม้บ้าน")


def edited_long_ago(head, colleague):
    case = edit(make.case(by=colleague), by=head, hardship="ไฟไหม้บ้าน")
    for text in ("น้ำท่วมบ้าน", "ตกงาน"):
        case = edit(case, by=colleague, hardship=text)
    assert Case.objects.get(pk=case.pk).edited_by == colleague
    return case


def edited_in_an_earlier_round(head, colleague):
    case = make.set_aside(edit(make.case(by=colleague), by=head, hardship="ไฟไหม้"), by=colleague)
    make.approval(by=colleague, cases=1)
    into = meetings.collecting(case.office, case.fiscal_year, by=colleague)
    return meetings.put_back(case, into=into, by=colleague)


def changed_only_the_account(head, colleague):
    return edit(make.case(by=colleague), by=head, account_number="0999999999")


def failed_what_it_begins_again_from(head, colleague):
    return begun_again(failed(by=head, closer=make.officer()), by=colleague)


HANDS = [
    recorded,
    edited,
    edited_long_ago,
    edited_in_an_earlier_round,
    changed_only_the_account,
    failed_what_it_begins_again_from,
]


@pytest.fixture(params=HANDS, ids=lambda deed: deed.__name__)
def touched(request, head, colleague):
    """A round in which the head had a hand in one case of two, not the first."""
    make.case(by=colleague)
    return meetings.round_of(request.param(head, colleague))


def close_by_sql(meeting, *, by, waiver=None, at=None):
    """What ``close`` writes, without asking anything."""
    agenda = Case.objects.filter(
        office=meeting.office, fiscal_year=meeting.fiscal_year, round=meeting.number
    ).filter(status=Status.IN_MEETING)
    with transaction.atomic():
        agenda.exclude(override_because="").update(override_accepted_by=by)
        agenda.update(status=Status.APPROVED, approved_on=timezone.localdate())
        Meeting.objects.filter(pk=meeting.pk).update(
            stage=Stage.CLOSED, closed_by=by, closed_at=at or timezone.now(), waiver=waiver
        )


@contextmanager
def only_tried():
    """Undone in the end: cases granted by SQL have no payments."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class TestWhoHadAHand:
    def test_cannot_close(self, touched, head):
        with pytest.raises(SamePerson, match=r"คุณบันทึกหรือแก้ไขเคส Case2566-.*ยังไม่มีการบันทึก"):
            make.close(touched, by=head)
        touched.refresh_from_db()
        assert touched.stage == Stage.COLLECTING
        assert not touched.cases().filter(status=Status.APPROVED).exists()

    def test_cannot_close_by_sql(self, touched, head):
        with pytest.raises(DatabaseError, match="closed by who had a hand in it"):
            close_by_sql(touched, by=head)

    def test_can_with_a_waiver_which_is_kept(self, touched, head):
        waiver = make.waiver(head.own_office)
        approval = make.close(touched, by=head)
        assert approval.meeting.waiver == waiver
        event = Event.objects.get(verb="meeting.closed", subject=f"meetings.meeting:{touched.pk}")
        assert (event.by, event.note) == (head, waiver.note)

    def test_can_by_sql_with_a_waiver(self, touched, head):
        with only_tried():
            close_by_sql(touched, by=head, waiver=make.waiver(head.own_office))
            assert Meeting.objects.get(pk=touched.pk).stage == Stage.CLOSED

    def test_does_not_keep_another_from_closing(self, touched, head):
        make.waiver(head.own_office)
        approval = make.close(touched, by=make.officer())
        assert approval.meeting.waiver is None  # it was not needed


def of_another_office(office, day, by):
    return make.waiver(make.office("1024"), by=by)


def of_another_rule(office, day, by):
    return make.waiver(office, Separation.FILE, by=by)


def that_is_past(office, day, by):
    return make.waiver(office, first=day, last=day + timedelta(days=1), by=by)


def that_has_not_begun(office, day, by):
    return make.waiver(office, first=day + timedelta(days=9), last=day + timedelta(days=9), by=by)


def that_was_revoked(office, day, by):
    return revoke_waiver(make.waiver(office, first=day, last=day + timedelta(days=9), by=by), by=by)


@pytest.mark.parametrize(
    "waiver",
    [of_another_office, of_another_rule, that_is_past, that_has_not_begun, that_was_revoked],
    ids=lambda waiver: waiver.__name__,
)
def test_a_waiver_that_does_not_hold_helps_nobody(head, time_machine, waiver):
    day = timezone.localdate()
    given = waiver(head.own_office, day, make.centre_officer(Duty.ADMINISTRATOR))
    time_machine.move_to(timezone.localtime().replace(hour=12) + timedelta(days=2))
    meeting = meetings.round_of(make.case(by=head))

    with pytest.raises(SamePerson):
        make.close(meeting, by=head)
    with pytest.raises(DatabaseError, match="no such waiver"):
        close_by_sql(meeting, by=head, waiver=given)


def test_only_a_head_in_office_closes(head):
    meeting = meetings.round_of(make.case(by=head))
    for by in (make.officer(Duty.CASEWORKER, Duty.PAYER), make.centre_officer()):
        with pytest.raises(DutyEnded):
            make.close(meeting, by=by)


def test_what_is_no_hand_keeps_nobody_from_closing(head, colleague):
    """Set aside, put back and disqualified are decisions of the meeting, not words in a case."""
    case = make.set_aside(make.case(by=colleague), by=head)
    meeting = meetings.round_of(case)
    meetings.put_back(case, into=meeting, by=head)
    cases.disqualify(make.case(by=colleague), reason="รายได้เกินเกณฑ์", by=head)
    unchanged = make.case(by=colleague)
    edit(unchanged, by=head)
    assert make.close(meeting, by=head).meeting.waiver is None


def test_a_case_that_left_the_round_keeps_nobody_from_closing(head, colleague):
    left = make.case(by=head)
    meeting = meetings.round_of(make.case(by=colleague))
    with pytest.raises(SamePerson):
        make.close(meeting, by=head)
    make.set_aside(left, by=colleague)
    make.close(meeting, by=head)


class TestHands:
    def test_are_written_by_whatever_writes_the_case(self, head, colleague):
        case = edit(make.case(by=head), by=colleague, account_number="0999999999")
        assert set(case.hands.values_list("officer", "deed")) == {
            (head.pk, Deed.RECORDED),
            (head.pk, Deed.ACCOUNT),
            (colleague.pk, Deed.EDITED),
            (colleague.pk, Deed.ACCOUNT),
        }

    def test_of_an_edit_by_sql_too(self, head, colleague):
        case = make.case(by=head)
        Case.objects.filter(pk=case.pk).update(hardship="ไฟไหม้", edited_by=colleague)
        assert case.hands.filter(officer=colleague, deed=Deed.EDITED).exists()

    def test_stay(self, head):
        make.case(by=head)
        with pytest.raises(DatabaseError), transaction.atomic():
            Hand.objects.all().delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            Hand.objects.update(officer=make.officer())


class TestBesideTheActions:
    """Money needs a closed round, and nothing gets into one from behind."""

    def test_a_case_is_not_granted_into_a_round_that_is_closed(self, head, colleague):
        closed = make.approval(by=colleague, cases=1).meeting
        case = make.case(by=head)
        granted = {"status": Status.APPROVED, "approved_on": timezone.localdate()}
        with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**granted, round=closed.number)

    @pytest.mark.parametrize("status", [Status.APPROVED, Status.PAID, Status.SET_ASIDE])
    def test_a_case_does_not_begin_on_a_round_that_is_closed(self, colleague, status):
        case = Case.objects.get(pk=make.case(Status.APPROVED, by=colleague).pk)
        case.pk, case.sequence, case.number, case.status = None, 99, "2566-99", status
        with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
            case.save(force_insert=True)

    def test_a_round_that_is_open_gives_no_approval(self, head):
        meeting = meetings.round_of(make.case(by=head))
        with pytest.raises(DatabaseError, match="of no closed round"), transaction.atomic():
            self.approve(meeting, by=head)

    def test_an_approval_is_of_who_closed(self, head, colleague):
        meeting = meetings.round_of(make.case(by=colleague))
        with only_tried():
            close_by_sql(meeting, by=head)
            with pytest.raises(DatabaseError, match="not by who closed"), transaction.atomic():
                self.approve(meeting, by=colleague)
            self.approve(meeting, by=head)

    def approve(self, meeting, *, by):
        Approval.objects.create(
            meeting=meeting,
            office=meeting.office,
            fiscal_year=meeting.fiscal_year,
            number=meeting.number,
            count=1,
            total=5000,
            content="{}",
            digest="x",
            approved_by=by,
        )

    def test_what_the_bank_took_back_is_granted_again_on_its_round(self, colleague):
        case = make.case(Status.PAID, by=colleague)
        with only_tried():
            cases.take_back_paid(case, reason="ธนาคารแจ้งเงินคืน", by=colleague)
            assert Case.objects.get(pk=case.pk).status == Status.APPROVED

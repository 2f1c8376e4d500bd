"""An override at closing (R87): the head accepts it by name, and the database wants that too."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ecase.cases import actions as cases
from ecase.cases.models import Case, Status
from ecase.meetings import actions as meetings
from ecase.meetings.models import OverridesNotAccepted, Stage
from ecase.payments.models import Approval
from ecase.regulations.models import OverCeiling
from tests import make

from .overriding import ID, WHY, again, edit, kind


class TestTheDatabase:
    def copy(self, case, **changes):
        """The same case once more, by SQL."""
        twin = Case.objects.get(pk=case.pk)
        twin.pk, twin.bank_account = None, None
        twin.sequence, twin.number = 900, "2566-900"
        for name, value in changes.items():
            setattr(twin, name, value)
        with transaction.atomic():
            twin.save(force_insert=True)
            transaction.set_rollback(True)

    def test_refuses_a_second_one_without_a_reason(self, officer):
        case = again(officer)
        with pytest.raises(DatabaseError, match="second live case without a reason"):
            self.copy(case)
        self.copy(case, override_because=WHY)

    def test_refuses_it_by_an_index_too(self, officer):
        case = again(officer)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
            with pytest.raises(DatabaseError, match="one_live_case"), transaction.atomic():
                self.copy(case)
            transaction.set_rollback(True)

    def test_refuses_it_beside_one_with_a_reason(self, officer):
        """Which the index alone would not see."""
        first = again(officer)
        second = again(officer, WHY)
        cases.disqualify(first, reason="ซ้ำ", by=officer)
        with pytest.raises(DatabaseError, match="second live case without a reason"):
            self.copy(second, override_because="")

    def test_refuses_to_change_the_type_into_a_clash(self, officer):
        again(officer)
        case = again(officer, assistance_type=kind(make.KINDERGARTEN), amount=Decimal(3000))
        with pytest.raises(DatabaseError, match="second live case"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(assistance_type=kind(make.LIVELIHOOD))

    def test_refuses_to_take_the_reason_away(self, officer):
        again(officer)
        second = again(officer, WHY)
        with pytest.raises(DatabaseError, match="second live case"), transaction.atomic():
            Case.objects.filter(pk=second.pk).update(override_because="")

    def test_grants_none_whose_reason_nobody_accepted(self, officer):
        again(officer)
        second = again(officer, WHY)
        granted = {"status": Status.APPROVED, "approved_on": timezone.localdate()}
        with (
            pytest.raises(DatabaseError, match="override_is_accepted_when_granted"),
            transaction.atomic(),
        ):
            Case.objects.filter(pk=second.pk).update(**granted)

    def test_takes_the_acceptance_of_the_one_who_closes_alone(self, officer):
        again(officer)
        second = again(officer, WHY)
        meeting = meetings.round_of(second)
        granted = {"status": Status.APPROVED, "approved_on": timezone.localdate()}
        closed = {"stage": Stage.CLOSED, "closed_at": timezone.now()}
        with (
            pytest.raises(DatabaseError, match="accepted by another than who closes"),
            transaction.atomic(),
        ):
            meeting.cases().filter(override_because="").update(**granted)
            Case.objects.filter(pk=second.pk).update(**granted, override_accepted_by=officer)
            type(meeting).objects.update(**closed, closed_by=make.other_of(officer))


class TestClosing:
    @pytest.fixture
    def head(self, officer):
        return make.other_of(officer)

    @pytest.fixture
    def round(self, officer, stranger):
        """One ordinary case, and two with a reason."""
        make.case(by=officer)
        make.case(by=stranger, citizen_id=ID)
        other = make.citizen_id(9_000_000_001)
        make.case(by=stranger, citizen_id=other)
        again(officer, WHY, first_name="สมหมาย")
        case = make.case(by=officer, citizen_id=other, override_because="ตกงาน", first_name="สมใจ")
        return meetings.round_of(case)

    def test_accepts_each_by_name_or_nothing_is_done(self, round, head):  # noqa: A002
        first, second = round.agenda().exclude(override_because="")
        content = meetings.agenda_content(round, on=timezone.localdate())
        with pytest.raises(OverridesNotAccepted, match=str(second)) as told:
            meetings.close(
                round,
                digest=content.digest,
                on=timezone.localdate(),
                accepted=[first.number],
                by=head,
            )
        assert str(first) not in str(told.value)
        round.refresh_from_db()
        assert round.stage == Stage.COLLECTING
        assert not Case.objects.filter(status=Status.APPROVED).exists()

    def test_keeps_who_accepted_it_and_freezes_the_reason(self, round, head, client, officer):  # noqa: A002
        approval = make.close(round, by=head)
        by_reason = {
            case.override_because: case.override_accepted_by for case in round.cases().in_full()
        }
        assert by_reason == {"": None, WHY: head, "ตกงาน": head}
        frozen = [row["override_because"] for row in json.loads(approval.content)["cases"]]
        assert frozen == ["", WHY, "ตกงาน"]
        client.force_login(officer)
        page = client.get(Case.objects.get(override_because=WHY).get_absolute_url()).text
        assert WHY in page
        assert f"รับรองโดย{head}" in page

    def test_goes_on_without_one_that_is_disqualified_instead(self, round, head):  # noqa: A002
        _, second = round.agenda().exclude(override_because="")
        cases.disqualify(second, reason="ซ้ำซ้อน", by=head)
        approval = make.close(round, by=head)
        assert approval.count == 2
        assert Case.objects.get(pk=second.pk).override_accepted_by is None

    def test_is_announced_on_the_case_and_on_the_agenda(self, round, client, officer):  # noqa: A002
        client.force_login(officer)
        case = round.agenda().exclude(override_because="").first()
        page = client.get(case.get_absolute_url()).text
        assert WHY in page
        assert "รอหัวหน้าฝ่ายรับรองตอนปิดรอบ" in page
        assert f"ช่วยเหลือซ้ำ เหตุผล: {WHY}" in client.get(round.get_absolute_url()).text


class TestTheCeilingAtClosing:
    def test_is_that_of_the_day_and_names_the_case(self, officer):
        make.case(by=officer)
        case = again(officer, assistance_type=kind(make.KINDERGARTEN), amount=Decimal(3000))
        self.lower(Decimal(2500))
        with pytest.raises(OverCeiling, match=f"เคส {case} จำนวนเงินเกินเพดาน 500.00 บาท"):
            make.close(meetings.round_of(case), by=make.other_of(officer))
        assert not Approval.objects.exists()
        edit(case, by=officer, amount=Decimal(2500))
        make.close(meetings.round_of(case), by=make.other_of(officer))

    def lower(self, amount):
        """From today on the regulation gives less."""
        ceiling = kind(make.KINDERGARTEN).ceilings.get()
        today = timezone.localdate()
        ceiling.days = (ceiling.days.lower, today)
        ceiling.save()
        kind(make.KINDERGARTEN).ceilings.create(
            amount=amount, days=(today, date.max - timedelta(days=1))
        )

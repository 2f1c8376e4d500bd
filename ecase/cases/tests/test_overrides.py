"""One live case of a person, type and fiscal year over all offices, and a yearly limit (I6, I7):
beside that only with a written reason, which the head accepts by name at closing."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import Case, Draft, OverrideNeeded, Status
from ecase.core.thai import fiscal_year
from ecase.meetings import actions as meetings
from ecase.meetings.tests.typing import as_opened, files, form
from ecase.regulations.models import AssistanceType, OverCeiling
from tests import make

from .overriding import ASKED, ID, PRIMARY, WHY, again, edit, kind


@pytest.fixture
def school(reference):
    """Two kinds of one item of the schedule, 3,000 baht a person and year together."""
    AssistanceType.objects.filter(name=PRIMARY).update(is_active=True)
    return {"assistance_type": kind(make.KINDERGARTEN)}, {"assistance_type": kind(PRIMARY)}


class TestASecondLiveCase:
    @pytest.mark.parametrize("status", [Status.IN_MEETING, Status.SET_ASIDE])
    def test_of_the_office_needs_a_reason(self, officer, status):
        first = make.case(status, by=officer, citizen_id=ID)
        with pytest.raises(OverrideNeeded) as told:
            again(officer)
        said = str(told.value)
        assert f"({first} {first.get_status_display()})" in said
        assert "กรอกเหตุผลที่ช่วยเหลือซ้ำ แล้วกดยืนยัน" in said
        assert Case.objects.count() == 1

    @pytest.mark.parametrize("status", [Status.APPROVED, Status.PAID])
    def test_needs_a_reason_also_after_money_was_granted(self, officer, status):
        make.case(status, by=officer, citizen_id=ID)
        with pytest.raises(OverrideNeeded, match=status.label):
            again(officer)

    @pytest.mark.parametrize("status", [Status.DISQUALIFIED, Status.PAYMENT_FAILED])
    def test_needs_none_after_one_that_ended(self, officer, status):
        make.case(status, by=officer, citizen_id=ID)
        assert again(officer).override_because == ""

    def test_of_another_office_is_told_by_office_and_status_alone(self, officer, stranger):
        first = make.case(by=stranger, citizen_id=ID, first_name="ลับเฉพาะ", amount=Decimal(4321))
        with pytest.raises(OverrideNeeded) as told:
            again(officer)
        said = str(told.value)
        assert "(สำนักงานเขตราษฎร์บูรณะ อยู่ในที่ประชุม)" in said
        for secret in (str(first), first.number, "ลับเฉพาะ", "4,321", str(stranger)):
            assert secret not in said

    def test_of_another_type_year_or_person_needs_none(self, officer):
        again(officer)
        again(officer, assistance_type=kind(make.KINDERGARTEN), amount=Decimal(3000))
        again(officer, year=make.year(fiscal_year(timezone.localdate())))
        make.case(by=officer)
        assert not Case.objects.exclude(override_because="").exists()

    def test_goes_on_with_a_reason_which_is_kept_and_on_record(self, officer, stranger):
        again(officer)
        second = again(stranger, WHY)
        assert second.override_because == WHY
        assert Event.objects.about(second).get(verb="case.recorded").note == WHY
        with pytest.raises(OverrideNeeded):
            again(officer)  # the first one's reason is none of a third

    def test_a_reason_that_is_not_needed_is_not_kept(self, officer):
        assert again(officer, WHY).override_because == ""

    def test_the_same_draft_twice_is_the_same_case(self, officer):
        make.case(by=officer, citizen_id=ID)
        draft = make.draft(by=officer, citizen_id=ID)
        facts = make.facts(override_because=WHY)
        case = meetings.record_case(draft, facts, by=officer)
        assert meetings.record_case(draft, facts, by=officer) == case
        only = make.draft(by=officer)
        plain = make.facts(override_because=WHY)
        first = meetings.record_case(only, plain, by=officer)  # kept without the reason
        assert meetings.record_case(only, plain, by=officer) == first


class TestAnEdit:
    def test_of_the_type_into_a_clash_needs_a_reason(self, officer):
        again(officer)
        case = again(officer, assistance_type=kind(make.KINDERGARTEN), amount=Decimal(3000))
        into = {"assistance_type": kind(make.LIVELIHOOD)}
        with pytest.raises(OverrideNeeded):
            edit(case, by=officer, **into)
        assert edit(case, by=officer, **into, override_because=WHY).override_because == WHY

    def test_of_the_first_one_needs_no_reason_for_what_came_later(self, officer, stranger):
        first = again(officer)
        again(stranger, WHY)
        case = edit(first, by=officer, hardship="น้ำท่วม", amount=Decimal(4000))
        assert (case.hardship, case.override_because) == ("น้ำท่วม", "")

    def test_may_not_leave_the_reason_out(self, officer):
        again(officer)
        second = again(officer, WHY)
        with pytest.raises(OverrideNeeded):
            edit(second, by=officer, override_because="")

    def test_drops_a_reason_that_is_needed_no_more(self, officer):
        first = again(officer)
        second = again(officer, WHY)
        cases.disqualify(first, reason="ซ้ำ", by=officer)
        assert edit(second, by=officer, hardship="น้ำท่วม").override_because == ""


class TestTheYearlyLimit:
    def test_is_shared_by_the_types_of_one_item(self, officer, stranger, school):
        nursery, primary = school
        again(stranger, **nursery, amount=Decimal("1799.50"))
        again(officer, **primary, amount=Decimal("1200.50"))  # 3,000.00 together
        with pytest.raises(OverrideNeeded) as told:
            again(
                officer,
                assistance_type=self.third(),
                amount=Decimal("0.01") + self.third_limit() - Decimal(3000),
            )
        said = str(told.value)
        assert "บัญชีที่ 1 ลำดับที่ 1 ปีงบประมาณ 2566" in said
        assert "เกินวงเงินต่อปี 3,500.00 บาท" in said
        assert "1,799.50" not in said
        assert "3,500.01" not in said  # the sum would tell what another office gave

    def third(self):
        name = "เงินสนับสนุนกิจกรรมทางการศึกษาระดับมัธยมศึกษาตอนต้น"
        AssistanceType.objects.filter(name=name).update(is_active=True)
        return kind(name)

    def third_limit(self):
        return Decimal(3500)

    def test_is_reached_but_not_passed(self, officer, school):
        nursery, primary = school
        again(officer, **nursery, amount=Decimal(1500))
        again(officer, **primary, amount=Decimal(1500))
        assert not Case.objects.exclude(override_because="").exists()

    def test_counts_no_case_that_ended(self, officer, school):
        nursery, primary = school
        cases.disqualify(again(officer, **nursery, amount=Decimal(3000)), reason="ก", by=officer)
        again(officer, **primary, amount=Decimal(3000))

    def test_counts_each_year_for_itself(self, officer, school):
        nursery, primary = school
        again(officer, **nursery, amount=Decimal(3000))
        again(
            officer,
            **primary,
            amount=Decimal(3000),
            year=make.year(fiscal_year(timezone.localdate())),
        )

    def test_is_asked_of_an_edit_that_adds_to_the_amount(self, officer, school):
        nursery, primary = school
        again(officer, **nursery, amount=Decimal(2000))
        second = again(officer, **primary, amount=Decimal(1000))
        with pytest.raises(OverrideNeeded):
            edit(second, by=officer, amount=Decimal("1000.01"))
        assert edit(second, by=officer, amount=Decimal(900)).amount == Decimal(900)

    def test_passed_with_a_reason_asks_nothing_of_the_first(self, officer, school):
        nursery, primary = school
        first = again(officer, **nursery, amount=Decimal(3000))
        again(officer, WHY, **primary, amount=Decimal(3000))
        assert edit(first, by=officer, hardship="น้ำท่วม").override_because == ""

    def test_lets_no_reason_lift_the_ceiling(self, officer):
        with pytest.raises(OverCeiling, match=r"ให้ได้ไม่เกิน 3,000.00 บาท"):
            again(officer, WHY, assistance_type=kind(make.KINDERGARTEN), amount=Decimal("3000.01"))


class TestTheForm:
    @pytest.fixture
    def send(self, client, officer):
        client.force_login(officer)

        def send(draft, **typed):
            address = reverse("meetings:record", args=[2566, draft.pk])
            return client.post(address, form(**typed), follow=True)

        return send

    def test_asks_for_the_reason_only_where_it_is_needed(self, client, send, officer, stranger):
        draft = make.draft(by=officer, citizen_id=ID)
        address = reverse("meetings:record", args=[2566, draft.pk])
        assert 'name="override_because"' not in client.get(address).text
        make.case(by=stranger, citizen_id=ID)

        page = send(draft, hardship="ตกงานและป่วย").text
        assert 'name="override_because"' in page
        assert f"(สำนักงานเขตราษฎร์บูรณะ อยู่ในที่ประชุม) หากเป็นเรื่องเดียวกันไม่ต้องบันทึกใหม่ {ASKED}" in page
        assert 'href="#id_override_because"' in page  # the summary leads to the field
        assert "ตกงานและป่วย" in page
        assert page.count("สแกน.pdf") >= 2
        assert 'name="override_because"' in client.get(address).text or draft.files.count() == 2
        assert not Case.objects.filter(office=officer.office).exists()

        send(draft, hardship="ตกงานและป่วย", override_because=WHY)
        case = Case.objects.get(office=officer.office)
        assert (case.override_because, case.hardship) == (WHY, "ตกงานและป่วย")
        send(draft, hardship="ตกงานและป่วย", override_because=WHY)
        assert Case.objects.filter(office=officer.office).count() == 1

    def test_takes_no_empty_reason(self, send, officer):
        make.case(by=officer, citizen_id=ID)
        assert ASKED in send(make.draft(by=officer, citizen_id=ID), override_because=" \n ").text

    def test_of_an_edit_asks_too_and_keeps_what_was_typed(self, client, officer):
        make.case(by=officer, citizen_id=ID)
        case = again(officer, assistance_type=kind(make.KINDERGARTEN), amount=Decimal(3000))
        client.force_login(officer)
        address = reverse("meetings:edit", args=[2566, case.number])
        typed = as_opened(case, hardship="น้ำท่วมบ้าน")
        page = client.post(address, {**typed, **files()}).text
        assert ASKED in page
        assert "น้ำท่วมบ้าน" in page
        assert "คำร้อง.pdf" in page
        assert Case.objects.get(pk=case.pk).assistance_type.name == make.KINDERGARTEN
        draft = Draft.objects.get(edits=case)
        client.post(address, {**typed, "override_because": WHY, "draft": draft.pk})
        assert Case.objects.get(pk=case.pk).override_because == WHY

"""ข้อยกเว้นการแบ่งแยกหน้าที่: who lets an office do without a second person, and who reads of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ecase.audit.models import Event
from ecase.core.thai import thai_date
from ecase.offices.actions import end_duty, revoke_waiver
from ecase.offices.models import Duty, DutyEnded, Separation, Waiver
from tests import make

LIST, NEW = "/waivers/", "/waivers/new/"


@pytest.fixture
def today(reference):
    return timezone.localdate()


@pytest.fixture
def administrator(reference):
    return make.centre_officer(Duty.ADMINISTRATOR)


@pytest.fixture
def see(client):
    def see(by, query=""):
        client.force_login(by)
        return client.get(LIST + query).text

    return see


@pytest.fixture
def grant(client, administrator, today):
    """Fill in ให้ข้อยกเว้น as the administrator, or another."""

    def grant(by=None, **typed):
        client.force_login(by or administrator)
        form = {
            "office": make.office().pk,
            "rule": "CLOSING",
            "reason": "เขตมีเจ้าหน้าที่คนเดียว",
            "starts_on": thai_date(today),
            "ends_on": thai_date(today + timedelta(days=30)),
        }
        return client.post(NEW, {**form, **typed}, follow=True)

    return grant


def refused(**changes):
    """Change waivers by SQL: the database refuses."""
    with pytest.raises(DatabaseError), transaction.atomic():
        Waiver.objects.update(**changes)


class TestGranting:
    def test_says_whom_for_what_why_and_until_when(self, grant, administrator, today):
        page = grant().text
        waiver = Waiver.objects.get()
        assert "ให้ข้อยกเว้นของสำนักงานเขตป้อมปราบศัตรูพ่าย แล้ว" in page
        assert (waiver.office, waiver.rule) == (make.office(), Separation.CLOSING)
        assert (waiver.starts_on, waiver.ends_on) == (today, today + timedelta(days=30))
        assert waiver.granted_by == administrator
        event = Event.objects.get(verb="waiver.granted")
        assert (event.by, event.note) == (administrator, "เขตมีเจ้าหน้าที่คนเดียว")
        assert waiver.note == (
            "ดำเนินการตามข้อยกเว้นการแบ่งแยกหน้าที่ (ผู้ปิดรอบไม่เป็นผู้บันทึกหรือแก้ไขเคสในรอบนั้น)"
            f" เหตุผล เขตมีเจ้าหน้าที่คนเดียว มีผลถึง {thai_date(waiver.ends_on)} อนุญาตโดย{administrator}"
        )

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"reason": "  "}, "เหตุผล: "),
            ({"rule": "EVERYTHING"}, "ข้อที่ยกเว้น: "),
            ({"office": ""}, "สำนักงานเขต: "),
            ({"ends_on": ""}, "มีผลถึง: "),
            ({"ends_on": "31/02/2570"}, "มีผลถึง: "),
            ({"starts_on": -1}, "ข้อยกเว้นไม่มีผลย้อนหลัง พิมพ์วันนี้หรือวันหลังจากนี้"),
            ({"ends_on": -1}, "อยู่ก่อนวันที่เริ่มมีผล พิมพ์วันที่หลังจากนั้น"),
            ({"starts_on": -9, "ends_on": -1}, "ผ่านไปแล้ว พิมพ์วันที่ยังมาไม่ถึง"),
            ({"ends_on": 367}, "นานเกิน 1 ปี ให้ข้อยกเว้นได้ครั้งละไม่เกิน 1 ปี"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_rest(self, grant, today, typed, told):
        days = {
            name: thai_date(today + timedelta(days=value)) if isinstance(value, int) else value
            for name, value in typed.items()
        }
        page = grant(**days).text
        assert told in page
        assert 'role="alert"' in page
        assert "ข้อมูลที่กรอกไว้ยังอยู่" in page
        assert not Waiver.objects.exists()

    def test_for_a_year_is_possible(self, grant, today):
        grant(ends_on=thai_date(today + timedelta(days=366)))
        assert Waiver.objects.count() == 1

    @pytest.mark.parametrize("duty", [*(d for d in Duty if d != Duty.ADMINISTRATOR), None])
    def test_is_for_the_administrator_alone(self, grant, client, duty):
        centre = duty == Duty.AUDITOR
        by = make.centre_officer(duty) if centre else make.officer(*([duty] if duty else []))
        assert grant(by).status_code == 403
        assert client.get(NEW).status_code == 403
        with pytest.raises(DutyEnded):
            make.waiver(make.office(), by=by)
        assert not Waiver.objects.exists()

    def test_ends_with_the_duty_also_on_a_page_that_is_open(self, administrator):
        end_duty(administrator, Duty.ADMINISTRATOR, by=make.centre_officer(Duty.ADMINISTRATOR))
        with pytest.raises(DutyEnded):
            make.waiver(make.office(), by=administrator)

    @pytest.mark.parametrize(
        ("facts", "law"),
        [
            ({"reason": ""}, "waiver_has_a_reason"),
            ({"first": 2, "last": 1}, "waiver_lasts_a_year_at_most"),
            ({"last": 367}, "waiver_lasts_a_year_at_most"),
            ({"first": -1}, "not given for days that are over"),
        ],
    )
    def test_is_a_law_of_the_data_too(self, today, facts, law):
        day = {k: today + timedelta(days=v) for k, v in facts.items() if isinstance(v, int)}
        with pytest.raises(DatabaseError, match=law), transaction.atomic():
            make.waiver(make.office(), **{**facts, **day})

    @pytest.mark.parametrize("who", ["an office's", "an auditor", "ended", "disabled"])
    def test_by_another_than_an_administrator_is_refused_by_the_database(self, today, who):
        by = make.officer() if who == "an office's" else make.centre_officer(Duty.AUDITOR)
        if who in ("ended", "disabled"):
            by = make.centre_officer(Duty.ADMINISTRATOR)
        if who == "ended":
            end_duty(by, Duty.ADMINISTRATOR, by=make.centre_officer(Duty.ADMINISTRATOR))
        if who == "disabled":
            make.centre_officer(Duty.ADMINISTRATOR)  # the last one stays
            type(by).objects.filter(pk=by.pk).update(is_active=False)
        with pytest.raises(DatabaseError, match="by an administrator"), transaction.atomic():
            Waiver.objects.create(
                office=make.office(),
                rule=Separation.FILE,
                reason="เขตมีเจ้าหน้าที่คนเดียว",
                starts_on=today,
                ends_on=today,
                granted_by=by,
            )


class TestAWaiver:
    def test_stays_as_it_was_granted(self, today):
        waiver = make.waiver(make.office())
        refused(office=make.office("1024"))
        refused(rule=Separation.FILE)
        refused(reason="เปลี่ยนภายหลัง")
        refused(starts_on=today - timedelta(days=1))
        refused(ends_on=today + timedelta(days=1))
        refused(granted_by=make.centre_officer(Duty.ADMINISTRATOR))
        refused(granted_at=timezone.now() - timedelta(days=1))
        with pytest.raises(DatabaseError), transaction.atomic():
            waiver.delete()

    def test_is_revoked_with_its_name_and_time_and_for_ever(self, administrator):
        waiver = make.waiver(make.office())
        refused(revoked_at=timezone.now())
        refused(revoked_by=administrator)
        revoke_waiver(waiver, by=administrator)
        refused(revoked_by=None, revoked_at=None)
        refused(revoked_at=timezone.now())

    def test_is_revoked_by_an_administrator_alone(self, client, administrator):
        waiver = make.waiver(make.office())
        for by in (make.officer(), make.centre_officer(Duty.AUDITOR)):
            client.force_login(by)
            assert client.post(f"{LIST}{waiver.pk}/end/").status_code == 403
            with pytest.raises(DutyEnded):
                revoke_waiver(waiver, by=by)
            refused(revoked_by=by, revoked_at=timezone.now())
        client.force_login(administrator)
        assert client.get(f"{LIST}{waiver.pk}/end/").status_code == 405
        page = client.post(f"{LIST}{waiver.pk}/end/", follow=True).text
        assert "ยกเลิกข้อยกเว้นของสำนักงานเขตป้อมปราบศัตรูพ่าย แล้ว" in page
        waiver.refresh_from_db()
        assert waiver.revoked_by == administrator

    def test_revoked_twice_was_revoked_once(self, administrator):
        waiver = make.waiver(make.office())
        first = revoke_waiver(waiver, by=administrator)
        again = revoke_waiver(waiver, by=make.centre_officer(Duty.ADMINISTRATOR))
        assert (again.revoked_by, again.revoked_at) == (administrator, first.revoked_at)
        assert Event.objects.filter(verb="waiver.revoked").count() == 1

    def test_that_is_not_there_is_404(self, client, administrator):
        client.force_login(administrator)
        assert client.post(f"{LIST}999/end/").status_code == 404


class TestTheList:
    def test_says_when_there_is_none(self, see, officer):
        assert "ไม่มีข้อยกเว้น" in see(officer)

    def test_shows_the_centre_those_of_every_office(self, see, administrator):
        make.waiver(make.office(), reason="เขตหนึ่ง")
        make.waiver(make.office("1024"), reason="เขตสอง")
        for by in (administrator, make.centre_officer(Duty.AUDITOR)):
            page = see(by)
            assert "เขตหนึ่ง" in page
            assert "เขตสอง" in page

    @pytest.mark.parametrize("duty", [Duty.CASEWORKER, Duty.HEAD, Duty.PAYER])
    def test_shows_an_office_its_own_alone(self, see, reference, duty):
        make.waiver(make.office(), reason="เขตหนึ่ง")
        make.waiver(make.office("1024"), reason="เขตสอง")
        page = see(make.officer(duty))
        assert "เขตหนึ่ง" in page
        assert "เขตสอง" not in page

    def test_has_buttons_for_the_administrator_alone(self, see, administrator, officer):
        make.waiver(make.office())
        page = see(administrator)
        assert "ยกเลิกข้อยกเว้น</button>" in page
        assert f'href="{NEW}"' in page
        for by in (officer, make.centre_officer(Duty.AUDITOR)):
            page = see(by)
            assert "ยกเลิกข้อยกเว้น</button>" not in page
            assert f'href="{NEW}"' not in page

    def test_says_how_each_stands(self, see, administrator, today, time_machine):
        def granted(reason, first, last):
            day = timedelta(days=1)
            return make.waiver(
                make.office(),
                reason=reason,
                first=today + first * day,
                last=today + last * day,
                by=administrator,
            )

        granted("หมดแล้ว", 0, 1)
        granted("มีผล", 0, 9)
        granted("ยังไม่ถึง", 8, 9)
        revoke_waiver(granted("เลิก", 0, 9), by=administrator)
        noon = timezone.localtime().replace(hour=12)
        time_machine.move_to(noon + timedelta(days=3))

        page = see(administrator)
        states = {
            row.partition("<span>")[2].partition("</span>")[0]: row
            for row in page.split('data-h="เหตุผล">')[1:]
        }
        assert "หมดอายุ" in states["หมดแล้ว"]
        assert "มีผลอยู่" in states["มีผล"]
        assert "ยังไม่เริ่ม" in states["ยังไม่ถึง"]
        assert "ยกเลิกแล้ว" in states["เลิก"]
        only = see(administrator, "?show=in_force").split("<tbody", 1)[1]
        assert "มีผล</span>" in only
        for reason in ("หมดแล้ว", "ยังไม่ถึง", "เลิก</span>"):
            assert reason not in only
        can_be_revoked = [reason for reason, row in states.items() if "<button" in row]
        assert sorted(can_be_revoked) == ["มีผล", "ยังไม่ถึง"]

    def test_says_that_others_are_hidden_where_none_is_in_force(self, see, administrator):
        revoke_waiver(make.waiver(make.office()), by=administrator)
        page = see(administrator, "?show=in_force")
        assert "ไม่มีข้อยกเว้นที่มีผลอยู่" in page
        assert 'href="?">แสดงทั้งหมด' in page

    def test_begins_with_the_newest_and_is_sorted_by_office(self, see, administrator):
        make.waiver(make.office(), reason="ให้ก่อน")
        make.waiver(make.office("1024"), reason="ให้หลัง")
        page = see(administrator)
        assert page.index("ให้หลัง") < page.index("ให้ก่อน")
        page = see(administrator, "?sort=office")
        assert page.index("ป้อมปราบศัตรูพ่าย") < page.index("ราษฎร์บูรณะ")

    @pytest.mark.parametrize(
        "query", ["?show=x", "?sort=x", "?after=x", "?show=in_force&sort=office"]
    )
    def test_takes_any_address(self, see, administrator, query):
        make.waiver(make.office())
        assert "เขตมีเจ้าหน้าที่คนเดียว" in see(administrator, query)

    def test_asks_as_much_of_the_database_for_twenty_as_for_one(self, see, administrator):
        make.waiver(make.office())
        see(administrator)
        with CaptureQueriesContext(connection) as one:
            see(administrator)
        for _ in range(19):
            make.waiver(make.office())
        with CaptureQueriesContext(connection) as twenty:
            see(administrator)
        assert len(twenty) == len(one)

    def test_is_a_click_away_from_the_first_page(self, client, officer):
        client.force_login(officer)
        assert f'href="{LIST}"' in client.get("/").text

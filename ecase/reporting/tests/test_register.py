"""Who did and saw what: the head's week, look-ups without a case, the auditor's search."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from ecase.audit.actions import keep_verification
from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import Draft, Status
from ecase.cases.story import LOOKS as CASE_LOOKS
from ecase.cases.story import VERBS as CASE_VERBS
from ecase.offices.models import OF_THE_CENTRE, Duty
from ecase.offices.telling import LISTS
from ecase.offices.telling import LOOKS as OFFICER_LOOKS
from ecase.offices.telling import VERBS as OFFICER_VERBS
from ecase.reporting.register.words import DEEDS, DISCLOSURES
from tests import make

WEEK, LOOK_UPS, REGISTER = "/register/week/", "/register/look-ups/", "/register/"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def head(reference, client):
    head = make.officer(Duty.HEAD, first_name="หัวหน้า")
    client.force_login(head)
    return head


@pytest.fixture
def auditor(reference, client):
    auditor = make.centre_officer(Duty.AUDITOR)
    client.force_login(auditor)
    return auditor


def days_ago(model, key, days):
    """As if it had been written then; the law of the table stands aside for it."""
    table, column = model._meta.db_table, "at" if model is Event else "created_at"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{pgtrigger_append_only_7d947}'")
        cursor.execute(
            f"UPDATE {table} SET {column} = {column} - %s WHERE id = %s",
            [timedelta(days=days), key],
        )
        cursor.execute("SET LOCAL pgtrigger.ignore = '{}'")


@pytest.mark.parametrize("duty", Duty)
@pytest.mark.parametrize(
    ("page", "whose"), [(WEEK, Duty.HEAD), (LOOK_UPS, Duty.HEAD), (REGISTER, Duty.AUDITOR)]
)
def test_each_page_is_open_to_its_duty_alone(reference, client, duty, page, whose):
    who = make.centre_officer(duty) if duty in OF_THE_CENTRE else make.officer(duty)
    client.force_login(who)
    assert (client.get(page).status_code == 403) == (duty != whose)
    sent = client.post(page, {"record": "2566-1"}).status_code
    assert sent == (405 if page != REGISTER else 302 if duty == whose else 403)
    shown = client.get("/").text
    for address, of in ((WEEK, Duty.HEAD), (REGISTER, Duty.AUDITOR)):
        assert (f'href="{address}"' in shown) == (duty == of)


def test_the_head_sees_what_everybody_did_and_looked_at_this_week(head, client):
    officer = make.officer(Duty.CASEWORKER, first_name="กมล", last_name="บันทึก")
    case = make.case(by=officer)
    cases.disclose_citizen_id(case, by=make.centre_officer())
    page = client.get(WEEK).text
    assert page.count("กมล บันทึก") > 1
    for said in (f"Case{case.number}", "บันทึกเคสเข้ารอบที่ 1", "เปิดดูเลขบัตรเต็ม", "(ส่วนกลาง)"):
        assert said in page
    only = client.get(f"{WEEK}?officer={officer.pk}").text
    assert "(ส่วนกลาง)" not in only
    assert case.person.citizen_id not in page


def test_a_week_is_of_its_days_and_of_the_own_office(head, client, stranger):
    make.case(by=stranger, first_name="ต่างเขต")
    event = Event.objects.filter(office="1008").latest("pk")
    days_ago(Event, event.pk, 7)
    assert "ไม่มีเหตุการณ์ในสัปดาห์นี้" in client.get(WEEK).text
    last = client.get(f"{WEEK}?week={timezone.localdate() - timedelta(days=7)}").text
    assert "เปิดบัญชี" in last
    assert str(stranger) not in last
    for odd in ("x", "9999-99-99", "1000-01-01", "9999-12-31", "๒๕๖๖-๐๑-๐๑"):
        assert client.get(WEEK, {"week": odd}).status_code == 200


def test_what_was_looked_up_and_led_nowhere_is_listed_to_the_head(head, client, stranger):
    officer = make.officer(Duty.CASEWORKER, first_name="ผู้ตรวจ")
    nowhere = make.draft(by=officer)
    today = make.draft(by=officer)
    followed = make.draft(by=officer)
    elsewhere = make.draft(by=stranger)
    recorded = make.case(by=officer)
    make.case(by=officer, citizen_id=followed.citizen_id)
    for draft in (nowhere, followed, elsewhere, recorded.draft):
        days_ago(Draft, draft.pk, 1)
    page = client.get(LOOK_UPS).text
    assert page.count("ผู้ตรวจ") == 1 + page.count("ผู้ตรวจสอบ")
    assert str(nowhere.citizen_id) not in page
    assert page.count("xxxxx") == 1
    assert today
    file = client.get(f"{LOOK_UPS}?as=csv")
    assert file.status_code == 200
    assert Event.objects.filter(verb="list.exported", after__list="look_ups").count() == 1


def test_one_officer_looks_up_so_many_a_day_and_is_told_what_to_do(officer, client, settings):
    settings.LOOK_UPS_A_DAY = 2
    client.force_login(officer)
    ids = [make.citizen_id() for _ in range(4)]
    answers = [client.post("/2566/cases/check/", {"citizen_id": each}) for each in ids]
    assert [answer.status_code for answer in answers] == [302, 302, 409, 409]
    assert "ให้เจ้าหน้าที่อีกคนของเขตตรวจสอบแทน" in answers[2].text
    assert Draft.objects.count() == 2
    assert Event.objects.filter(verb="person.look_up_refused", by=officer).count() == 2
    other = make.officer(Duty.CASEWORKER)
    assert cases.look_up(ids[2], fiscal_year=make.year(), by=other)
    for draft in Draft.objects.filter(officer=officer):
        days_ago(Draft, draft.pk, 1)
    assert cases.look_up(ids[2], fiscal_year=make.year(), by=officer)


def searched(client, **typed):
    answer = client.post(REGISTER, typed)
    assert answer.status_code == 302, answer.text
    return answer.url, client.get(answer.url).text


def test_the_auditor_finds_by_person_and_the_id_stands_in_no_address(auditor, client, officer):
    case = make.case(by=officer, citizen_id=make.citizen_id(7))
    other = make.case(by=officer)
    address, page = searched(client, citizen_id=case.person.citizen_id)
    assert case.person.citizen_id not in address
    assert case.person.citizen_id not in page
    assert f"Case{case.number}" in page
    assert f"Case{other.number}" not in page
    assert "ตรวจสอบประวัติด้วยเลขบัตร" in page
    event = Event.objects.get(verb="register.searched")
    assert (event.by, event.after) == (auditor, {"by": ["citizen_id"]})
    assert client.post(REGISTER, {"citizen_id": "123"}).status_code == 200


def test_the_auditor_finds_by_officer_record_office_and_time(auditor, client, officer, stranger):
    case = make.case(Status.APPROVED, by=officer)
    there = make.case(by=stranger)
    approval = case.payment.approval
    for typed in (
        {"record": case.number},
        {"record": f"Case{case.number}"},
        {"record": f"2566/{approval.key}", "office": make.office().pk},
        {"officer": officer.username},
        {"officer": f"{officer.first_name}", "office": make.office().pk},
        {"officer": str(officer), "office": make.office().pk},  # as it stands in the list
    ):
        page = searched(client, **typed)[1]
        assert f"Case{case.number}" in page or "จัดทำรายงานขออนุมัติเงิน" in page, typed
        assert f"Case{there.number}" not in page, typed
    for none in ("2566-999", "²⁵⁶⁶/1008-1"):
        assert "ไม่มีเคสหรือรายการอนุมัติเลขนี้" in searched(client, record=none)[1]
    assert "ไม่มีเจ้าหน้าที่ชื่อนี้" in searched(client, officer="ไม่มีใคร")[1]
    assert "ไม่พบเหตุการณ์ที่ตรงกัน" in searched(client, last="01/10/2565")[1]
    assert f"Case{case.number}" in searched(client, first="01/10/2565")[1]
    page = searched(client, officer=officer.username, first="01/10/2565", office=make.office().pk)[
        1
    ]
    for kept in (
        f'value="{officer.username}"',
        'value="01/10/2565"',
        f'"{make.office().pk}" selected',
    ):
        assert kept in page
    assert "ไม่มีเจ้าหน้าที่ชื่อนี้" not in searched(client, officer=f"{auditor} (ส่วนกลาง)")[1]
    wrong = client.post(REGISTER, {"first": "02/10/2565", "last": "01/10/2565"})
    assert "อยู่ก่อนวันแรก" in wrong.text


def test_a_forgotten_search_and_that_of_another_list_show_all(auditor, client, officer):
    case = make.case(by=officer)
    other = client.post(reverse("cases:search", args=[2566]), {"q": "น้ำ"}).url
    for token in ("x", other.partition("?s=")[2]):
        page = client.get(REGISTER, {"s": token}).text
        assert "คำค้นนี้หมดอายุแล้ว" in page
        assert f"Case{case.number}" in page


def test_the_auditor_reads_what_the_last_verification_found(auditor, client):
    assert "ยังไม่เคยตรวจสอบทะเบียน" in client.get(REGISTER).text
    keep_verification(events=10, heads=2, findings=["ทะเบียน 1008 เลขที่ 3 ถูกแก้ไข"])
    assert "ทะเบียน 1008 เลขที่ 3 ถูกแก้ไข" in client.get(REGISTER).text
    keep_verification(events=12, heads=2, findings=[])
    assert "ไม่พบสิ่งผิดปกติ" in client.get(REGISTER).text


def test_the_register_leaves_as_a_file_and_that_is_in_it(auditor, client, officer):
    make.case(by=officer)
    file = b"".join(client.get(f"{REGISTER}?as=csv").streaming_content).decode()
    assert "บันทึกเคสเข้ารอบที่ 1" in file
    assert "ส่งออกรายการ ทะเบียนเหตุการณ์" in client.get(REGISTER).text


def test_a_page_costs_the_same_however_many_events(
    auditor, client, officer, django_assert_max_num_queries
):
    for _ in range(3):
        make.case(by=officer)
    client.get(REGISTER)
    with django_assert_max_num_queries(16):
        client.get(REGISTER)


def of_the_code(pattern, *names):
    """What a pattern finds in all files of these names, wherever they lie."""
    files = {file for name in names for file in ROOT.glob(f"*/**/{name}")}
    found = "\n".join(file.read_text() for file in files if "tests" not in file.parts)
    return set(re.findall(pattern, found))


ACTIONS = ("actions.py", "actions/*.py")


def test_there_is_a_sentence_for_everything_that_actions_record():
    written = {
        verb for verb in of_the_code(r'"([a-z_]+\.[a-z_]+)"', *ACTIONS) if verb[-4:] != ".csv"
    }
    assert {"officer.throttled", "case.recorded", "register.searched"} <= written
    told = {*DEEDS, *DISCLOSURES, *CASE_VERBS, *CASE_LOOKS, *OFFICER_VERBS, *OFFICER_LOOKS}
    assert written - told == set()


def test_what_is_about_an_officer_is_told_in_the_officers_history():
    about = of_the_code(
        r'record\(\s*"([a-z_.]+)",\s*(?:by|officer|subject|\w+\.officer)\b', *ACTIONS
    )
    assert {"officer.engaged", "list.exported", "officer.account_declared"} <= about
    assert about - {*OFFICER_VERBS, *OFFICER_LOOKS} == set()


def test_every_list_that_leaves_has_its_name():
    assert of_the_code(r'exported\(\s*request,\s*"([a-z_]+)"', "*.py") == set(LISTS)


def test_the_address_of_the_machine_is_on_record(officer, client, settings):
    client.force_login(officer)
    ways = [
        ({"REMOTE_ADDR": "203.0.113.9"}, "203.0.113.9"),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "1.2.3.4"}, "203.0.113.9"),
        ({"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 5.6.7.8"}, "5.6.7.8"),
        ({"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "5.6.7.8, 10.0.0.3"}, "5.6.7.8"),
        ({"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "x, 10.0.0.3"}, "10.0.0.3"),
        ({"REMOTE_ADDR": "10.0.0.2"}, "10.0.0.2"),
        ({"REMOTE_ADDR": "::ffff:203.0.113.9"}, "203.0.113.9"),
        ({"REMOTE_ADDR": "2001:DB8:0::1"}, "2001:db8::1"),
        ({"REMOTE_ADDR": ""}, None),
    ]
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    for meta, address in ways:
        client.get("/waivers/?as=csv", **meta)
        assert Event.objects.latest("pk").address == address, meta
    make.officer()
    assert Event.objects.latest("pk").address is None

"""หน้าหลัก: the first page …"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecase.cases import actions as cases
from ecase.cases.models import SetAsideReason, Status
from ecase.meetings import actions as meetings
from ecase.offices.models import Duty
from ecase.payments import actions as payments
from ecase.payments.models import PaymentStatus
from ecase.privacy.tests.asking import asked
from tests import make

URL = "/2566/"


@pytest.fixture
def home(client, officer):
    def home(by=None, query=""):
        client.force_login(by or officer)
        return client.get(URL + query)

    return home


def aside(officer, *, days=None, **changes):
    """A case set aside, to come back to in so many days."""
    case = make.case(by=officer, **changes)
    day = None if days is None else timezone.localdate() + timedelta(days=days)
    [case] = meetings.set_aside(
        [case], because=SetAsideReason.HOME_VISIT, note="นัดแล้ว", return_on=day, by=officer
    )
    return case


def tasks(page):
    return [task.what for task in page.context["todo"]]


def test_lists_the_cases_taken_out_of_the_meeting(home, officer):
    case = aside(officer, days=5)
    make.case(by=officer, first_name="ยังอยู่ในที่ประชุม")

    page = home().text

    for text in (
        "เคสที่ถูกนำออกจากที่ประชุมชั่วคราว",
        "รายการเคสรอเข้าที่ประชุมสำนักงานเขตป้อมปราบศัตรูพ่าย",
        "น้ำทิพย์",
        "ต้องการเยี่ยมเคสเพื่อเก็บข้อมูลเพิ่มเติม: นัดแล้ว",
        "อีก 5 วัน",
        "จำนวนเคส 1",
    ):
        assert text in page, text
    for name in ("cases:show", "cases:disqualify", "meetings:edit"):
        assert reverse(name, args=[2566, case.number]) in page
    assert "ยังอยู่ในที่ประชุม" not in page
    assert case.person.citizen_id not in page


def test_shows_the_most_urgent_day_first(home, officer):
    for days, name in ((None, "ไม่นัด"), (9, "นาน"), (-1, "เลย"), (0, "วันนี้")):
        aside(officer, days=days, first_name=name)
    shown = home().context["aside"]
    assert [case.row.first_name for case in shown] == ["เลย", "วันนี้", "นาน", "ไม่นัด"]
    assert [case.when for case in shown] == ["เลยกำหนด 1 วัน", "วันนี้", "อีก 9 วัน", "ยังไม่ได้นัด"]


def test_says_that_nothing_waits(home):
    page = home().text
    for text in ("ไม่มีงานค้าง", "ไม่มีเคสที่ถูกนำออก", "ยังไม่มีรอบที่เปิดอยู่", "จำนวนเคส 0"):
        assert text in page


def test_names_what_waits_for_this_officer(home, officer):
    approval = make.approval(by=officer, cases=3)
    first, *_ = approval.payments.select_related("case__bank_account", "approval")
    make.bring(first, PaymentStatus.RETURNED, by=officer)
    aside(officer, days=0)

    page = home()

    assert tasks(page) == [
        f"โอนไม่ผ่าน 1 ราย ในครั้งที่ {approval.number}",
        f"บันทึกผลโอน ไฟล์ที่ 1 ธนาคารกรุงไทย ครั้งที่ {approval.number}",
        "เคสที่นำออกครบกำหนดแล้ว 1 ราย",
    ]
    assert "บัญชีถูกปิด 1 ราย" in page.text
    assert "ยังไม่มีผล 2 ราย" in page.text


def test_counts_the_last_reason_of_a_payment_that_came_back_twice(home, officer):
    approval = make.approval(by=officer, cases=1)
    payment = approval.payments.get()
    make.bring(payment, PaymentStatus.RETURNED, by=officer)
    account = dict(payment.case.bank_account.facts)
    make.corrected(payment, by=officer, **account)
    make.file(approval, by=officer)
    payment.refresh_from_db()
    payments.mark_returned(payment, because="LIMIT", by=officer)
    page = home().text
    assert "เกินวงเงิน 1 ราย" in page
    assert "บัญชีถูกปิด" not in page


def test_names_only_what_the_duty_may_do(home, officer, reference):
    make.approval(by=officer, cases=1)
    aside(officer, days=0)
    make.case(by=officer)
    payer = home(by=make.officer(Duty.PAYER))
    assert [t.split(" ")[0] for t in tasks(payer)] == ["ทำไฟล์โอนเงิน"]
    caseworker = home(by=make.officer(Duty.CASEWORKER))
    assert [t.split(" ")[0] for t in tasks(caseworker)] == ["เคสที่นำออกครบกำหนดแล้ว"]


@pytest.mark.parametrize(("duty", "link"), [("CASEWORKER", "แก้บัญชี"), ("PAYER", "ดูรายการ")])
def test_offers_to_mend_an_account_only_to_who_may(home, officer, duty, link):
    payment = make.approval(by=officer, cases=1).payments.get()
    make.bring(payment, PaymentStatus.RETURNED, by=officer)
    page = home(by=make.officer(Duty[duty])).text
    assert [word for word in ("แก้บัญชี", "ดูรายการ") if word in page] == [link]


def test_reminds_the_head_of_a_round_in_deliberation(home, officer):
    case = make.case(by=officer)
    meetings.start_deliberation(meetings.round_of(case), by=officer)
    page = home()
    assert tasks(page) == ["ปิดรอบ 1/2566 เมื่อที่ประชุมมีมติแล้ว"]
    assert "เคสที่บันทึกใหม่เข้ารอบ 2/2566 โดยอัตโนมัติ" in page.text


def test_reminds_the_head_of_who_waits_for_the_own_data(home, officer, stranger):
    received = timezone.localdate() - timedelta(days=24)
    asked(make.citizen_id(), received_on=received, by=officer)
    asked(make.citizen_id(), by=stranger)
    page = home()
    assert tasks(page) == ["คำขอเข้าถึงข้อมูลส่วนบุคคล 1 เรื่อง"]
    assert "ต้องตอบใน 6 วัน" in page.text
    assert tasks(home(by=make.officer(Duty.CASEWORKER))) == []


def test_offers_an_unfinished_form_to_who_began_it(home, officer):
    draft = make.draft(by=officer)
    cases.keep_typed(draft, {"first_name": "สมหวัง"}, by=officer)
    assert tasks(home()) == ["แบบฟอร์มที่กรอกค้างไว้ 1 ฉบับ"]
    assert tasks(home(by=make.officer())) == []


def test_shows_the_round_and_the_money_on_its_way(home, officer):
    approval = make.approval(by=officer, cases=2)
    make.case(by=officer)
    page = home().text
    assert "รอบประชุมที่ 2/2566" in page
    assert "1 เคส ขอรับ 5,000.00 บาท" in page
    assert approval.get_absolute_url() in page
    assert "2 ราย · 10,000.00 บาท" in page


def test_forgets_an_approval_that_is_settled(home, officer):
    make.case(Status.PAID, by=officer)
    assert "ไม่มีรายการอนุมัติที่ค้างจ่าย" in home().text


def test_shows_nothing_of_another_office(home, officer, stranger):
    aside(stranger, days=0)
    make.approval(by=stranger, cases=1)
    page = home()
    assert tasks(page) == []
    assert page.context["aside"] == []
    assert page.context["approval_count"] == 0


def test_has_no_buttons_for_who_may_only_read(home, officer, reference):
    case = aside(officer)
    page = home(by=make.officer(Duty.PAYER)).text
    assert reverse("cases:show", args=[2566, case.number]) in page
    assert reverse("cases:disqualify", args=[2566, case.number]) not in page


def test_counts_the_whole_city_for_the_centre(home, officer, stranger):
    make.case(Status.PAID, by=officer)
    make.case(by=officer)
    make.case(by=stranger)
    page = home(by=make.centre_officer())
    offices = {office.code: office for office in page.context["offices"]}
    assert len(offices) == 50
    assert (offices["1008"].cases, offices["1008"].paid, offices["1024"].cases) == (2, 1, 1)
    assert page.context["total"]["cases"] == 3


def test_costs_the_same_however_many(client, home, officer):
    home()
    costs, sizes = [], []
    for more in (1, 49):
        for _ in range(more):
            aside(officer, days=0)
        with CaptureQueriesContext(connection) as queries:
            sizes.append(len(home().content))
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert sizes[1] < 200_000


def test_is_not_there_in_a_year_that_nobody_opened(home, client, officer):
    client.force_login(officer)
    assert client.get("/2599/").status_code == 404

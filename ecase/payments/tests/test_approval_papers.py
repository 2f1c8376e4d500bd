"""The list of past approvals and their papers (พิมพ์รายงานขออนุมัติเงิน)."""

from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecase.audit.models import Event
from ecase.core.tests.paper_text import pages
from ecase.meetings import actions as meetings
from ecase.offices.models import Duty, Officer
from ecase.payments import printouts
from ecase.payments.models import Approval, BankGroup
from ecase.regulations.models import Bank
from tests import make

LIST = "/2566/approvals/"
GENTLE = {"first_name": "ทดสอบหนึ่ง", "last_name": "ใจดี", "amount": Decimal(3000)}
COOL = {"first_name": "ทดสอบสอง", "last_name": "ใจเย็น", "amount": Decimal(5000)}


def address(approval, paper):
    return reverse("payments:paper", args=[approval.fiscal_year_id, approval.key, paper])


@pytest.fixture
def approval(officer):
    """One person paid through Krungthai and one through ธ.ก.ส."""
    make.case(by=officer, **GENTLE, account_name="นางทดสอบหนึ่ง ใจดี", account_number="0012345678")
    case = make.case(
        by=officer,
        **COOL,
        bank=Bank.objects.get(code="034"),
        branch_code="0123",
        account_name="นางทดสอบสอง ใจเย็น",
        account_number="020123456789",
        phone="0812345417",
    )
    return make.approval(by=officer, of=meetings.round_of(case))


def test_says_where_reports_come_from_while_there_is_none(client, officer):
    client.force_login(officer)
    html = client.get(LIST).content.decode()

    assert "พิมพ์รายงานการอนุมัติย้อนหลังเขตป้อมปราบศัตรูพ่าย" in html
    assert "ยังไม่มีรายงานในปีงบประมาณนี้" in html


def test_has_the_manuals_columns_and_buttons(client, officer, approval):
    client.force_login(officer)
    html = client.get(LIST).content.decode()

    for words in (
        "หมายเลขรายงาน",
        "ปีงบประมาณ",
        "วันที่อนุมัติ",
        "ดาวน์โหลดแบบ ทค.1",
        "ดาวน์โหลดแบบ K-corp 2",
        'รายการอนุมัติให้ความช่วยเหลือสำนักงานเขต <span class="nb">ครั้งที่1-ปีงบประมาณ2566',
        *(f"{paper.label}</a>" for paper in printouts.PAPERS.values()),
    ):
        assert words in html


def test_begins_with_the_newest_and_finds_one_by_its_number(client, officer):
    for _ in range(3):
        make.approval(by=officer, cases=1)
    client.force_login(officer)
    html = client.get(LIST).content.decode()
    assert html.index("ครั้งที่3-") < html.index("ครั้งที่2-") < html.index("ครั้งที่1-")

    found = client.get(LIST, {"number": "๒"}).content.decode()
    assert "ครั้งที่2-" in found
    assert "ครั้งที่1-" not in found
    assert "ครั้งที่3-" not in found


@pytest.mark.parametrize(
    ("number", "told"), [("9", "ไม่พบรายงานครั้งที่ค้นหา"), ("ก", "มีได้เฉพาะตัวเลข"), ("\x00", "1")]
)
def test_says_what_a_search_did_not_find(client, officer, approval, number, told):
    client.force_login(officer)
    response = client.get(LIST, {"number": number})

    assert response.status_code == 200
    assert told in response.content.decode()


def test_asks_as_much_of_the_database_for_fifty_approvals_as_for_one(client, officer, approval):
    client.force_login(officer)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(49):
        make.approval(by=officer, cases=1)
    with CaptureQueriesContext(connection) as fifty:
        response = client.get(LIST)

    assert len(fifty) == len(one)
    assert len(response.content) < 200_000


def test_of_another_office_are_not_there(client, approval, stranger):
    client.force_login(stranger)

    assert "ครั้งที่1-" not in client.get(LIST).content.decode()
    for paper in printouts.PAPERS:
        assert client.get(address(approval, paper)).status_code == 404
    assert not Event.objects.filter(verb="approval.printed").exists()


def test_are_read_by_the_centre_with_the_office(client, approval):
    client.force_login(make.centre_officer(Duty.AUDITOR))
    html = client.get(LIST).content.decode()

    assert "ย้อนหลังทุกเขต" in html
    assert "ป้อมปราบศัตรูพ่าย ·" in html
    assert client.get(address(approval, "report")).status_code == 200


@pytest.mark.parametrize("paper", ["tk2", "report.pdf", "..", "tk1-", "%00"])
def test_are_these_five_alone(client, officer, approval, paper):
    client.force_login(officer)

    assert client.get(f"/2566/approvals/{approval.key}/{paper}.pdf").status_code == 404


def test_each_go_on_record(client, officer, approval):
    client.force_login(officer)
    for paper in printouts.PAPERS:
        response = client.get(address(approval, paper))
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")

    events = Event.objects.filter(verb="approval.printed", by=officer).order_by("pk")
    assert [event.after["paper"] for event in events] == list(printouts.PAPERS)


def test_open_to_be_printed_or_come_as_a_file_with_a_thai_name(client, officer, approval):
    client.force_login(officer)

    report = client.get(address(approval, "report"))["Content-Disposition"]
    form = client.get(address(approval, "tk1-others"))["Content-Disposition"]
    assert report.startswith("inline; filename*=utf-8''")
    assert form.startswith("attachment; filename*=utf-8''")


def test_report_names_all_with_sum_law_and_page(approval):
    [text] = pages(printouts.report(approval).pdf())

    assert "ที่ผ่านการพิจารณาให้ความช่วยเหลือ" in text
    assert "สำนักงานเขตป้อมปราบศัตรูพ่าย ครั้งที่ 1 ปีงบประมาณ 2566" in text
    assert "จำนวน 2 ราย เป็นเงิน 8,000.00 บาท (แปดพันบาทถ้วน)" in text
    assert "ทดสอบหนึ่ง" in text
    assert "ทดสอบสอง" in text
    assert "หน้า 1/1" in text
    assert approval.digest[:12] in text


@pytest.mark.parametrize("make_paper", [printouts.tk1, printouts.kcorp2])
def test_forms_hold_the_payees_of_their_banks_alone(approval, make_paper):
    [krungthai] = pages(make_paper(approval, BankGroup.KRUNGTHAI).pdf())
    [others] = pages(make_paper(approval, BankGroup.OTHERS).pdf())

    assert "0012345678" in krungthai
    assert "3,000.00 บาท (สามพันบาทถ้วน)" in krungthai
    assert "020123456789" not in krungthai
    assert "020123456789" in others
    assert "5,000.00 บาท (ห้าพันบาทถ้วน)" in others
    assert "0012345678" not in others
    for text in (krungthai, others):
        assert "จำนวน 1 ราย" in text
        assert "หน้า 1/1" in text


def test_form_of_banks_that_nobody_has_says_so(officer):
    approval = make.approval(by=officer, cases=1)
    [text] = pages(printouts.tk1(approval, BankGroup.OTHERS).pdf())

    assert "อนุมัติครั้งนี้ไม่มีผู้รับเงินทางธนาคารอื่น" in text
    assert "จำนวน 0 ราย" in text


def test_are_the_same_bytes_in_a_year_whatever_changed_since(officer, approval):
    then = {key: paper.tell(approval).pdf() for key, paper in printouts.PAPERS.items()}
    for payment in approval.payments.select_related("case"):
        facts = make.facts(account_number="9999999999", account_name="ผู้อื่น")
        make.corrected(payment, by=officer, **facts.account)
    Officer.objects.filter(pk=officer.pk).update(last_name="นามสกุลใหม่")
    Bank.objects.filter(code="034").update(name="ธนาคารชื่อใหม่")

    with time_machine.travel(timezone.now().replace(year=timezone.now().year + 1)):
        again = Approval.objects.get(pk=approval.pk)
        now = {key: paper.tell(again).pdf() for key, paper in printouts.PAPERS.items()}

    assert now == then


@pytest.mark.parametrize(
    "change", [{"content": "{}"}, {"count": 9}, {"total": 1}, {"digest": "x"}, {"number": 7}]
)
def test_stand_on_what_nobody_can_change(approval, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM payments_approval")

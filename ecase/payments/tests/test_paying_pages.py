"""The pages of จ่ายให้ประชาชน open, say what they should, and stay cheap."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ecase.offices.models import Duty
from ecase.payments import actions
from ecase.payments.models import Approval, PaymentStatus
from tests import make

WAITING = "/2566/payments/"


@pytest.fixture
def visit(client, officer):
    client.force_login(officer)
    return client


def addresses(payment):
    approval, number = payment.approval, payment.case.number
    return [
        f"/2566/payments/{approval.key}/",
        f"/2566/payments/{approval.key}/all-paid/",
        f"/2566/payments/{approval.key}/files/krungthai/1/",
        f"/2566/payment/{number}/account/",
        f"/2566/payment/{number}/failure/",
        f"/2566/payment/{number}/result/",
    ]


def in_file(officer, cases=1):
    approval = make.approval(by=officer, cases=cases)
    make.file(approval, by=officer)
    return approval


def test_the_waiting_list_says_that_nothing_waits(visit):
    assert "ไม่มีรายการที่รอการโอนเงิน" in visit.get(WAITING).text
    assert "ยังไม่มีรายการที่จ่ายครบ" in visit.get(WAITING, {"show": "settled"}).text


def test_the_waiting_list_leads_to_what_was_decided_though_nothing_waits(visit):
    page = visit.get(WAITING).text
    assert 'href="/2566/account-changes/?show=decided"' in page
    assert 'href="/2566/conflicts/?show=settled"' in page


def test_an_approval_waits_until_all_is_settled(visit, officer):
    approval = in_file(officer)
    page = visit.get(WAITING).text
    assert "ครั้งที่1-ปีงบประมาณ2566" in page
    assert f'href="/2566/payments/{approval.key}/"' in page
    assert "แสดงรายการ" in page

    actions.confirm_paid(approval.payments.get(), by=officer)

    assert f"/2566/payments/{approval.key}/" not in visit.get(WAITING).text
    assert f"/2566/payments/{approval.key}/" in visit.get(WAITING, {"show": "settled"}).text


def test_the_list_has_the_columns_of_the_manual(visit, officer):
    approval = in_file(officer)
    page = visit.get(approval.get_absolute_url()).text
    headings = [
        re.sub("<[^>]*>", "", heading).strip()
        for heading in re.findall(r"<th role=\"columnheader\".*?</th>", page, re.DOTALL)
    ]
    assert headings == [
        "หมายเลขบัตรประจำตัวประชาชน",
        "คำนำหน้า",
        "ชื่อ",
        "นามสกุล",
        "ประเภท",
        "อายุ",
        "ประเภทเงินสงเคราะห์ที่ได้รับการพิจารณา",
        "จำนวนเงิน",
        "สถานะ",
        "แก้ไขข้อมูลทางการเงิน",
        "จ่ายไม่สำเร็จ",
    ]
    assert "กรุณาเลือกเคสที่ต้องการจ่ายให้ประชาชนของเขตป้อมปราบศัตรูพ่าย" in page
    assert "ยอดครบ" in page
    for label in (
        "ไฟล์สำหรับโอนเงิน ธนาคารกรุงไทย",
        "ไฟล์สำหรับโอนเงิน ธนาคารอื่น",
        "จ่ายสำเร็จทั้งหมด",
        "ย้อนกลับ",
    ):
        assert label in page


def test_the_id_is_masked_until_revealed(visit, officer):
    approval = in_file(officer)
    case = approval.payments.get().case
    page = visit.get(approval.get_absolute_url()).text
    assert case.person.citizen_id not in page.replace("-", "")
    assert "xxxxx" in page


def test_the_list_shows_only_what_is_to_be_mended(visit, officer):
    approval = make.approval(by=officer, cases=2)
    first, second = approval.payments.order_by("position")
    make.bring(first, PaymentStatus.RETURNED, by=officer)

    page = visit.get(approval.get_absolute_url(), {"only": "mend"}).text

    assert f'id="c{first.case.number}"' in page
    assert f'id="c{second.case.number}"' not in page
    assert "บัญชีถูกปิด" in page


def test_buttons_stand_only_where_they_may_be_used(visit, officer):
    approval = in_file(officer, cases=2)
    paid, waits = approval.payments.order_by("position")
    actions.confirm_paid(paid, by=officer)

    page = visit.get(approval.get_absolute_url()).text

    assert f"/2566/payment/{paid.case.number}/account/" not in page
    assert "จ่ายแล้ว" in page
    assert f"/2566/payment/{waits.case.number}/account/" in page
    assert f"/2566/payment/{waits.case.number}/failure/" in page


def test_who_may_not_is_told_who_does(client, officer):
    approval = in_file(officer)
    client.force_login(make.officer(Duty.CASEWORKER))
    page = client.get(approval.get_absolute_url()).text
    assert "ผู้ทำหน้าที่โอนเงินเป็นผู้ดาวน์โหลดไฟล์" in page
    assert "ผู้ทำหน้าที่โอนเงินเป็นผู้บันทึกผลการโอน" in page
    lists = client.get("/2566/results/").text
    assert "รายการที่ผู้ทำหน้าที่โอนเงินนำเข้าจะมาอยู่ที่นี่" in lists
    assert "เลือกไฟล์ข้างบน" not in lists  # there is no box

    client.force_login(make.officer(Duty.PAYER))
    page = client.get(approval.get_absolute_url()).text
    assert "เจ้าหน้าที่แก้ไข" in page
    assert "/failure/" in page


def test_a_closed_year_is_read_only(visit, officer):
    approval = in_file(officer)
    year = approval.fiscal_year
    year.is_open = False
    year.save()
    page = visit.get(approval.get_absolute_url()).text
    assert "ปิดปีแล้ว" in page
    assert "/account/" not in page
    assert "ดาวน์โหลดซ้ำ" in page
    number = approval.payments.get().case.number
    line = approval.payments.get().lines.get().pk
    sent = {"result": "paid", "line": line}
    assert visit.post(f"/2566/payment/{number}/result/", sent).status_code == 403
    assert visit.post(f"/2566/payment/{number}/failure/", {"reason": "x"}).status_code != 302


def test_another_office_does_not_even_learn_that_the_money_exists(client, officer, stranger):
    payment = in_file(officer).payments.get()
    client.force_login(stranger)
    for address in addresses(payment):
        assert client.get(address).status_code == 404, address
        assert client.post(address).status_code in (404, 405), address
    make_file = f"/2566/payments/{payment.approval.key}/files/krungthai/"
    assert client.post(make_file).status_code == 404
    assert "ครั้งที่1" not in client.get(WAITING).text


@pytest.mark.parametrize(
    "key", ["1008-2", "1008-0", "9999-1", "x", "1008-1'", "๑๐๐๘-1", "1008-99999"]
)
def test_an_address_that_names_nothing_is_404(visit, officer, key):
    in_file(officer)
    for tail in ("", "all-paid/", "files/krungthai/1/"):
        assert visit.get(f"/2566/payments/{key}/{tail}").status_code == 404


def test_another_year_is_404(visit, officer):
    payment = in_file(officer).payments.get()
    for address in addresses(payment):
        assert visit.get(address.replace("2566/", "2569/", 1)).status_code == 404, address


def test_each_page_is_for_its_duty(client, officer):
    payment = in_file(officer).payments.get()
    shows, all_paid, file, account, failure, result = addresses(payment)
    make_file = f"/2566/payments/{payment.approval.key}/files/krungthai/"

    client.force_login(make.officer(Duty.PAYER))
    assert client.get(account).status_code == client.post(account).status_code == 403
    client.force_login(make.officer(Duty.CASEWORKER))
    assert client.get(all_paid).status_code == client.get(file).status_code == 403
    assert client.post(make_file).status_code == 403
    assert client.post(result, {"result": "paid"}).status_code == 403
    client.force_login(make.centre_officer())
    assert client.get(shows).status_code == client.get(result).status_code == 200
    for address in (all_paid, file, account, failure):
        assert client.get(address).status_code == 403
    assert client.post(result, {"result": "paid"}).status_code == 403
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.IN_FILE


def test_the_centre_sees_whose_list_it_is(client, officer):
    in_file(officer)
    client.force_login(make.centre_officer())
    page = client.get(WAITING).text
    assert "สำนักงานเขต" in page
    assert "ป้อมปราบศัตรูพ่าย" in page


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert len(response.content) < 200_000
    return len(captured)


def test_it_costs_the_same_however_many(visit, officer):
    few = in_file(officer)
    many = make.approval(by=officer, cases=50)
    make.file(many, by=officer)
    for payment in many.payments.filter(position__lte=3):
        actions.mark_returned(payment, because="OTHER", by=officer)
    visit.get(few.get_absolute_url())  # warm: content types, session

    def same(of):
        return queries(visit, of(few)) == queries(visit, of(many))

    assert same(lambda approval: approval.get_absolute_url())
    assert same(lambda approval: f"/2566/payments/{approval.key}/all-paid/")


def test_the_waiting_list_costs_the_same_however_many(visit, officer):
    in_file(officer)
    visit.get(WAITING)
    one = queries(visit, WAITING)
    for _ in range(5):
        in_file(officer)
    assert Approval.objects.waiting().count() == 6
    assert queries(visit, WAITING) == one

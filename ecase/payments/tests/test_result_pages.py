"""The pages on which results are told: one by hand, all that waits, and a failure."""

import pytest

from ecase.audit.models import Event
from ecase.payments import actions
from ecase.payments.models import PaymentStatus
from tests import make

from .test_results import of_both_banks, pending


@pytest.fixture
def at_desk(client, officer):
    client.force_login(officer)
    return client


def page_of(payment, name):
    return f"/2566/payment/{payment.case.number}/{name}/"


def test_the_payer_tells_one_result_by_hand(at_desk, officer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    line = payment.lines.get()
    address = page_of(payment, "result")
    page = at_desk.get(address).text
    assert line.reference in page
    assert f'name="line" value="{line.pk}"' in page

    response = at_desk.post(address, {"result": "paid", "line": line.pk}, follow=True)

    assert response.redirect_chain == [(payment.approval.get_absolute_url(), 302)]
    assert "บันทึกจ่ายสำเร็จ" in response.text
    again = at_desk.post(address, {"result": "paid", "line": line.pk})
    assert again.status_code == 409
    assert "จ่ายสำเร็จ" in again.text


@pytest.mark.parametrize("line", ["", "x", "-1", "9" * 40])
def test_a_result_without_its_line_is_refused(at_desk, officer, line):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    response = at_desk.post(page_of(payment, "result"), {"result": "paid", "line": line})
    assert response.status_code == 409
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.IN_FILE


def test_a_return_needs_its_reason(at_desk, officer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    typed = {"result": "returned", "line": payment.lines.get().pk, "note": "แจ้งทางโทรศัพท์"}
    page = at_desk.post(page_of(payment, "result"), typed)
    assert "ยังไม่ได้เลือก" in page.text
    assert "แจ้งทางโทรศัพท์" in page.text

    at_desk.post(page_of(payment, "result"), {**typed, "because": "LIMIT"})

    line = payment.lines.get()
    assert (line.return_reason, line.return_note) == ("LIMIT", "แจ้งทางโทรศัพท์")


def test_the_failure_page_wants_its_reason(at_desk, officer):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    address = page_of(payment, "failure")
    assert "ระบุเหตุผลของการจ่ายไม่สำเร็จ" in at_desk.get(address).text
    assert "ยังไม่ได้กรอก" in at_desk.post(address, {"reason": " "}).text

    response = at_desk.post(address, {"reason": "บัญชีถูกปิด"}, follow=True)

    assert "บันทึกจ่ายไม่สำเร็จ" in response.text
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.FAILED
    assert at_desk.get(address).headers["Location"] == page_of(payment, "result")
    assert at_desk.post(address, {"reason": "อีกครั้ง"}).status_code == 409


def test_the_failure_page_asks_first_why_the_bank_returned_it(at_desk, officer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    address = page_of(payment, "failure")
    assert "เหตุที่โอนไม่ผ่าน" in at_desk.get(address).text
    typed = {"reason": "ย้ายที่อยู่", "line": payment.lines.get().pk}
    assert "ยังไม่ได้เลือก" in at_desk.post(address, typed).text
    at_desk.post(address, {**typed, "returned_because": "DECEASED"})
    assert payment.lines.get().return_reason == "DECEASED"


def confirm_page(client, approval):
    address = f"/2566/payments/{approval.key}/all-paid/"
    page = client.get(address)
    form = page.context["form"]
    totals = {name: f"{total:,.2f}" for name, (_, total) in form.control.items()}
    return address, page, {"shown": form["shown"].value(), **totals}


def test_the_confirm_list_follows_the_manual(at_desk, officer):
    approval = of_both_banks(officer)
    address, page, typed = confirm_page(at_desk, approval)
    for label in (
        "รายชื่อผู้ประสบปัญหาความเดือดร้อนสำหรับบันทึกการจ่ายเงินให้ประชาชน",
        "ยอดรวมตามจอธนาคาร ไฟล์ที่ 1 ธนาคารกรุงไทย",
        "ยอดรวมตามจอธนาคาร ไฟล์ที่ 1 ธนาคารอื่น",
        "บันทึกการจ่ายสำเร็จทั้งหมด",
        "จำนวน 3 ราย",
        "เป็นเงิน 15,000.00 บาท",
        "บัญชีที่ 1 ลำดับที่ 3",
    ):
        assert label in page.text

    response = at_desk.post(address, typed, follow=True)

    assert response.redirect_chain == [("/2566/payments/", 302)]
    assert "บันทึกการจ่ายสำเร็จ 3 ราย" in response.text
    assert "ไม่มีรายการที่รอการโอนเงิน" in response.text
    twice = at_desk.post(address, typed, follow=True)
    assert "บันทึกการจ่ายสำเร็จ 3 ราย" in twice.text
    assert Event.objects.filter(verb="approval.all_paid").count() == 1


def test_the_confirm_list_keeps_what_was_typed_where_a_total_differs(at_desk, officer):
    approval = of_both_banks(officer)
    address, _, typed = confirm_page(at_desk, approval)
    name = next(name for name in typed if name.startswith("total_"))
    page = at_desk.post(address, {**typed, name: "๙,๙๙๙"}).text
    assert "น้อยกว่ายอดคุม 10,000.00 บาท อยู่ 1.00 บาท" in page
    assert "๙,๙๙๙" in page
    assert len(pending(approval)) == 3


def test_the_confirm_list_shows_what_changed(at_desk, officer):
    approval = of_both_banks(officer)
    address, _, typed = confirm_page(at_desk, approval)
    actions.mark_returned(approval.payments.first(), because="OTHER", by=officer)
    page = at_desk.post(address, typed)
    assert page.status_code == 409
    assert "เปลี่ยนไปหลังจากคุณเปิดหน้านี้" in page.text
    assert len(pending(approval)) == 2


@pytest.mark.parametrize("shown", ["", "x", "WzFd:1abc:forged"])
def test_a_forged_list_is_refused(at_desk, officer, shown):
    approval = of_both_banks(officer)
    address, _, typed = confirm_page(at_desk, approval)
    assert at_desk.post(address, {**typed, "shown": shown}).status_code == 409
    assert len(pending(approval)) == 3


def test_the_confirm_list_says_what_to_do_where_nothing_waits(at_desk, officer):
    approval = make.approval(by=officer, cases=1)
    page = at_desk.get(f"/2566/payments/{approval.key}/all-paid/").text
    assert "ไม่มีรายที่รอผลจากธนาคาร" in page
    assert "รอโอน 1 ราย" in page

"""Pages of ผลที่ขัดกัน: noting what the bank says now, the list, and the head's settlement."""

import pytest

from ecase.offices.models import Duty
from ecase.payments.models import Conflict, PaymentStatus, Result, Settlement
from tests import make

from .test_conflicts import first_line, note, now, returned_and_now, settle

LIST = "/2566/conflicts/"


@pytest.fixture
def head(officer):
    return make.other_of(officer)


@pytest.fixture
def at_desk(client, officer):
    client.force_login(officer)
    return client


def noting(payment, line=None):
    address = f"/2566/payment/{payment.case.number}/conflict/"
    return f"{address}?line={line.reference}" if line else address


def address_of(conflict):
    return f"{LIST}{conflict.pk}/"


def test_the_list_says_that_nothing_waits(at_desk):
    assert "ไม่มีผลที่ขัดกัน" in at_desk.get(LIST).text
    assert at_desk.get(LIST, {"show": "settled"}).status_code == 200


def test_each_answered_line_has_its_own_link_on_the_result_page(at_desk, officer):
    """The first file's money may arrive when the second has paid."""
    payment = returned_and_now(PaymentStatus.PAID, officer)
    page = at_desk.get(f"/2566/payment/{payment.case.number}/result/").text
    for line in payment.lines.all():
        assert noting(payment, line) in page


def test_the_payer_notes_a_late_success_of_an_earlier_file(at_desk, officer):
    payment = returned_and_now(PaymentStatus.PAID, officer)
    line = first_line(payment)
    page = at_desk.get(noting(payment, line))
    assert line.reference in page.text
    shown = {"line": line.pk, "says": "PAID"}
    empty = at_desk.post(noting(payment, line), {**shown, "note": ""})
    assert "ยังไม่ได้กรอก" in empty.text
    done = at_desk.post(noting(payment, line), {**shown, "note": "สลิป 4"}, follow=True)
    assert "รอหัวหน้าฝ่ายตัดสิน" in done.text
    conflict = Conflict.objects.get()
    assert (conflict.line, conflict.says, conflict.note) == (line, Result.PAID, "สลิป 4")


def test_a_return_after_a_success_asks_why(at_desk, officer):
    payment = make.payment(PaymentStatus.PAID, by=officer)
    line = first_line(payment)
    assert "เหตุที่โอนไม่ผ่าน" in at_desk.get(noting(payment)).text
    shown = {"line": line.pk, "says": "RETURNED"}
    typed = {**shown, "note": "คืนเงิน", "because": "ACCOUNT_CLOSED"}
    at_desk.post(noting(payment), typed)
    assert Conflict.objects.get().return_reason == "ACCOUNT_CLOSED"


def test_a_page_that_showed_another_result_notes_nothing(at_desk, officer):
    payment = make.payment(PaymentStatus.PAID, by=officer)
    typed = {"line": first_line(payment).pk, "says": "PAID", "note": "สลิป 4"}
    page = at_desk.post(noting(payment), typed).text
    assert "เปลี่ยนไปหลังจากคุณเปิดหน้านี้" in page
    assert "สลิป 4" in page
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("line", ["x", "๑", "661008001199999999"])
def test_a_line_of_another_payment_is_not_noted_here(at_desk, officer, line):
    payment = make.payment(PaymentStatus.PAID, by=officer)
    assert at_desk.get(noting(payment), {"line": line}).status_code == 404


def test_what_waits_for_its_first_answer_has_none_to_contradict(at_desk, officer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    assert at_desk.get(noting(payment)).headers["Location"].endswith("/result/")


@pytest.mark.parametrize("line", ["", "x", "0"])
def test_a_bent_form_notes_nothing(at_desk, officer, line):
    payment = make.payment(PaymentStatus.PAID, by=officer)
    assert at_desk.post(noting(payment), {"line": line, "note": "x"}).status_code == 200
    assert not Conflict.objects.exists()


def test_the_head_sees_both_words_and_settles(client, officer, head):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    conflict = note(first_line(payment), Result.PAID, officer)
    client.force_login(head)
    assert address_of(conflict) in client.get(LIST).text
    page = client.get(address_of(conflict)).text
    for word in ("โอนไม่ผ่าน", "จ่ายสำเร็จ", "ตามรายการเดินบัญชี", str(officer), "แจ้งด้วยมือ"):
        assert word in page
    empty = client.post(address_of(conflict), {"settlement": "", "because": "อ่านแล้ว"})
    assert "อ่านแล้ว" in empty.text
    assert now(payment).status == PaymentStatus.RETURNED

    typed = {"settlement": Settlement.CORRECTED, "because": "เงินเข้าแล้ว"}
    done = client.post(address_of(conflict), typed, follow=True)
    assert "ตัดสินผลของเคส" in done.text
    assert now(payment).status == PaymentStatus.PAID
    assert address_of(conflict) not in client.get(LIST).text
    assert "เงินเข้าแล้ว" in client.get(address_of(conflict)).text
    assert address_of(conflict) in client.get(LIST, {"show": "settled"}).text


def test_recovery_is_offered_of_a_late_success_alone(client, officer, head):
    late = note(first_line(make.payment(PaymentStatus.RETURNED, by=officer)), Result.PAID, officer)
    back = note(first_line(make.payment(PaymentStatus.PAID, by=officer)), Result.RETURNED, officer)
    client.force_login(head)
    assert Settlement.RECOVER.label in client.get(address_of(late)).text
    assert Settlement.RECOVER.label not in client.get(address_of(back)).text
    bent = {"settlement": Settlement.RECOVER, "because": "x"}
    assert client.post(address_of(back), bent).status_code == 200
    back.refresh_from_db()
    assert back.settlement == Settlement.OPEN


def test_what_is_settled_says_so_whatever_is_sent_to_it(client, officer, head):
    back = note(first_line(make.payment(PaymentStatus.PAID, by=officer)), Result.RETURNED, officer)
    client.force_login(head)
    client.post(address_of(back), {"settlement": Settlement.STANDS, "because": "ตรวจแล้ว"})
    bent = {"settlement": Settlement.RECOVER, "because": "x"}
    answer = client.post(address_of(back), bent)
    assert answer.status_code == 409
    assert "ตัดสินแล้ว" in answer.text


def test_settling_asks_for_the_password_again(client, officer, head):
    conflict = note(
        first_line(make.payment(PaymentStatus.RETURNED, by=officer)), Result.PAID, officer
    )
    client.force_login(head)
    client.password_given(None)
    typed = {"settlement": Settlement.CORRECTED, "because": "เงินเข้าแล้ว"}
    assert "ยืนยันรหัสผ่านอีกครั้ง" in client.post(address_of(conflict), typed).text
    conflict.refresh_from_db()
    assert conflict.settlement == Settlement.OPEN


def test_the_rule_is_said_where_it_would_be_a_second_payment(client, officer, head):
    payment = returned_and_now(PaymentStatus.PAID, officer)
    conflict = note(first_line(payment), Result.PAID, officer)
    client.force_login(head)
    typed = {"settlement": Settlement.CORRECTED, "because": "x"}
    answer = client.post(address_of(conflict), typed)
    assert answer.status_code == 409
    assert Settlement.RECOVER.label in answer.text


def test_who_may_not_is_refused_and_another_office_finds_nothing(client, officer, stranger):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    conflict = note(first_line(payment), Result.PAID, officer)
    typed = {"settlement": Settlement.STANDS, "because": "x"}
    client.force_login(make.officer(Duty.PAYER))
    assert client.post(address_of(conflict), typed).status_code == 403
    client.force_login(make.officer(Duty.HEAD))
    assert client.get(noting(payment)).status_code == 403
    client.force_login(officer)
    assert client.post(address_of(conflict), typed).status_code == 409  # who noted it
    client.force_login(stranger)
    assert client.get(address_of(conflict)).status_code == 404
    assert client.get(noting(payment)).status_code == 404
    assert payment.case.name not in client.get(LIST).text


def test_the_approval_tells_what_is_in_doubt(at_desk, officer, head):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    conflict = note(first_line(payment), Result.PAID, officer)
    at_approval = payment.approval.get_absolute_url()
    assert "มีผลที่ขัดกัน" in at_desk.get(at_approval).text
    assert "ผลที่ขัดกัน 1 ราย" in at_desk.get("/2566/payments/").text
    settle(conflict, Settlement.STANDS, head)
    assert "มีผลที่ขัดกัน" not in at_desk.get(at_approval).text

"""Correcting where the money goes keeps every version, with its reason and its papers."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ecase.audit.models import Event
from ecase.cases.models import CaseChanged, Status
from ecase.payments import actions
from ecase.payments.models import (
    NotOpen,
    PaymentStatus,
    Result,
    SameAccount,
    WrongPaymentStatus,
)
from ecase.regulations.models import Bank
from tests import make


def changed(payment, **facts):
    return {**payment.case.bank_account.facts, **facts}


@pytest.mark.parametrize(
    "status", [PaymentStatus.DUE, PaymentStatus.IN_FILE, PaymentStatus.RETURNED]
)
def test_it_is_a_new_version_and_the_money_is_due_again(officer, status):
    payment = make.payment(status, by=officer)
    change = actions.propose_account(
        payment,
        changed(payment, account_number="0011112222"),
        reason="พิมพ์ผิด",
        returned_because="WRONG_ACCOUNT",
        by=officer,
    )
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.HELD
    assert payment.case.bank_account == payment.case.bank_accounts.get(version=1)

    actions.accept_account(change, by=make.other_of(officer))

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.DUE
    payment.case.refresh_from_db()
    assert payment.case.status == Status.APPROVED
    first, second = payment.case.bank_accounts.order_by("version")
    assert second == payment.case.bank_account
    assert second.account_number == "0011112222"
    assert second.reason == "พิมพ์ผิด"
    assert first.account_number != second.account_number
    for verb, note in (
        ("case.bank_account_proposed", "พิมพ์ผิด"),
        ("case.bank_account_changed", f"พิมพ์ผิด (เสนอโดย{officer})"),
    ):
        event = Event.objects.get(verb=verb)
        assert event.note == note
        assert "0011112222" not in str(event.after)


@pytest.mark.parametrize("typed", [{}, {"phone": "0812345678"}])
def test_a_line_that_waits_comes_back_by_another_account_alone(officer, typed):
    """Else the same person is in the next file to the same account, and may be paid twice."""
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    with pytest.raises(SameAccount):
        actions.propose_account(
            payment,
            changed(payment, **typed),
            reason="x",
            returned_because="WRONG_ACCOUNT",
            by=officer,
        )
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.IN_FILE
    assert payment.lines.get().result == Result.PENDING


@pytest.mark.parametrize("status", [PaymentStatus.PAID, PaymentStatus.FAILED])
def test_a_settled_payment_keeps_its_account(officer, status):
    payment = make.payment(status, by=officer)
    with pytest.raises(WrongPaymentStatus):
        actions.propose_account(payment, changed(payment, email="a@b.co"), reason="x", by=officer)
    assert payment.case.bank_accounts.count() == 1


def test_sent_again_it_changes_nothing(officer):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    facts = {"reason": "พิมพ์ผิด", "opened_version": payment.case.version, "by": officer}
    account = changed(payment, account_number="0011112222")
    change = actions.propose_account(payment, account, **facts)
    events = Event.objects.count()
    assert actions.propose_account(payment, account, **facts) == change
    assert Event.objects.count() == events

    actions.accept_account(change, by=make.other_of(officer))
    events = Event.objects.count()
    assert actions.propose_account(payment, account, **facts) is None
    assert payment.case.bank_accounts.count() == 2
    assert Event.objects.count() == events


def test_the_second_of_two_officers_is_told(officer):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    opened = payment.case.version
    first = changed(payment, account_number="0011112222")
    change = actions.propose_account(payment, first, reason="x", opened_version=opened, by=officer)

    def propose_too(by):
        actions.propose_account(
            payment,
            changed(payment, account_number="0033334444"),
            reason="y",
            opened_version=opened,
            by=by,
        )

    with pytest.raises(NotOpen, match="รอรับรอง"):
        propose_too(make.officer())
    actions.accept_account(change, by=make.other_of(officer))
    with pytest.raises(CaseChanged):
        propose_too(make.officer())
    assert payment.case.bank_accounts.count() == 2


# --- the page


@pytest.fixture
def at_desk(client, officer):
    client.force_login(officer)
    return client


def address_of(payment):
    return f"/2566/payment/{payment.case.number}/account/"


def typed_in(client, payment, **changes):
    """What a browser would send of the page as it stands."""
    form = client.get(address_of(payment)).context["form"]
    sent = {name: form[name].value() for name in form.fields if name != "financial"}
    sent["bank"] = getattr(sent["bank"], "pk", sent["bank"])
    sent |= changes
    return {name: value for name, value in sent.items() if value is not None}


def test_it_has_the_fields_of_the_manual(at_desk, officer):
    page = at_desk.get(address_of(make.payment(PaymentStatus.RETURNED, by=officer))).text
    labels = re.sub("<[^>]*>", "", page)
    for label in (
        "ชื่อธนาคาร",
        "รหัสธนาคาร/รหัสสาขา",
        "รหัสสาขาของธนาคาร",
        "ชื่อบัญชีธนาคาร",
        "หมายเลขบัญชีธนาคาร",
        "หมายเลขโทรศัพท์",
        "อีเมล",
        "เหตุผลที่แก้ไข",
        "ยืนยัน",
        "เอกสารทางการเงินที่ยื่นไว้",
        "บัญชีถูกปิด",
    ):
        assert label in labels
    assert "เหตุที่โอนไม่ผ่าน" not in labels


def test_who_follows_the_manual_changes_the_number_and_confirms(at_desk, officer):
    """The line waits for its result: its return is recorded in the same step."""
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    sent = typed_in(at_desk, payment, account_number="001-1-11222-2")

    response = at_desk.post(address_of(payment), sent, follow=True)

    assert "บันทึกข้อมูลทางการเงินของเคส" in response.text
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.HELD
    line = payment.lines.get()
    assert (line.result, line.return_reason) == (Result.RETURNED, "WRONG_ACCOUNT")

    actions.accept_account(payment.account_changes.get(), by=make.other_of(officer))

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.DUE
    payment.case.refresh_from_db()
    assert payment.case.bank_account.account_number == "0011112222"
    assert payment.case.bank_account.reason == "กรอกธนาคารหรือเลขบัญชีผิด"


def test_who_only_looks_and_confirms_is_told_that_nothing_came_back(at_desk, officer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    page = at_desk.post(address_of(payment), typed_in(at_desk, payment, phone="0812345678"))
    assert "บัญชีรับเงินยังเหมือนเดิม" in page.text
    assert "0812345678" in page.text
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.IN_FILE


def test_the_look_at_the_account_is_on_record(at_desk, officer):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    at_desk.get(address_of(payment))
    at_desk.get(address_of(payment))
    assert Event.objects.filter(verb="case.account_disclosed").count() == 1


def test_only_baac_needs_its_branch(at_desk, officer):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    sent = typed_in(at_desk, payment, bank="034", account_number="020123458781")
    page = at_desk.post(address_of(payment), sent)
    assert "ต้องมีรหัสสาขา 4 หลัก" in page.text
    assert "020123458781" in page.text

    at_desk.post(address_of(payment), {**sent, "branch_code": "๐๐๑๒"})

    assert payment.account_changes.get().account.branch_code == "0012"


def test_an_unusual_length_is_told_and_saved(at_desk, officer):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    sent = typed_in(at_desk, payment, account_number="001234567")
    page = at_desk.post(address_of(payment), sent, follow=True)
    assert "9 หลัก" in page.text
    assert payment.account_changes.get().account.account_number == "001234567"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"account_number": "12"}, "พิมพ์มา 2 หลัก"),
        ({"account_number": "12345678x0"}, "มีได้เฉพาะตัวเลข"),
        ({"account_name": ""}, "ยังไม่ได้กรอก"),
        ({"account_name": "ก\u0000ข"}, "พิมพ์ไม่ได้"),
        ({"bank": "999"}, "เลือกใหม่จากรายการ"),
        ({"phone": "12"}, "หลัก"),
        ({"email": "x"}, "รูปแบบอีเมล"),
        ({"because": ""}, "ยังไม่ได้เลือก"),
        ({"because": "อื่น ๆ"}, "ให้ระบุเหตุผล"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_lost(at_desk, officer, typed, why):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    sent = typed_in(at_desk, payment, note="", **{"email": "kept@example.com", **typed})
    page = at_desk.post(address_of(payment), sent)
    assert page.status_code == 200
    assert why in page.text
    assert "ข้อมูลที่กรอกและไฟล์ที่รับไว้แล้วยังอยู่ครบ" in page.text
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.RETURNED


@pytest.mark.parametrize(
    "wrong", [{"opened_version": "x"}, {"draft": "x"}, {"drop": "x"}, {"line": "x"}]
)
def test_a_bent_form_is_no_error_of_ours(at_desk, officer, wrong):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    sent = typed_in(at_desk, payment) | wrong
    assert at_desk.post(address_of(payment), sent).status_code in (200, 302)


def scan():
    return SimpleUploadedFile("สมุดบัญชี.pdf", make.scan().pdf, "application/pdf")


def test_new_bank_papers_become_the_next_version(at_desk, officer):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    sent = typed_in(at_desk, payment, account_number="0011112222")
    at_desk.post(address_of(payment), {**sent, "financial": scan()})
    versions = payment.case.documents.filter(bundle="financial").order_by("version")
    assert [document.version for document in versions] == [1, 2]
    assert versions[1].made_from == ["สมุดบัญชี.pdf"]
    assert payment.case.documents.filter(bundle="supporting").count() == 1


def test_a_good_file_is_kept_while_the_form_is_mended(at_desk, officer):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    wrong = typed_in(at_desk, payment, account_number="12")
    bad = SimpleUploadedFile("จดหมาย.txt", "ไม่ใช่สแกน".encode(), "text/plain")
    page = at_desk.post(address_of(payment), {**wrong, "financial": [scan(), bad]})
    assert "จดหมาย.txt" in page.text
    assert "สมุดบัญชี.pdf" in page.text
    draft = page.context["draft"]

    sent = {**wrong, "draft": draft.pk, "account_number": "0011112222"}
    at_desk.post(address_of(payment), sent)

    assert payment.case.documents.filter(bundle="financial").count() == 2
    assert not draft.files.exists()


def test_a_file_may_be_taken_out_again(at_desk, officer):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    wrong = typed_in(at_desk, payment, account_number="12", note="ยังอยู่")
    draft = at_desk.post(address_of(payment), {**wrong, "financial": scan()}).context["draft"]
    drop = {**wrong, "draft": draft.pk, "drop": draft.files.get().pk}
    page = at_desk.post(address_of(payment), drop)
    assert "นำออก สมุดบัญชี.pdf" not in page.text
    assert "ยังอยู่" in page.text
    assert not draft.files.exists()


def test_the_draft_of_another_officer_is_not_taken(at_desk, client, officer):
    payment = make.payment(PaymentStatus.RETURNED, by=officer)
    wrong = typed_in(at_desk, payment, account_number="12")
    draft = at_desk.post(address_of(payment), {**wrong, "financial": scan()}).context["draft"]
    client.force_login(make.officer())
    sent = typed_in(client, payment, account_number="0011112222", draft=draft.pk)
    client.post(address_of(payment), sent)
    assert payment.case.documents.filter(bundle="financial").count() == 1


def test_a_settled_payment_shows_its_result_instead(at_desk, officer):
    payment = make.payment(PaymentStatus.PAID, by=officer)
    assert at_desk.get(address_of(payment)).headers["Location"].endswith("/result/")


def test_a_late_confirm_is_answered_with_the_rule(at_desk, officer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    sent = typed_in(at_desk, payment, account_number="0011112222")
    actions.confirm_paid(payment, by=officer)
    late = at_desk.post(address_of(payment), sent)
    assert late.status_code == 409
    assert "จ่ายสำเร็จแล้ว" in late.text


def test_the_banks_of_the_form_are_those_of_ordinary_people(at_desk, officer):
    form = at_desk.get(address_of(make.payment(PaymentStatus.DUE, by=officer))).context["form"]
    assert set(form.fields["bank"].queryset) == set(
        Bank.objects.filter(is_active=True, is_payee=True)
    )

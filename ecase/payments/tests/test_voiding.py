"""A file that was never sent is taken back by two persons, and paid from again by nobody."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from ecase.audit.models import Event
from ecase.offices.models import Duty, DutyEnded, Separation
from ecase.offices.separation import SamePerson
from ecase.payments import actions
from ecase.payments.models import (
    CannotVoid,
    FileVoided,
    Line,
    NothingDue,
    NotOpen,
    Payment,
    PaymentStatus,
    Result,
    Settlement,
    Voiding,
)
from tests import make


@pytest.fixture
def head(officer):
    return make.other_of(officer)


@pytest.fixture
def file(officer):
    """A file of two, not sent yet; ``officer`` is the payer, ``head`` made it."""
    return make.file(make.approval(by=officer, cases=2), by=officer)


def ask(file, by):
    return actions.ask_to_void(file, reason="เลือกรูปแบบไฟล์ผิด", by=by)


def void(file, officer):
    return actions.accept_void(ask(file, officer), by=make.other_of(officer))


def statuses(file):
    return set(file.approval.payments.values_list("status", flat=True))


def results(file):
    return set(file.lines.values_list("result", flat=True))


def test_asking_changes_nothing_yet(officer, file):
    asked = ask(file, officer)
    assert (asked.asked_by, asked.accepted_at) == (officer, None)
    assert (results(file), statuses(file)) == ({Result.PENDING}, {PaymentStatus.IN_FILE})
    assert ask(file, officer) == asked
    assert Event.objects.filter(verb="file.void_asked").count() == 1


def test_accepted_by_another_its_lines_are_void_and_the_money_due_in_a_new_file(officer, file):
    old = set(file.lines.values_list("reference", flat=True))
    void(file, officer)
    assert (results(file), statuses(file)) == ({Result.VOID}, {PaymentStatus.DUE})

    second = make.file(file.approval, by=officer)

    assert (second.number, second.count, second.total) == (2, file.count, file.total)
    assert not old & set(second.lines.values_list("reference", flat=True))
    assert Event.objects.filter(verb="payment.void").count() == 2
    assert Event.objects.get(verb="file.voided").note == "เลือกรูปแบบไฟล์ผิด"


def test_who_asked_does_not_accept(officer, file):
    with pytest.raises(SamePerson, match="ผู้ขอยกเลิก"):
        actions.accept_void(ask(file, officer), by=officer)
    assert results(file) == {Result.PENDING}


def test_a_waiver_lets_one_person_do_both_and_stays_with_it(officer, file):
    waiver = make.waiver(officer.office, Separation.RESULT)
    assert actions.accept_void(ask(file, officer), by=officer).waiver == waiver


def test_each_has_the_duty(officer, file):
    with pytest.raises(DutyEnded):
        ask(file, make.officer(Duty.HEAD, Duty.CASEWORKER))
    with pytest.raises(DutyEnded):
        actions.accept_void(ask(file, officer), by=make.officer(Duty.PAYER, Duty.CASEWORKER))


@pytest.mark.parametrize("result", ["paid", "returned"])
def test_once_the_bank_answered_a_line_it_was_sent(officer, head, file, result):
    asked = ask(file, officer)
    answered = file.lines.first().payment
    if result == "paid":
        actions.confirm_paid(answered, by=officer)
    else:
        actions.mark_returned(answered, because="ACCOUNT_CLOSED", by=officer)
    with pytest.raises(CannotVoid, match="มีผลจากธนาคารแล้ว"):
        actions.accept_void(asked, by=head)
    assert results(file) == {Result.PENDING, result.upper()}
    assert not Voiding.objects.open().exists()  # nobody is asked for what can no longer be

    with pytest.raises(CannotVoid):
        ask(second_of(file, officer), officer)


def second_of(file, officer):
    """Another file, answered before anybody asks."""
    other = make.file(make.approval(by=officer, cases=1), by=officer)
    actions.confirm_paid(other.lines.get().payment, by=officer)
    return other


def test_not_twice(officer, head, file):
    voiding = void(file, officer)
    with pytest.raises(NotOpen, match="ยกเลิกแล้ว"):
        actions.accept_void(voiding, by=head)
    assert ask(file, officer) == voiding
    assert Event.objects.filter(verb="file.voided").count() == 1


def test_it_is_given_out_no_more(officer, head, file):
    """Sent after all, it would pay what the next file pays."""
    void(file, officer)
    with pytest.raises(FileVoided, match="ห้ามนำไฟล์นี้เข้าระบบของธนาคาร"):
        actions.download(file, by=officer)
    with pytest.raises(FileVoided, match="พิมพ์ใบนำส่งไม่ได้"):
        actions.print_cover(file, by=officer)
    assert not Event.objects.filter(verb="file.cover_printed").exists()
    for payment in file.approval.payments.all():
        actions.mark_failed(payment, reason="ไม่มาติดต่อ", by=officer)
    with pytest.raises(NothingDue):
        make.file(file.approval, by=officer)


def test_where_nothing_is_due_the_last_one_that_was_sent_is_given_again(officer, file):
    first, second = (line.payment for line in file.lines.order_by("position"))
    for payment in (first, second):
        actions.mark_returned(payment, because="ACCOUNT_CLOSED", by=officer)
    make.corrected(first, by=officer)
    voided = make.file(file.approval, by=officer)
    void(voided, officer)
    actions.mark_failed(first, reason="ไม่มาติดต่อ", by=officer)
    assert make.file(file.approval, by=officer) == file


def test_a_bank_that_paid_a_void_line_contradicts_us(officer, head, file):
    """The file was sent after all: the line counts only once two persons say so."""
    void(file, officer)
    line = file.lines.first()
    conflict = actions.note_conflict(line, says=Result.PAID, note="พบในรายการเดินบัญชี", by=officer)
    line.refresh_from_db()
    assert line.result == Result.VOID
    actions.settle_conflict(
        conflict, settlement=Settlement.CORRECTED, because="ส่งไฟล์ไปแล้วจริง", by=head
    )
    assert Payment.objects.get(pk=line.payment_id).status == PaymentStatus.PAID
    assert make.file(file.approval, by=officer).count == 1


def test_a_bank_that_returns_a_void_line_says_nothing_new(officer, file):
    void(file, officer)
    with pytest.raises(NotOpen, match="ไม่มีอะไรส่งคืน"):
        actions.note_conflict(file.lines.first(), says=Result.RETURNED, note="x", by=officer)


def test_the_database_wants_the_second_person_and_keeps_it_for_ever(officer, head, file):
    asked = ask(file, officer)
    now = timezone.now()
    with pytest.raises(IntegrityError, match="accepted_by_another"), transaction.atomic():
        Voiding.objects.update(accepted_by=officer, accepted_at=now)
    actions.accept_void(asked, by=head)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Voiding.objects.update(accepted_by=None, accepted_at=None)
    with pytest.raises(ProgrammingError, match="answered already"), transaction.atomic():
        Line.objects.update(result=Result.PENDING, answered_by=None, answered_at=None)


# --- the page


def address_of(file):
    return f"{file.approval.get_absolute_url()}files/{file.group}/{file.number}/voiding/"


def test_the_payer_asks_with_a_reason_and_the_head_accepts(client, officer, head, file):
    client.force_login(officer)
    assert "ยังไม่ได้กรอก" in client.post(address_of(file), {"reason": ""}).text
    asked = client.post(address_of(file), {"reason": "ทดสอบระบบ"}, follow=True)
    assert "รอหัวหน้าฝ่ายรับรอง" in asked.text
    assert "รอรับรองการยกเลิก" in client.get("/2566/payments/").text

    client.force_login(head)
    page = client.get(address_of(file)).text
    assert "ทดสอบระบบ" in page
    assert "เงินอาจออกสองครั้ง" in page
    done = client.post(address_of(file), {"accept": "1"}, follow=True)
    assert "ทุกรายในไฟล์กลับเป็นรอโอน" in done.text
    assert "รอรับรองการยกเลิก" not in client.get("/2566/payments/").text


def test_after_it_the_list_offers_neither_its_bytes_nor_its_result(client, officer, file):
    void(file, officer)
    client.force_login(officer)
    page = client.get(file.approval.get_absolute_url()).text
    assert "ยกเลิกแล้ว" in page
    for word in ("ดาวน์โหลดซ้ำ", "จ่ายสำเร็จทั้งไฟล์"):
        assert f"{word} {file}" not in page
    got = client.get(f"{file.approval.get_absolute_url()}files/krungthai/1/")
    assert got.status_code == 409
    assert "ห้ามนำไฟล์นี้เข้าระบบของธนาคาร" in got.text
    for payment in file.approval.payments.all():
        actions.mark_failed(payment, reason="ไม่มาติดต่อ", by=officer)
    assert "ไฟล์ที่ออกไว้ยกเลิกแล้ว" in client.get(file.approval.get_absolute_url()).text


def test_an_answered_file_says_why_it_stays(client, officer, file):
    actions.confirm_paid(file.lines.first().payment, by=officer)
    client.force_login(officer)
    assert "จึงยกเลิกไม่ได้" in client.get(address_of(file)).text
    assert client.post(address_of(file), {"reason": "x"}).status_code == 409


def test_accepting_asks_for_the_password_again(client, officer, head, file):
    ask(file, officer)
    client.force_login(head)
    client.password_given(None)
    assert "ยืนยันรหัสผ่านอีกครั้ง" in client.post(address_of(file), {"accept": "1"}).text
    assert results(file) == {Result.PENDING}


def test_who_may_not_is_refused_and_another_office_finds_nothing(client, officer, stranger, file):
    client.force_login(make.officer(Duty.HEAD))
    assert client.post(address_of(file), {"reason": "x"}).status_code == 403
    ask(file, officer)
    client.force_login(make.officer(Duty.PAYER))
    assert client.post(address_of(file), {"accept": "1"}).status_code == 403
    client.force_login(officer)
    assert client.post(address_of(file), {"accept": "1"}).status_code == 409  # who asked it
    client.force_login(stranger)
    assert client.get(address_of(file)).status_code == 404
    assert client.post(address_of(file), {"reason": "x"}).status_code == 404

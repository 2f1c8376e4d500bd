"""Who makes a transfer file wrote no account in it; who accepts an account did not propose it."""

import hashlib
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from ecase.core.tests.paper_text import pages
from ecase.meetings import actions as meetings
from ecase.offices.actions import revoke_waiver
from ecase.offices.models import Duty, DutyEnded, Separation
from ecase.offices.separation import SamePerson
from ecase.payments import actions as payments
from ecase.payments.cover_facts import cover_of
from ecase.payments.models import (
    AccountChange,
    BankGroup,
    Decision,
    Line,
    PaymentStatus,
    TransferFile,
)
from ecase.regulations.models import Bank
from tests import make


@pytest.fixture
def payer(reference):
    """Holds all duties of the office: the rule is about the person, not about the duty."""
    return make.officer(first_name="ธนกฤต", last_name="วงศ์ดี")


@pytest.fixture
def colleague(reference):
    return make.officer(first_name="สมศรี", last_name="มีสุข")


def granted(case, *, closer):
    make.close(meetings.round_of(case), by=closer)
    return case.payment


def recorded(payer, colleague):
    return granted(make.case(by=payer), closer=colleague)


def edited_before_the_meeting(payer, colleague):
    case = make.case(by=colleague)
    account = {**case.bank_account.facts, "account_number": "0999999999"}
    meetings.edit_case(case, make.facts(**account), opened_version=1, by=payer)
    return granted(case, closer=make.officer())


def proposed_later(payer, colleague):
    payment = granted(make.case(by=colleague), closer=make.officer())
    make.corrected(payment, by=payer)
    return payment


def proposed_but_another_account_is_in_force(payer, colleague):
    payment = proposed_later(payer, colleague)
    payment.refresh_from_db()
    make.corrected(payment, by=colleague)
    return payment


def proposed_in_vain(payer, colleague):
    payment = granted(make.case(by=colleague), closer=make.officer())
    account = {**payment.case.bank_account.facts, "account_number": "0888888888"}
    change = payments.propose_account(payment, account, reason="กรอกผิด", by=payer)
    payments.refuse_account(change, because="ไม่ตรงกับสมุดบัญชี", by=make.other_of(payer))
    return payment


WROTE = [
    recorded,
    edited_before_the_meeting,
    proposed_later,
    proposed_but_another_account_is_in_force,
    proposed_in_vain,
]


@pytest.fixture(params=WROTE, ids=lambda deed: deed.__name__)
def payment(request, payer, colleague):
    return request.param(payer, colleague)


def file_by_sql(payment, *, by, waiver=None, office=None):
    """What ``make_file`` writes, without asking anything."""
    payment.refresh_from_db()
    with transaction.atomic():
        file = TransferFile.objects.create(
            approval=payment.approval,
            office=office or payment.office,
            group=BankGroup.KRUNGTHAI,
            number=1,
            content=b"rows",
            sha256=hashlib.sha256(b"rows").hexdigest(),
            count=1,
            total=payment.amount,
            made_by=by,
            made_at=timezone.now(),
            effective_on=timezone.localdate(),
            waiver=waiver,
        )
        Line.objects.create(
            file=file,
            payment=payment,
            position=1,
            bank_account_id=payment.case.bank_account_id,
            amount=payment.amount,
            reference="x",
        )
        type(payment).objects.filter(pk=payment.pk).update(status=PaymentStatus.IN_FILE)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestWhoWroteAnAccount:
    def test_cannot_make_the_file(self, payment, payer):
        told = f"คุณกรอกหรือแก้บัญชีรับเงินของเคส {payment.case} ในไฟล์นี้.*ยังไม่มีการบันทึก"
        with pytest.raises(SamePerson, match=told):
            payments.make_file(payment.approval, group=BankGroup.KRUNGTHAI, by=payer)
        assert not TransferFile.objects.exists()

    def test_is_told_so_on_the_page(self, client, payment, payer):
        client.force_login(payer)
        address = reverse("payments:make_file", args=[2566, payment.approval.key, "krungthai"])
        response = client.post(address)
        assert response.status_code == 409
        assert "ให้เจ้าหน้าที่อีกคนที่มีหน้าที่นี้ดำเนินการ" in response.text

    def test_cannot_by_sql(self, payment, payer):
        with pytest.raises(DatabaseError, match="made by who wrote the account"):
            file_by_sql(payment, by=payer)

    def test_can_with_a_waiver_that_the_cover_sheet_shows(self, payment, payer):
        waiver = make.waiver(payer.own_office, Separation.FILE)
        file = payments.make_file(payment.approval, group=BankGroup.KRUNGTHAI, by=payer)
        assert file.waiver == waiver
        sheet = "".join(pages(cover_of(file))).replace("\n", "").replace(" ", "")
        assert waiver.note.replace(" ", "") in sheet

    def test_does_not_keep_another_from_making_it(self, payment, payer):
        make.waiver(payer.own_office, Separation.FILE)
        file = payments.make_file(
            payment.approval, group=BankGroup.KRUNGTHAI, by=make.officer(Duty.PAYER)
        )
        assert file.waiver is None
        assert "ข้อยกเว้น" not in "".join(pages(cover_of(file)))


def of_another_office(office, by):
    return make.waiver(make.office("1024"), Separation.FILE, by=by)


def of_another_rule(office, by):
    return make.waiver(office, Separation.CLOSING, by=by)


def that_has_not_begun(office, by):
    tomorrow = timezone.localdate() + timedelta(days=1)
    return make.waiver(office, Separation.FILE, first=tomorrow, by=by)


def that_was_revoked(office, by):
    return revoke_waiver(make.waiver(office, Separation.FILE, by=by), by=by)


@pytest.mark.parametrize(
    "waiver",
    [of_another_office, of_another_rule, that_has_not_begun, that_was_revoked],
    ids=lambda waiver: waiver.__name__,
)
def test_a_waiver_that_does_not_hold_helps_nobody(payer, colleague, waiver):
    payment = recorded(payer, colleague)
    given = waiver(payer.own_office, make.centre_officer(Duty.ADMINISTRATOR))
    with pytest.raises(SamePerson):
        payments.make_file(payment.approval, group=BankGroup.KRUNGTHAI, by=payer)
    with pytest.raises(DatabaseError, match="no such waiver"):
        file_by_sql(payment, by=payer, waiver=given)


def test_a_file_does_not_borrow_another_offices_waiver(payer, colleague):
    payment = recorded(payer, colleague)
    other = make.office("1024")
    given = make.waiver(other, Separation.FILE)
    with pytest.raises(DatabaseError, match="no such waiver"):
        file_by_sql(payment, by=payer, waiver=given, office=other)


def test_who_wrote_an_account_of_the_other_file_makes_this_one(payer, colleague):
    krungthai = make.case(by=colleague)
    make.case(by=payer, bank=Bank.objects.get(code="030"), account_number="020123456789")
    approval = make.close(meetings.round_of(krungthai), by=make.officer())
    assert payments.make_file(approval, group=BankGroup.KRUNGTHAI, by=payer).waiver is None
    with pytest.raises(SamePerson):
        payments.make_file(approval, group=BankGroup.OTHERS, by=payer)


def test_who_accepted_an_account_makes_the_file(payer, colleague):
    payment = granted(make.case(by=colleague), closer=make.officer())
    account = {**payment.case.bank_account.facts, "account_number": "0888888888"}
    change = payments.propose_account(payment, account, reason="กรอกผิด", by=colleague)
    payments.accept_account(change, by=payer)
    assert payments.make_file(payment.approval, group=BankGroup.KRUNGTHAI, by=payer).count == 1


@pytest.mark.parametrize("duty", [Duty.CASEWORKER, Duty.HEAD])
def test_only_a_payer_makes_files(colleague, duty):
    payment = granted(make.case(by=colleague), closer=make.officer())
    with pytest.raises(DutyEnded):
        payments.make_file(payment.approval, group=BankGroup.KRUNGTHAI, by=make.officer(duty))


class TestAccepting:
    @pytest.fixture
    def change(self, payer, colleague):
        payment = granted(make.case(by=colleague), closer=make.officer())
        account = {**payment.case.bank_account.facts, "account_number": "0888888888"}
        return payments.propose_account(payment, account, reason="กรอกผิด", by=payer)

    def accept_by_sql(self, change, *, by, waiver=None):
        with transaction.atomic():
            AccountChange.objects.filter(pk=change.pk).update(
                decision=Decision.ACCEPTED,
                decided_by=by,
                decided_at=timezone.now(),
                waiver=waiver,
            )

    def test_is_not_the_proposers(self, change, payer):
        with pytest.raises(SamePerson, match=r"คุณเป็นผู้เสนอแก้บัญชี.*จึงรับรองเองไม่ได้"):
            payments.accept_account(change, by=payer)
        change.payment.refresh_from_db()
        assert change.payment.status == PaymentStatus.HELD

    def test_is_not_the_proposers_by_sql(self, change, payer):
        with pytest.raises(DatabaseError, match="account_change_accepted_by_another"):
            self.accept_by_sql(change, by=payer)

    def test_is_the_proposers_with_a_waiver(self, change, payer):
        waiver = make.waiver(payer.own_office, Separation.ACCOUNT)
        assert payments.accept_account(change, by=payer).waiver == waiver
        other = make.officer(Duty.PAYER)
        file = payments.make_file(change.payment.approval, group=BankGroup.KRUNGTHAI, by=other)
        sheet = "".join(pages(cover_of(file))).replace("\n", "").replace(" ", "")
        assert waiver.note.replace(" ", "") in sheet

    @pytest.mark.parametrize(
        ("office", "rule"), [("1024", Separation.ACCOUNT), ("1008", Separation.FILE)]
    )
    def test_takes_no_other_waiver(self, change, payer, office, rule):
        given = make.waiver(make.office(office), rule)
        with pytest.raises(SamePerson):
            payments.accept_account(change, by=payer)
        with pytest.raises(DatabaseError, match="no such waiver"):
            self.accept_by_sql(change, by=payer, waiver=given)

    def test_is_anothers_without_a_waiver(self, change, payer):
        make.waiver(payer.own_office, Separation.ACCOUNT)
        assert payments.accept_account(change, by=make.officer()).waiver is None

    def test_is_a_heads(self, change):
        with pytest.raises(DutyEnded):
            payments.accept_account(change, by=make.officer(Duty.CASEWORKER))

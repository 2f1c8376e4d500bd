"""Races of the money (จ่ายให้ประชาชน)."""

from decimal import Decimal

from ecase.audit.models import Event
from ecase.offices.actions import end_duty
from ecase.offices.models import Duty
from ecase.payments import actions
from ecase.payments.models import BankGroup, Line, Payment, Result, ReturnReason, TransferFile
from tests import make
from tests.races.guards import Without
from tests.races.race import Race, books_agree, is_refused, refused
from tests.races.together import Deed

WRITE_FILE = r'\AINSERT INTO "payments_transferfile"'
ANSWER = r'\AUPDATE "payments_line"'
OF_MONEY = ("payments_approval", "payments_payment", "payments_line", "payments_accountchange")
LAWS_OF_MONEY = (
    "payments_payment.next_status",
    "payments_payment.books_agree",
    "payments_line.books_agree",
    "payments_line.fits_its_payment",
    "payments_accountchange.books_agree",
)


def make_file(approval, by) -> Deed:
    return Deed(
        lambda: actions.make_file(approval, group=BankGroup.KRUNGTHAI, by=by),
        WRITE_FILE,
    )


class OfMoney(Race):
    """An officer who records, and a second one who closes, pays and accepts."""

    def __init__(self) -> None:
        self.officer = make.officer()
        self.second = make.other_of(self.officer)

    def approved(self, cases: int = 1) -> list[Payment]:
        approval = make.approval(by=self.officer, cases=cases)
        return list(approval.payments.order_by("position"))


class FileAgainstBankChange(OfMoney):
    """The account is changed while the file is made: no money goes to an account in question."""

    without = (
        Without("error", locks=(*OF_MONEY, "cases_case")),
        Without("damage", locks=(*OF_MONEY, "cases_case"), triggers=LAWS_OF_MONEY),
    )

    def deeds(self):
        [self.payment] = self.approved()
        payment = self.payment
        account = {**payment.case.bank_account.facts, "account_number": "0011112222"}
        change = Deed(
            lambda: actions.propose_account(payment, account, reason="x", by=self.officer),
            r'\AINSERT INTO "cases_bankaccount"',
        )
        return make_file(payment.approval, self.second), change

    def judge(self, first, second):
        assert refused(first, second) == 1
        books_agree(self.payment)
        assert self.payment.lines.exists() == is_refused(second)


class PayAllAgainstFail(OfMoney):
    """All is recorded as paid while one is recorded as failed: never one both ways.

    Behind the trigger stand the case's own steps: they refuse the second by their rule.
    """

    without = (Without("error", locks=OF_MONEY),)

    def deeds(self):
        self.payments = self.approved(cases=2)
        approval = self.payments[0].approval
        file = make.file(approval, by=self.officer)
        lines = set(file.lines.values_list("pk", flat=True))
        totals = {file.pk: file.total}
        pay_all = Deed(
            lambda: actions.confirm_all_paid(approval, lines=lines, totals=totals, by=self.second),
            ANSWER,
        )
        fail = Deed(
            lambda: actions.mark_failed(
                self.payments[0], reason="x", returned_because=ReturnReason.OTHER, by=self.officer
            ),
            ANSWER,
        )
        return pay_all, fail

    def judge(self, first, second):
        assert refused(first, second) == 1
        for payment in self.payments:
            books_agree(payment)
        paid = Line.objects.of(self.payments[0].approval).filter(result=Result.PAID)
        assert sum((line.amount for line in paid), Decimal(0)) in (Decimal(0), Decimal(10000))


class RevokeDutyAgainstAct(OfMoney):
    """A duty is taken away while its officer acts: nothing is done after the duty has ended.

    Only the officer's lock knows: what was done by whom is right for ever, whenever it was.
    """

    without = (Without("damage", locks=("offices_officer",)),)

    def __init__(self) -> None:
        super().__init__()
        self.centre = make.centre_officer(Duty.ADMINISTRATOR)
        self.in_file: list[Payment] = []

    def deeds(self):
        if not self.in_file:
            self.in_file = self.approved(cases=10)
            make.file(self.in_file[0].approval, by=self.officer)
        payment = self.in_file.pop()
        self.payer = make.officer(Duty.PAYER)
        act = Deed(
            lambda: actions.confirm_paid(Payment.objects.get(pk=payment.pk), by=self.payer),
            r'FROM "payments_approval" .* FOR UPDATE',
        )
        revoke = Deed(
            lambda: end_duty(self.payer, Duty.PAYER, by=self.centre),
            r'\AUPDATE "offices_appointment"',
        )
        return act, revoke

    def judge(self, first, second):
        assert not isinstance(second, Exception), second
        refused(first, second)
        ended = Event.objects.filter(verb="officer.duty_ended").latest("pk")
        acted = Event.objects.filter(verb="payment.paid", by=self.payer).first()
        assert (acted is None) == is_refused(first)
        assert acted is None or acted.pk < ended.pk, "done by who held the duty no more"


class RetryAgainstLateSuccess(OfMoney):
    """The bank reports a late success while the retry file is made: no file once it is known."""

    without = (Without("damage", locks=OF_MONEY),)

    def __init__(self) -> None:
        super().__init__()
        self.third = make.officer()  # an officer does one thing at a time: the duty's lock

    def deeds(self):
        [payment] = self.approved()
        make.file(payment.approval, by=self.officer)
        payment.refresh_from_db()
        actions.mark_returned(payment, because=ReturnReason.OTHER, by=self.second)
        make.corrected(payment, by=self.officer)
        self.line = line = payment.lines.get()
        late = Deed(
            lambda: actions.note_conflict(line, says=Result.PAID, by=self.third),
            r'\AINSERT INTO "payments_conflict"',
        )
        self.payment = payment
        return late, make_file(payment.approval, self.second)

    def judge(self, first, second):
        assert not isinstance(first, Exception), first
        refused(first, second)
        books_agree(self.payment)
        noted = Event.objects.filter(verb="payment.conflict_noted").latest("pk")
        file = TransferFile.objects.filter(approval=self.payment.approval, number=2).first()
        assert (file is None) == is_refused(second)
        if file:
            made = Event.objects.get(verb="file.made", subject=f"payments.transferfile:{file.pk}")
            assert made.pk < noted.pk, "sent a second time, though the success was known"

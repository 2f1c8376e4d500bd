import pgtrigger
from django.db import models
from django.db.models import F, Q

from ecase.cases.models import BankAccount, Document
from ecase.offices.models import FiscalYear, Office, Officer, Waiver

from .approval import Payment
from .words import books_agree


class Decision(models.TextChoices):
    """What became of a proposed account (ผลการรับรองบัญชี)."""

    OPEN = "OPEN", "รอรับรอง"
    ACCEPTED = "ACCEPTED", "รับรองแล้ว"
    REFUSED = "REFUSED", "ไม่รับรอง"
    WITHDRAWN = "WITHDRAWN", "ถอนคืน"


class AccountChangeQuerySet(models.QuerySet["AccountChange"]):
    def visible_to(self, officer: Officer) -> "AccountChangeQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def of_year(self, year: FiscalYear) -> "AccountChangeQuerySet":
        return self.filter(payment__approval__fiscal_year=year)

    def open(self) -> "AccountChangeQuerySet":
        """What waits for a second person."""
        return self.filter(decision=Decision.OPEN)

    def in_full(self) -> "AccountChangeQuerySet":
        """With all that a page shows of other tables."""
        return self.select_related(
            "account__bank",
            "before__bank",
            "paper",
            "proposed_by",
            "decided_by",
            "waiver",
            "payment__approval__office",
            "payment__case__title",
            "payment__case__office",
        ).defer("payment__approval__content")


class AccountChange(models.Model):
    """One officer says where an approved case's money shall go, another accepts it
    (การเสนอแก้ไขข้อมูลทางการเงิน). The money moves only after that (I18)."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="account_changes")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    before = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    paper = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    proposed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_because = models.TextField(blank=True)  # why it was refused
    waiver = models.ForeignKey(Waiver, models.PROTECT, null=True, related_name="+")

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_account_change", fields=["payment"], condition=Q(decision="OPEN")
            ),
            models.CheckConstraint(
                name="account_change_decided_iff_by_whom",
                condition=Q(decision="OPEN", decided_by=None, decided_at=None)
                | (~Q(decision="OPEN") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="account_change_accepted_by_another",
                condition=~Q(decision="ACCEPTED")
                | ~Q(decided_by=F("proposed_by"))
                | Q(waiver__isnull=False),
            ),
            models.CheckConstraint(name="account_change_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="account_change_refused_iff_reason",
                condition=Q(decision="REFUSED") ^ Q(decided_because=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "proposed_at"],
                name="account_change_open",
                condition=Q(decision="OPEN"),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_for_ever",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__decision="OPEN"),
            ),
            pgtrigger.Protect(
                name="proposed_for_ever",
                operation=pgtrigger.UpdateOf(
                    *("payment_id", "office_id", "before_id", "account_id", "paper_id"),
                    *("reason", "proposed_by_id", "proposed_at"),
                ),
            ),
            *books_agree("payment_id"),
            pgtrigger.Trigger(
                name="fits_its_case",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func="""
                    IF EXISTS (
                        SELECT FROM payments_payment p
                        JOIN cases_bankaccount a ON a.id = NEW.account_id
                        JOIN cases_bankaccount b ON b.id = NEW.before_id
                        LEFT JOIN cases_document d ON d.id = NEW.paper_id
                        WHERE p.id = NEW.payment_id
                          AND (a.case_id <> p.case_id OR b.case_id <> p.case_id
                               OR d.case_id <> p.case_id OR p.office_id <> NEW.office_id)
                    ) THEN
                        RAISE EXCEPTION 'account change % is of several cases', NEW.id;
                    END IF;
                    IF NOT waiver_holds(NEW.waiver_id, NEW.office_id, 'ACCOUNT', NEW.decided_at)
                    THEN
                        RAISE EXCEPTION 'no such waiver for account change %', NEW.id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

    @property
    def moves_the_money(self) -> bool:
        """Whether money sent now would go to another account than before."""
        return not self.before.is_where(self.account.facts)

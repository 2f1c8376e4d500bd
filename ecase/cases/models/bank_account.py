from collections.abc import Mapping

import pgtrigger
from django.db import models
from django.db.models import Q

from ecase.core.fields import account_key
from ecase.offices.models import Officer
from ecase.regulations.models import Bank

from .hand import Deed, writes_hand


class BankAccount(models.Model):
    """Where a case's money goes (ข้อมูลทางการเงิน). A change is a new version; none is overwritten."""

    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="bank_accounts", db_index=False
    )
    version = models.PositiveSmallIntegerField()
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="+")
    branch_code = models.CharField(max_length=4, blank=True)  # required of ธ.ก.ส. alone
    account_name = models.CharField(max_length=150)
    account_number = models.CharField(max_length=20)  # digits; leading zeros count
    account_key = account_key()
    phone = models.CharField(max_length=20, blank=True)  # digits, so that equal ones are equal
    email = models.EmailField(blank=True)
    reason = models.TextField(blank=True)  # why it was changed; empty on the first version
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    FACTS = ("bank", "branch_code", "account_name", "account_number", "phone", "email")
    DESTINATION = FACTS[:4]  # where the money goes; the rest only says how to reach somebody

    class Meta:
        constraints = [
            models.UniqueConstraint(name="bank_account_version_once", fields=["case", "version"]),
            models.CheckConstraint(
                name="account_number_is_digits",
                # Empty where retention removed it.
                condition=Q(account_number="") | Q(account_number__regex=r"\A[0-9]{6,20}\Z"),
            ),
            models.CheckConstraint(
                name="branch_code_is_four_digits",
                condition=Q(branch_code="") | Q(branch_code__regex=r"\A[0-9]{4}\Z"),
            ),
            models.CheckConstraint(
                name="baac_has_its_branch", condition=~Q(bank="034") | ~Q(branch_code="")
            ),
            models.CheckConstraint(
                name="account_phone_is_digits",
                condition=Q(phone="") | Q(phone__regex=r"\A0[0-9]{8,9}\Z"),
            ),
        ]
        # Who else gave this account or this phone (cases/lookalikes.py).
        indexes = [
            models.Index(fields=["account_key", "bank", "id"], name="account_by_key"),
            models.Index(
                fields=["phone", "id"], condition=Q(phone__gt=""), name="account_by_phone"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="notes_who",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                func=writes_hand(Deed.ACCOUNT, "NEW.made_by_id", "NEW.case_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

    @property
    def facts(self) -> dict[str, object]:
        """What was typed, by the names of the form's fields."""
        return {name: getattr(self, name) for name in self.FACTS}

    def is_where(self, account: Mapping[str, object]) -> bool:
        """Whether money sent by these facts would go to this same account."""
        return all(getattr(self, name) == account[name] for name in self.DESTINATION)

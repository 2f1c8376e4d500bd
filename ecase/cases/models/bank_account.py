from collections.abc import Mapping

import pgtrigger
from django.db import models
from django.db.models import F, Q

from ecase.core.fields import (
    LONGEST_EMAIL,
    account_key,
    account_number,
    is_email,
    is_phone,
    number_digest,
)
from ecase.core.sealed_fields import DigestField, IsDigest, IsNothing, IsSealed, SealedField
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
    account_number = account_number()
    number_digest = number_digest()
    account_key = account_key()
    phone = SealedField(blank=True, found_by="phone_digest", law=is_phone)
    phone_digest = DigestField(of="phone", use="phone", blank=True)
    email = SealedField(blank=True, law=is_email)
    reason = models.TextField(blank=True)  # why it was changed; empty on the first version
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    FACTS = ("bank", "branch_code", "account_name", "account_number", "phone", "email")
    DESTINATION = FACTS[:4]  # where the money goes; the rest only says how to reach somebody

    class Meta:
        constraints = [
            models.UniqueConstraint(name="bank_account_version_once", fields=["case", "version"]),
            models.CheckConstraint(
                name="account_number_is_sealed",
                # Empty where retention removed it.
                condition=Q(IsSealed(F("account_number"), least=6, most=20))
                | Q(IsNothing(F("account_number"))),
            ),
            models.CheckConstraint(
                name="account_has_digests",
                condition=Q(IsDigest(F("number_digest")), IsDigest(F("account_key")))
                | Q(IsNothing(F("account_number")), number_digest="", account_key=""),
            ),
            models.CheckConstraint(
                name="branch_code_is_four_digits",
                condition=Q(branch_code="") | Q(branch_code__regex=r"\A[0-9]{4}\Z"),
            ),
            models.CheckConstraint(
                name="baac_has_its_branch", condition=~Q(bank="034") | ~Q(branch_code="")
            ),
            models.CheckConstraint(
                name="account_phone_is_sealed",
                condition=Q(IsNothing(F("phone")), phone_digest="")
                | Q(IsSealed(F("phone"), least=9, most=10), IsDigest(F("phone_digest"))),
            ),
            models.CheckConstraint(
                name="account_email_is_sealed",
                condition=Q(IsNothing(F("email")))
                | Q(IsSealed(F("email"), least=1, most=LONGEST_EMAIL)),
            ),
        ]
        # Who else gave this account or this phone (cases/lookalikes.py).
        indexes = [
            models.Index(fields=["account_key", "bank", "id"], name="account_by_key"),
            models.Index(
                fields=["phone_digest", "id"],
                condition=Q(phone_digest__gt=""),
                name="account_by_phone",
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

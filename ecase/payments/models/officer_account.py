import pgtrigger
from django.db import models
from django.db.models import F, Q

from ecase.core.errors import RuleError
from ecase.core.fields import account_key, account_number, number_digest
from ecase.core.masks import masked_account
from ecase.core.sealed_fields import IsDigest, IsSealed
from ecase.offices.models import Officer
from ecase.regulations.models import Bank


class NotOwnAccount(RuleError):
    def __init__(self) -> None:
        super().__init__(
            "บัญชีนี้เจ้าหน้าที่คนอื่นเป็นผู้แจ้ง ผู้แจ้งเท่านั้นที่เลิกใช้ได้ ให้เจ้าหน้าที่คนนั้นเข้าสู่ระบบแล้วเลิกใช้เอง"
        )


class OfficerAccountQuerySet(models.QuerySet["OfficerAccount"]):
    def of(self, officer: Officer) -> "OfficerAccountQuerySet":
        """An officer's own, those in use first."""
        return self.filter(officer=officer).order_by(
            F("ended_at").desc(nulls_first=True), "-declared_at"
        )

    def in_use(self) -> "OfficerAccountQuerySet":
        return self.filter(ended_at=None)


class OfficerAccount(models.Model):
    """A bank account that an officer has declared as the own one (บัญชีธนาคารของตนเอง).

    Aid that would go there is looked at by another person first, also after it ended: else one
    would end it, and declare it again when the money is there. It is never deleted, only ended; one
    that is used again is declared again.
    """

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="own_accounts")
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="+")
    account_number = account_number()
    number_digest = number_digest()
    account_key = account_key()
    declared_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = OfficerAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="own_account_declared_once",
                fields=["officer", "bank", "number_digest"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="own_account_is_sealed",
                condition=IsSealed(F("account_number"), least=6, most=20),
            ),
            models.CheckConstraint(
                name="own_account_has_digests",
                condition=Q(IsDigest(F("number_digest")), IsDigest(F("account_key"))),
            ),
            models.CheckConstraint(
                name="own_account_ends_after_it_began",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("declared_at")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="declared_for_ever",
                operation=pgtrigger.UpdateOf(
                    *("officer_id", "bank_id", "account_number", "number_digest", "account_key"),
                    "declared_at",
                ),
            ),
            pgtrigger.Protect(
                name="ended_for_ever",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Masked: it stands in messages and in the register."""
        return f"{masked_account(self.account_number, self.bank_id)} {self.bank}"

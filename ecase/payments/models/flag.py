import pgtrigger
from django.db import models
from django.db.models import Q

from ecase.cases.models import BankAccount
from ecase.offices.models import Office, Officer

from .approval import Payment


class FlagKind(models.TextChoices):
    """What a head looks at before money goes to an account (ข้อสังเกตก่อนโอน)."""

    SAME_ACCOUNT = "SAME_ACCOUNT", "บัญชีเดียวกับผู้รับเงินรายอื่น"
    OFFICERS_ACCOUNT = "OFFICERS_ACCOUNT", "บัญชีของเจ้าหน้าที่"
    OTHERS_NAME = "OTHERS_NAME", "ชื่อบัญชีต่างจากผู้ขอรับ"


class SettledFlag(models.Model):
    """A head looked at a flag of an account and let the money go, with a reason (I19).

    ``about`` names what the flag was raised by, so that another person's turning up at the same
    account raises it anew.
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="settled_flags")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=FlagKind.choices)
    about = models.CharField(max_length=40)
    reason = models.TextField()
    settled_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="flag_settled_once", fields=["account", "kind", "about"]),
            models.CheckConstraint(name="settled_flag_has_a_reason", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

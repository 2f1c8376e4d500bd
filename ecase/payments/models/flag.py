import pgtrigger
from django.db import models
from django.db.models import Q

from ecase.cases.models import BankAccount
from ecase.offices.models import Office, Officer, Waiver

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
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=FlagKind.choices)
    about = models.CharField(max_length=40)
    reason = models.TextField()
    settled_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(auto_now_add=True)
    # Where the one who settled it wrote an account of the case, what allowed it.
    waiver = models.ForeignKey(Waiver, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="flag_settled_once", fields=["account", "kind", "about"]),
            models.CheckConstraint(name="settled_flag_has_a_reason", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="settled_by_another",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                func="""
                    IF NEW.waiver_id IS NULL AND EXISTS (
                        SELECT FROM payments_payment p JOIN cases_hand h ON h.case_id = p.case_id
                        WHERE p.id = NEW.payment_id AND h.deed = 'ACCOUNT'
                          AND h.officer_id = NEW.settled_by_id
                    ) THEN
                        RAISE EXCEPTION 'flag % is settled by who wrote the account', NEW.id;
                    END IF;
                    IF NOT waiver_holds(NEW.waiver_id, NEW.office_id, 'ACCOUNT', NEW.settled_at)
                    THEN
                        RAISE EXCEPTION 'no such waiver for flag %', NEW.id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

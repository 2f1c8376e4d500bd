import pgtrigger
from django.db import models

from ecase.offices.models import Officer


class Deed(models.TextChoices):
    """What keeps an officer from the second person's part in the same case."""

    RECORDED = "RECORDED", "บันทึกเคส"
    EDITED = "EDITED", "แก้ไขเคส"
    ACCOUNT = "ACCOUNT", "กรอกหรือแก้บัญชีรับเงิน"
    FAILED = "FAILED", "บันทึกจ่ายไม่สำเร็จ"


class Hand(models.Model):
    """One officer had a hand in one case (ผู้มีส่วนในเคส), for the whole life of the case.

    The first three are written by triggers of the case and its accounts, so that no way of
    writing leaves them out.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="hands", db_index=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    deed = models.CharField(max_length=10, choices=Deed.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="hand_once", fields=["case", "officer", "deed"])
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"


def writes_hand(deed: Deed, officer: str, case: str) -> str:
    """The statement of a trigger that notes a hand; the last two are columns of the row."""
    return f"""
        INSERT INTO cases_hand (case_id, officer_id, deed)
        VALUES ({case}, {officer}, '{deed.value}') ON CONFLICT DO NOTHING;
        RETURN NULL;
    """  # noqa: S608 -- made of names of this program alone, once, into a migration

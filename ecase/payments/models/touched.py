import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Touched(models.Model):
    """What one statement wrote of the money, until its transaction ends (เงินที่เพิ่งเปลี่ยน).

    Then the books must agree: a payment, its one unanswered or paid line, the account that waits to
    be accepted and its case say the same (SQL function books_agree). They are asked of all that a
    statement wrote at once, and the row is gone before anybody else can see it.
    """

    payments = ArrayField(models.BigIntegerField())
    cases = ArrayField(models.BigIntegerField())

    class Meta:
        triggers = [
            pgtrigger.Protect(name="as_noted", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="books_agree",
                level=pgtrigger.Row,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    PERFORM books_agree(NEW.payments, NEW.cases);
                    DELETE FROM payments_touched WHERE id = NEW.id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

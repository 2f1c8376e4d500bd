import pgtrigger
from django.db import models
from django.db.models import Q


class Received(models.Model):
    """The bytes of a file exactly as they came (ไฟล์ที่ได้รับ), kept as evidence and never shown.

    What is shown is the scan made of them, which ends a digital signature for one. The same bytes
    are kept once, whoever sends them again; an auditor may take them out, with a reason.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()  # bytes
    stored_as = models.CharField(max_length=120)  # the name in the storage
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="received_sha256_is_hex", condition=Q(sha256__regex=r"\A[0-9a-f]{64}\Z")
            ),
            models.CheckConstraint(name="received_is_not_empty", condition=Q(size__gt=0)),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

from django.db import models
from django.db.models import F, Func

from ecase.core.citizen_id import LENGTH, is_valid
from ecase.core.sealed_fields import DigestField, IsDigest, IsSealed, SealedField


class CitizenIdIsValid(Func):
    """Of the migrations from before IDs were sealed: thirteen digits and the right check digit."""

    function = "citizen_id_is_valid"
    output_field = models.BooleanField()


class Gender(models.TextChoices):
    MALE = "M", "ชาย"
    FEMALE = "F", "หญิง"


class Title(models.Model):
    """What stands before a name (คำนำหน้า), with the gender and ages that it says."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=60, unique=True)
    gender = models.CharField(max_length=1, choices=Gender.choices, blank=True)  # empty: either
    min_age = models.PositiveSmallIntegerField(null=True)
    max_age = models.PositiveSmallIntegerField(null=True)
    is_common = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


def citizen_id(*names: str) -> SealedField:
    """A citizen ID (หมายเลขบัตรประจำตัวประชาชน), sealed; ``citizen_id_digest`` finds it."""
    return SealedField(*names, found_by="citizen_id_digest", law=is_valid)


def citizen_id_digest(*, unique: bool = False) -> DigestField:
    """By what a ``citizen_id`` is found again and compared; the same wherever it stands."""
    return DigestField(of="citizen_id", use="citizen id", unique=unique)


def digest_of(text: str) -> str:
    """The digest by which a citizen ID is found."""
    return citizen_id_digest().of_text(text)


def has_citizen_id(name: str) -> list[models.BaseConstraint]:
    """The part of the law of an ID that the database keeps: thirteen sealed bytes, and a digest."""
    return [
        models.CheckConstraint(
            name=f"{name}_citizen_id_is_sealed",
            condition=IsSealed(F("citizen_id"), least=LENGTH, most=LENGTH),
        ),
        models.CheckConstraint(
            name=f"{name}_citizen_id_has_digest", condition=IsDigest(F("citizen_id_digest"))
        ),
    ]


class Person(models.Model):
    """A citizen (ประชาชน), known by the citizen ID. The row is the lock for ceilings and history.

    Names live on the case: what the applicant declared then.
    """

    citizen_id = citizen_id("หมายเลขบัตรประจำตัวประชาชน")
    citizen_id_digest = citizen_id_digest(unique=True)

    class Meta:
        constraints = has_citizen_id("person")

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"  # never the number itself: this lands in logs

from django.db import models
from django.db.models import F, Func, Q

# What stands where an ID was until it was removed by retention: D and the key of a case.
NO_ID = r"\AD[0-9]{12}\Z"


class CitizenIdIsValid(Func):
    """Thirteen ASCII digits whose last is the right check digit; the SQL function says so."""

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


class Person(models.Model):
    """A citizen (ประชาชน), known by the citizen ID. The row is the lock for ceilings and history.

    Names live on the case: what the applicant declared then.
    """

    citizen_id = models.CharField("หมายเลขบัตรประจำตัวประชาชน", max_length=13, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_citizen_id_is_valid",
                condition=CitizenIdIsValid(F("citizen_id")) | Q(citizen_id__regex=NO_ID),
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"  # never the number itself: this lands in logs

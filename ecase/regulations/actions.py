"""Filling the schedule of aid and the list of banks with what comes with the program."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from ecase.core.reference_data import number, rows

from .models import AssistanceType, Bank, Ceiling, PaperKind, Per

PER = {
    "person/year": Per.PERSON_YEAR,
    "person/time": Per.PERSON_TIME,
    "family": Per.FAMILY,
}

# Kindergarten is for ages 3 to 6; education aid ends at 25 (the districts' public criteria).
AGES = {"ระดับอนุบาล": (3, 6), "เงินสนับสนุนกิจกรรมทางการศึกษา": (3, 25)}

# What the districts' public pages ask for with an aid: Bang Khun Thian (sub/1580) a school's
# certificate with education aid, Bang Kapi (sub/8540) a doctor's certificate and a map to the house.
PAPERS: dict[str, list[str]] = {
    "เงินสนับสนุนกิจกรรมทางการศึกษา": [PaperKind.SCHOOL_CERTIFICATE],
    "ค่าใช้จ่ายที่เกี่ยวเนื่องในการรักษาพยาบาล": [PaperKind.MEDICAL_CERTIFICATE, PaperKind.HOUSE_MAP],
}

# The amended regulation is of the year 2564; the day is not public, so its year counts in full.
AMENDED_ON = date(2021, 1, 1)


@transaction.atomic
def load_schedule() -> None:
    """The aid types: the two certain rows active, the others inactive with their source.

    What is there already stays as it is, for the administrator may have changed it.
    """
    known = set(AssistanceType.objects.values_list("name", flat=True))
    for position, row in enumerate(rows(__file__, "assistance_types.csv"), start=1):
        if row["name_th"] in known:
            continue
        ages = next((ages for words, ages in AGES.items() if words in row["name_th"]), (None, None))
        papers = next((asked for words, asked in PAPERS.items() if words in row["name_th"]), [])
        kind = AssistanceType.objects.create(
            schedule=number(row["schedule"]),
            item=number(row["item"]),
            name=row["name_th"],
            per=PER[row["per"]],
            limit=row["limit"],
            min_age=ages[0],
            max_age=ages[1],
            papers=papers,
            is_active=row["active_default"] == "1",
            source=f"{row['evidence']} ({row['confidence']})",
            position=position,
        )
        if row["ceiling_baht"]:
            Ceiling.objects.create(
                assistance_type=kind,
                amount=row["ceiling_baht"],
                days=DateRange(AMENDED_ON, None),
            )


def load_banks() -> None:
    """The banks with their codes; those of ordinary people's accounts first."""
    Bank.objects.bulk_create(
        [
            Bank(
                code=row["code"],
                short=row["short"],
                name=row["name_th"],
                account_lengths=row["account_lengths"],
                needs_branch=row["code"] == "034",
                is_payee=row["retail_payee"] == "1",
                is_active=row["status"] == "active",
                position=position,
            )
            for position, row in enumerate(_krungthai_first(), start=1)
        ],
        ignore_conflicts=True,
    )


def _krungthai_first() -> list[dict[str, str]]:
    return sorted(rows(__file__, "banks.csv"), key=lambda row: (row["code"] != "006", row["code"]))

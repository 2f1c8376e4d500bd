"""Filling the list of titles with what comes with the program."""

from ecase.core.reference_data import number, rows

from .models import Title


def load_titles() -> None:
    """The titles with the gender and ages that they say; the five common ones first."""
    Title.objects.bulk_create(
        [
            Title(
                code=row["code"],
                name=row["name_th"],
                gender=row["gender"] if row["gender"] in ("M", "F") else "",
                min_age=number(row["min_age"]),
                max_age=number(row["max_age"]),
                is_common=row["common"] == "1",
                position=position,
            )
            for position, row in enumerate(rows(__file__, "titles.csv"), start=1)
        ],
        ignore_conflicts=True,
    )

"""The values of text.csv, each typed into the form of its field, and what the product made of it.

The fields of the case form are filled together: the first value of each in one form, the second in the
next. What is refused is mended, so that all that is taken is stored in few cases.
"""

import csv
import json
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from ecase.cases.models import BankAccount, Case
from ecase.core.thai import thai_date
from ecase.meetings.tests.typing import form
from tests import make
from tests.desk import DeskClient
from tests.hostile import HERE
from tests.hostile.sending import typed_in

# In which box of the case form each field is typed, and where it is stored.
BOXES = {
    "first_name": "first_name",
    "last_name": "last_name",
    "dob": "birth_date",
    "amount": "amount",
    "account_no": "account_number",
    "account_name": "account_name",
    "phone": "phone",
    "email": "email",
    "hardship": "hardship",
}
OF_THE_ACCOUNT = {"account_number", "account_name", "phone", "email"}
# Fields that no form of the product has, and where what they are about is tested instead.
NO_FIELD = {
    "event_time": (
        "No form asks for the time of an event: the clock of the server gives it. The fiscal year of"
        " a day is tested in ecase/core/tests/test_thai_days.py and below."
    ),
}
# Values that the product treats otherwise than they say, and why that stands.
EXCEPTIONS = {
    "dob-011": (
        "A year alone is stored as the day from which the law counts it (ป.พ.พ. มาตรา 16):"
        " 1 April 2480. That only the year is known is not stored."
    ),
    "dob-012": "As above: the first day of the month.",
    "fiscal_year-003": "2565 is not among the years that the centre opened: 404.",
}
IN_LAW = {"dob-011": "1937-04-01", "dob-012": "1937-05-01"}


def value_of(told: str) -> Any:
    """A value of the file; a long one is told by what it repeats."""
    value = json.loads(told)
    if isinstance(value, dict) and "$repeat" in value:
        text, times = value["$repeat"]
        return text * times
    return value


@dataclass(frozen=True)
class Typed:
    """One value, and what is expected of typing it."""

    id: str
    field: str
    value: Any
    expected: str
    normalised: str | None
    must: frozenset[str]
    description: str

    def __str__(self) -> str:
        return self.id

    @property
    def wanted(self) -> str:
        """What is to be stored where it is taken: what was typed, in the one spelling of the house."""
        if self.normalised is not None:
            return self.normalised
        text = self.value["no"] if isinstance(self.value, dict) else self.value
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
        return " ".join(unicodedata.normalize("NFC", text).split())


def _read() -> list[Typed]:
    with (HERE / "text.csv").open(encoding="utf-8", newline="") as file:
        return [
            Typed(
                row["id"],
                row["field"],
                value_of(row["value_json"]),
                row["expected"],
                json.loads(row["normalised_json"]) if row["normalised_json"] else None,
                frozenset(row["must"].split(";")),
                row["description"],
            )
            for row in csv.DictReader(file)
        ]


TEXTS = _read()


def of(*fields: str) -> list[Typed]:
    return [typed for typed in TEXTS if typed.field in fields]


@dataclass
class Outcome:
    """What came of one value: the words against it, or what was stored; and what the page showed."""

    why: str
    kept: str
    stored: str = ""
    case: Case | None = None
    page: str = ""


def boxes_of(typed: Typed) -> dict[str, str]:
    """What is typed into which boxes for one value."""
    if typed.id == "dob-021":
        return {"birth_date": thai_date(timezone.localdate() + timedelta(days=1))}
    if typed.field != "account_no":
        return {BOXES[typed.field]: typed.value}
    number = typed.value["no"]
    if number == "OFFICER_OWN_ACCOUNT":
        number = OWN_ACCOUNT
    return {
        "bank": typed.value["bank"],
        "account_number": number,
        "branch_code": typed.value.get("branch", ""),
    }


OWN_ACCOUNT = "0707070707"


def fill_in_all(client: DeskClient, officer: Any) -> dict[str, Outcome]:
    """Types every value of the case form, and records what of it is taken."""
    columns = defaultdict(list)
    for typed in of(*BOXES):
        columns[typed.field].append(typed)
    outcomes: dict[str, Outcome] = {}
    for row in range(max(map(len, columns.values()))):
        values = [column[row] for column in columns.values() if row < len(column)]
        outcomes |= _fill_in(client, officer, row, values)
    return outcomes


def _fill_in(client: DeskClient, officer: Any, row: int, values: list[Typed]) -> dict[str, Outcome]:
    draft = make.draft(by=officer)
    address = reverse("meetings:record", args=[2566, draft.pk])
    usual = form(account_number=f"55{row:08}", account_name=f"นางน้ำทิพย์ สิทธิ์ชัยศรี {row}")
    for typed in values:
        if typed.field == "first_name" and typed.value.startswith(tuple("=+@{")):
            usual["account_name"] = typed.value  # the name of which the bank's spreadsheet speaks
    filled = dict(usual)
    for typed in values:
        filled |= boxes_of(typed)
    page = client.post(address, filled)
    outcomes = {}
    if page.status_code == 200:
        errors, kept = page.context["form"].errors, typed_in(page.text, "first_name")
        for typed in values:
            boxes = boxes_of(typed)
            why = " ".join(word for box in boxes for word in errors.get(box, []))
            outcomes[typed.id] = Outcome(why, kept.get(BOXES[typed.field], ""))
            if why:
                filled |= {box: usual[box] for box in boxes}
        page = client.post(address, filled)
    assert page.status_code == 302, page.context["form"].errors
    draft.refresh_from_db()
    case = Case.objects.in_full().get(pk=draft.became_id)
    after = client.get(page.url).text
    for typed in values:
        outcome = outcomes.setdefault(typed.id, Outcome("", ""))
        if not outcome.why:
            outcome.case, outcome.page = case, after
            outcome.stored = stored_in(case, BOXES[typed.field])
    return outcomes


def stored_in(case: Case, box: str) -> str:
    account: BankAccount = case.bank_account
    value = getattr(account if box in OF_THE_ACCOUNT else case, box)
    return value.isoformat() if box == "birth_date" else str(value)


def said(page: HttpResponse, field: str) -> str:
    """What the page says against a field."""
    return " ".join(page.context["form"].errors.get(field, []))

"""What of the laws is asked of sealed values: they are opened here, as the database cannot read them.

A value must open, must be such a one as its column may hold, and its digest must be of it. Then the
queries (laws/*.sql) may compare digests: one that was changed, moved or made up is named here. They
get the frozen lists opened, with digests in place of the IDs and account numbers.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from ecase.cases.models import BankAccount, Case, Draft, Tombstone
from ecase.core.citizen_id import REMOVED, is_valid, removed
from ecase.core.fields import is_account, is_email, is_phone
from ecase.core.sealed_rows import lying
from ecase.core.sealing import Broken
from ecase.people.models import Person

from ..models import Approval, OfficerAccount, TransferFile

AT_A_TIME = 1000
LARGE = 4  # of the frozen lists and the files
THIRTEEN = re.compile(r"\A[0-9]{13}\Z")
NOTHING = '{"cases": []}'

NOT_OPENED = "ข้อมูลที่ปิดผนึกเปิดไม่ได้"
OTHER_DIGEST = "รหัสค้นหาไม่ใช่ของข้อมูลที่ปิดผนึกไว้"
WRONG_ID = "เลขประจำตัวประชาชนไม่ถูกต้อง"
WRONG_ID_OF_DRAFT = "เลขประจำตัวประชาชนในร่างไม่ถูกต้อง"
ODD_ID = "เลขประจำตัวประชาชนไม่ใช่เลขอารบิก 13 หลัก"
ODD_ACCOUNT = "บัญชีรับเงินมีเลขที่ไม่ใช่เลขอารบิก หรือที่อยู่อีเมลไม่ใช่รูปมาตรฐาน"
ODD_OWN_ACCOUNT = "บัญชีของเจ้าหน้าที่มีเลขที่ไม่ใช่เลขอารบิก"
OTHER_LIST = "รายการที่อนุมัติไม่ตรงกับรหัสตรวจสอบ"
OTHER_FILE = "เนื้อไฟล์ไม่ตรงกับรหัสตรวจสอบ"

# All that is said here of each law; a test breaks it in each of these ways.
SAID = {
    "I1": (NOT_OPENED, OTHER_DIGEST, WRONG_ID, WRONG_ID_OF_DRAFT),
    "I9": (NOT_OPENED, OTHER_LIST),
    "I13": (NOT_OPENED, OTHER_FILE),
    "I32": (NOT_OPENED, OTHER_DIGEST, ODD_ID, ODD_ACCOUNT, ODD_OWN_ACCOUNT),
}

# What the queries read of a row of a frozen list (r in scope.sql).
OF_A_ROW = (
    *("position", "number", "title", "first_name", "last_name", "is_disabled", "assistance_type"),
    *("requested_amount", "amount", "bank_code", "branch_code", "account_name"),
    *("override_because", "papers"),
)


@dataclass(frozen=True)
class Found:
    """One row that breaks a law: its key, the row's name, and why."""

    law: str
    what: str
    why: str


@dataclass(frozen=True)
class OpenedList:
    """A frozen list for the queries: of which approval, and what it says, as JSON."""

    approval: int
    content: str


def found_by_opening(approval: int | None) -> Iterator[Found]:
    """What breaks a law in the people, accounts and files of one approval, or of all and in drafts."""
    yield from _people(_rows(_ask_people, approval))
    yield from _accounts(_rows(_ask_accounts, approval))
    yield from _files(_rows(_ask_files, approval, LARGE))
    if approval is None:
        yield from _drafts(_rows(_ask_drafts))
        yield from _own_accounts(_rows(_ask_own_accounts))


# --- asking


class _Columns:
    """Some sealed columns of a model, and the digests beside them."""

    def __init__(self, model: Any, sealed: tuple[str, ...], digests: tuple[str, ...] = ()) -> None:
        self.sealed = [model._meta.get_field(name) for name in sealed]
        self.digests = [model._meta.get_field(name) for name in digests]
        self.asked: list[Any] = [*map(lying, self.sealed), *map(F, digests)]

    def read(self, row: list[Any]) -> tuple[dict[str, Any], bool]:
        """The values by name (None: does not open), and whether all digests are theirs."""
        there, digests = row[: len(self.sealed)], row[len(self.sealed) :]
        told = {
            field.name: _opened(field, one) for field, one in zip(self.sealed, there, strict=True)
        }
        theirs = all(
            told[one.of] is None or one.of_text(told[one.of]) == digest
            for one, digest in zip(self.digests, digests, strict=True)
        )
        return told, theirs


def _opened(field: Any, there: bytes) -> Any:
    """The value, or None where it does not open."""
    try:
        return field.opened(there)
    except (Broken, ValueError):
        return None


Ask = Callable[[int | None], "QuerySet[Any, tuple[Any, ...]]"]
THIS = -1  # in a query that is kept, the approval it will be asked of


@cache
def _kept(ask: Ask, *, of_one: bool) -> tuple[str, tuple[Any, ...]]:
    """The query in SQL: made once, for the making takes longer than the asking."""
    sql: tuple[str, tuple[Any, ...]] = ask(THIS if of_one else None).query.sql_with_params()
    return sql


def _rows(
    ask: Ask, approval: int | None = None, at_a_time: int = AT_A_TIME
) -> Iterator[tuple[Any, ...]]:
    """The rows of it, so many in memory at a time."""
    sql, values = _kept(ask, of_one=approval is not None)
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, [approval if value == THIS else value for value in values])
        while rows := cursor.fetchmany(at_a_time):
            yield from rows


# --- people, drafts, accounts

OF_PEOPLE = _Columns(Person, ("citizen_id",), ("citizen_id_digest",))
OF_DRAFTS = _Columns(Draft, ("citizen_id",), ("citizen_id_digest",))
OF_ACCOUNTS = _Columns(
    BankAccount,
    ("account_number", "phone", "email"),
    ("number_digest", "account_key", "phone_digest"),
)
OF_OFFICERS = _Columns(OfficerAccount, ("account_number",), ("number_digest", "account_key"))


def _ask_people(approval: int | None) -> Any:
    people = Person.objects.all()
    if approval is not None:
        whose = Case.objects.filter(payment__approval=approval)
        people = people.filter(pk__in=whose.values("person"))
    kept = Exists(Case.objects.filter(person=OuterRef("pk"), tombstone=None))
    return people.annotate(kept=kept).values_list("pk", "kept", *OF_PEOPLE.asked)


def _people(rows: Iterable[tuple[Any, ...]]) -> Iterator[Found]:
    for key, is_kept, *row in rows:
        told, theirs = OF_PEOPLE.read(row)
        what, number = f"people.person:{key}", told["citizen_id"]
        if number is None:
            yield Found("I1", what, NOT_OPENED)
            continue
        if not theirs:
            yield Found("I1", what, OTHER_DIGEST)
        if number.startswith(REMOVED) and not is_kept:  # by retention, of all cases of this row
            continue
        if not is_valid(number):
            yield Found("I1", what, WRONG_ID)
        if not THIRTEEN.match(number):
            yield Found("I32", what, ODD_ID)


def _ask_drafts(_: int | None) -> Any:
    of = Coalesce("became", "edits")
    gone = Exists(Tombstone.objects.filter(pk=OuterRef("of")))
    found = Draft.objects.annotate(of=of).annotate(gone=gone)
    return found.values_list("pk", "of", "gone", *OF_DRAFTS.asked)


def _drafts(rows: Iterable[tuple[Any, ...]]) -> Iterator[Found]:
    for key, case, case_is_gone, *row in rows:
        told, theirs = OF_DRAFTS.read(row)
        number = told["citizen_id"]
        is_gone = number == removed(case or 0) and (case is None or case_is_gone)
        if number is None or not theirs or not (is_gone or is_valid(number)):
            yield Found("I1", f"cases.draft:{key}", WRONG_ID_OF_DRAFT)


def _ask_accounts(approval: int | None) -> Any:
    accounts = BankAccount.objects.all()
    if approval is not None:
        accounts = accounts.filter(case__payment__approval=approval)
    of = Concat(Value("Case"), F("case__number"))
    gone = Exists(Tombstone.objects.filter(pk=OuterRef("case")))
    return accounts.annotate(gone=gone).values_list(of, "gone", *OF_ACCOUNTS.asked)


def _accounts(rows: Iterable[tuple[Any, ...]]) -> Iterator[Found]:
    for what, is_gone, *row in rows:
        told, theirs = OF_ACCOUNTS.read(row)
        if None in told.values():
            yield Found("I32", what, NOT_OPENED)
        elif not theirs:
            yield Found("I32", what, OTHER_DIGEST)
        elif not (
            (is_account(told["account_number"]) or (is_gone and not told["account_number"]))
            and (not told["phone"] or is_phone(told["phone"]))
            and is_email(told["email"])
        ):
            yield Found("I32", what, ODD_ACCOUNT)


def _ask_own_accounts(_: int | None) -> Any:
    return OfficerAccount.objects.values_list("pk", *OF_OFFICERS.asked)


def _own_accounts(rows: Iterable[tuple[Any, ...]]) -> Iterator[Found]:
    for key, *row in rows:
        told, theirs = OF_OFFICERS.read(row)
        what, number = f"payments.officeraccount:{key}", told["account_number"]
        if number is None or not theirs:
            yield Found("I32", what, OTHER_DIGEST if number else NOT_OPENED)
        elif not is_account(number):
            yield Found("I32", what, ODD_OWN_ACCOUNT)


# --- frozen lists and files

CONTENT_OF_FILE = TransferFile._meta.get_field("content")
CONTENT_OF_LIST = Approval._meta.get_field("content")


def _ask_files(approval: int | None) -> Any:
    files = TransferFile.objects.all()
    if approval is not None:
        files = files.filter(approval=approval)
    of = Concat(
        *(F("approval__fiscal_year_id"), Value("/"), F("approval__office__code"), Value("-")),
        *(F("approval__number"), Value(" "), F("group"), Value(" "), F("number")),
        output_field=TransferFile._meta.get_field("group"),
    )
    gone = Exists(Tombstone.objects.filter(case__payment__lines__file=OuterRef("pk")))
    return files.annotate(gone=gone).values_list(of, "gone", lying(CONTENT_OF_FILE), "sha256")


def _files(rows: Iterable[tuple[Any, ...]]) -> Iterator[Found]:
    for what, is_gone, there, sha256 in rows:
        clear = _opened(CONTENT_OF_FILE, there)
        if clear is None:
            yield Found("I13", what, NOT_OPENED)
        elif is_gone and not clear:
            continue
        elif hashlib.sha256(clear).hexdigest() != sha256:
            yield Found("I13", what, OTHER_FILE)


def _ask_lists(approval: int | None) -> Any:
    lists = Approval.objects.all() if approval is None else Approval.objects.filter(pk=approval)
    of = Concat(
        *(F("fiscal_year_id"), Value("/"), F("office__code"), Value("-"), F("number")),
        output_field=Approval._meta.get_field("digest"),
    )
    # Of what retention removed the figures alone are left, which the queries compare.
    gone = Exists(
        Tombstone.objects.filter(case__payment__approval=OuterRef("pk"), digest=OuterRef("digest"))
    )
    of_a_list = ("pk", of, "gone", lying(CONTENT_OF_LIST), "digest")
    return lists.annotate(gone=gone).values_list(*of_a_list)


def opened_lists(approval: int | None) -> Iterator[OpenedList | Found]:
    """Each frozen list for the queries, and what is wrong with it itself; one in memory at a time."""
    for key, what, is_gone, there, digest in _rows(_ask_lists, approval, LARGE):
        clear = _opened(CONTENT_OF_LIST, there)
        if clear is None:
            yield Found("I9", what, NOT_OPENED)
            yield OpenedList(key, NOTHING)
            continue
        if not is_gone and hashlib.sha256(clear.encode()).hexdigest() != digest:
            yield Found("I9", what, OTHER_LIST)
        yield OpenedList(key, _for_queries(clear))


def _for_queries(content: str) -> str:
    """A frozen list with digests where it has IDs and account numbers, without what no law reads."""
    person = Person._meta.get_field("citizen_id_digest")
    account = BankAccount._meta.get_field("number_digest")
    try:
        told = json.loads(content)
        told["cases"] = [
            {
                **{name: row.get(name) for name in OF_A_ROW},
                "citizen_id_digest": person.of_text(row["citizen_id"]),
                "number_digest": account.of_text(row["account_number"]),
            }
            for row in told["cases"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError):  # its digest is not its own either
        return NOTHING
    return json.dumps(told, ensure_ascii=False)

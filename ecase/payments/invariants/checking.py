"""Asking whether the laws of the data hold, of everything or of one approval."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from ecase.core.whose import over_the_city

from ..models.words import BooksDisagree
from .laws import LAWS, PREPARE_ALL, PREPARE_ONE, Law
from .opening import NOTHING, Found, found_by_opening, opened_lists

if TYPE_CHECKING:
    from ..models import Approval

BY_KEY = {law.key: law for law in LAWS}
NAMED = 5  # rows, in a message to an officer


@dataclass(frozen=True)
class Violation:
    """One row that breaks a law: which, by a name that is no secret, and why in Thai."""

    law: Law
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what} {self.why}"


# How the laws are planned, whatever the statistics say, or before there are any: of everything by
# hashing, of one approval by indexes. Compiling would take longer than running.
PLANNING = "SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_generic_plan; "
OF_ALL = PLANNING + "SET LOCAL enable_nestloop = off"
OF_ONE = PLANNING + (
    "SET LOCAL enable_seqscan = off; SET LOCAL random_page_cost = 0; SET LOCAL seq_page_cost = 0"
)


# Opened one by one, however many there are. The rows are gone with the transaction; the table stays
# with the connection, for with a new one the laws would be planned anew, which takes longest.
A_TABLE_OF_LISTS = """
CREATE TEMPORARY TABLE IF NOT EXISTS opened_list (approval_id bigint, content json)
"""
ONE_LIST = "INSERT INTO pg_temp.opened_list VALUES (%s, %s)"


@over_the_city("laws are asked of all that is stored; keys and reasons come out")
def broken(approval: int | None = None) -> list[Violation]:
    """All that breaks a law, in the whole database or of the approval with this key.

    What is sealed is opened and looked at here; all else is one query. None of the rows shows an ID
    or an account.
    """
    if approval is None:
        with connection.cursor() as cursor:
            cursor.execute(A_TABLE_OF_LISTS)
    with transaction.atomic(), connection.cursor() as cursor:
        seen = list(found_by_opening(approval))
        content = NOTHING
        for one in opened_lists(approval):
            if isinstance(one, Found):
                seen.append(one)
            elif approval is None:
                cursor.execute(ONE_LIST, [one.approval, one.content])
            else:
                content = one.content
        cursor.execute(OF_ALL if approval is None else OF_ONE)
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name LIKE 'laws_of_%'")
        prepared = {name for (name,) in cursor.fetchall()}
        if approval is None:
            if "laws_of_all" not in prepared:
                cursor.execute(PREPARE_ALL)
            cursor.execute("EXECUTE laws_of_all")
        else:
            if "laws_of_one" not in prepared:
                cursor.execute(PREPARE_ONE)
            cursor.execute("EXECUTE laws_of_one (%s, '{1}', %s)", [approval, content])
        seen += [Found(*row) for row in cursor.fetchall()]
        found = [Violation(BY_KEY[one.law], one.what, one.why) for one in seen]
        transaction.set_rollback(True)  # nothing was written; the settings end here
    return found


def refuse_broken(approval: "Approval") -> None:
    """Let no money move where a law is broken in its approval; raises BooksDisagree, which names
    the law and the first rows."""
    found = broken(approval.pk)
    if not found:
        return
    law = found[0].law
    rows = [violation for violation in found if violation.law == law]
    named = " · ".join(map(str, rows[:NAMED]))
    more = f" และอีก {len(found) - len(rows[:NAMED])} เรื่อง" if len(found) > NAMED else ""
    raise BooksDisagree(
        f"ยังไม่ได้ออกไฟล์ ข้อมูลของรายการอนุมัตินี้ขัดกับกฎ {law.key} ({law.title}): {named}{more}"
        " ยังไม่มีเงินออก แจ้งผู้ดูแลระบบส่วนกลางให้ตรวจสอบก่อน"
    )

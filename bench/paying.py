"""How long one large approval takes: closing it, its transfer file, and the bank's list of results.

Each step is one action of the product, measured from outside: seconds by the clock, seconds of this
process, and by how much its memory grew at the most.
"""

import csv
import io
import resource
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

from bench.filling import OFFICER, RECORDER, Filler, begin, engage_one
from ecase.meetings import actions as meetings
from ecase.meetings.agenda_content import agenda_content
from ecase.offices.models import Office
from ecase.payments import actions as payments
from ecase.payments import invariants
from ecase.payments.flags import unsettled_flags
from ecase.payments.models import BankGroup, Line
from ecase.regulations.models import KRUNGTHAI

T = TypeVar("T")
AT_A_TIME = 1000
RETURNED_EVERY = 10  # lines


def measure(lines: int) -> None:
    """Take so many cases from the agenda to the last answer of the bank; raises NotEmpty."""
    year, today = begin()
    office = Office.objects.get(code="1008")
    recorder, second = (engage_one(name, office, today) for name in (RECORDER, OFFICER))
    payer = engage_one("bench-payer", office, today)
    filler = Filler(year, today, banks=(KRUNGTHAI,))
    meeting = meetings.collecting(office, year, by=recorder)
    for start in range(0, lines, AT_A_TIME):
        filler.record(meeting, min(AT_A_TIME, lines - start), recorder)
    _analyze()
    content = agenda_content(meeting, on=today)
    print(f"{'step':34} {'seconds':>8} {'cpu':>7} {'memory MB':>10}")
    approval = _step(
        "close the meeting",
        lambda: payments.request_funding(meeting, digest=content.digest, by=second),
    )
    _analyze()
    _step("look for flags", lambda: unsettled_flags(approval))
    _step("ask all laws of the approval", lambda: invariants.broken(approval.pk))
    _step(
        "make the transfer file",
        lambda: payments.make_file(approval, group=BankGroup.KRUNGTHAI, by=payer),
    )
    answers = _answers()
    received = _step(
        "receive the list of results",
        lambda: payments.receive_list("results.csv", answers, year=year, by=payer),
    )
    plan = _step("preview it", lambda: payments.plan_of(received))
    digest = plan.digest
    _step("apply it", lambda: payments.apply_list(received, digest=digest, by=payer))
    broken = _step("ask all laws of everything", invariants.broken)
    print(f"{len(broken)} laws broken")


def _step(name: str, do: Callable[[], T]) -> T:
    peak, wall, cpu = _peak(), time.perf_counter(), time.process_time()
    outcome = do()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:34} {wall:8.2f} {cpu:7.2f} {_peak() - peak:10.0f}", flush=True)
    return outcome


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _answers() -> bytes:
    """What the bank says: a tenth came back."""
    file = io.StringIO()
    sheet = csv.writer(file)
    sheet.writerow(["เลขอ้างอิง", "เลขที่บัญชี", "จำนวนเงิน", "สถานะ", "เหตุผล"])
    sent = Line.objects.order_by("position").values_list(
        "reference", "bank_account__account_number", "amount"
    )
    for number, (reference, account, amount) in enumerate(sent.iterator()):
        good = number % RETURNED_EVERY
        answer = ("จ่ายสำเร็จ", "") if good else ("โอนไม่ผ่าน", "บัญชีถูกปิด")
        sheet.writerow([reference, account, f"{amount:.2f}", *answer])
    return file.getvalue().encode("utf-8-sig")

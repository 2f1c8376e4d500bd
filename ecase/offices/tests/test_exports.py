"""The list of a page as a file: who may open the page may have it, and what it hides stays hidden."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ecase.audit.models import Event
from ecase.cases.checklist import ALWAYS
from ecase.meetings.models import Meeting
from ecase.offices.models import Duty
from ecase.payments import actions as payments
from ecase.payments.models import Approval, PaymentStatus, Result
from tests import make


def csv_at(client, address, **chosen):
    response = client.get(address, {"as": "csv", **chosen})
    assert response["Content-Type"] == "text/csv; charset=utf-8", response.status_code
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


def xlsx_at(client, address, **chosen):
    response = client.get(address, {"as": "xlsx", **chosen})
    book = io.BytesIO(response.getvalue())
    return CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def test_all_pages_of_what_is_filtered_and_nothing_else(desk, officer, stranger):
    for _ in range(3):
        make.case(by=officer)
    disabled = make.case(by=officer, is_disabled=True)
    make.case(by=stranger)
    address = reverse("cases:list", args=[2566])
    everything = csv_at(desk, address, sort="number")
    numbers = [int(row[0].partition("-")[2]) for row in everything[1:]]
    assert len(numbers) == 4 and numbers == sorted(numbers)
    [heading, only] = csv_at(desk, address, kind="disabled")
    assert only[0] == str(disabled)
    assert "x" in only[heading.index("หมายเลขบัตรประจำตัวประชาชน")]
    [_, as_sheet] = xlsx_at(desk, address, kind="disabled")
    assert as_sheet[0] == str(disabled)
    assert as_sheet[heading.index("จำนวนเงิน")] == float(disabled.amount)


def test_each_export_is_on_record_but_not_what_was_searched_for(desk, officer):
    case = make.case(by=officer)
    found = desk.post(reverse("cases:search", args=[2566]), {"q": case.first_name}).url
    desk.get(found, {"as": "csv", **dict([found.split("?")[1].split("=")])}).getvalue()
    event = Event.objects.get(verb="list.exported")
    assert event.by == officer and event.office == officer.office.code
    assert event.after == {
        "list": "cases", "form": "csv", "count": 1, "year": 2566, "searched": True
    }  # fmt: skip


def test_the_address_cannot_say_what_goes_on_record_as_exported(desk, officer):
    make.case(by=officer)
    address = reverse("cases:list", args=[2566])
    lie = {"list": "waivers", "form": "page", "count": "0", "year": "2500", "searched": "no"}
    odd = {"more": "9168909457051", "sort": "a\x00b", "round": "9" * 3000, "kind": "disabled"}
    assert len(csv_at(desk, address, **lie, **odd)) == 1
    assert Event.objects.get(verb="list.exported").after == {
        "list": "cases", "form": "csv", "count": 0, "year": 2566, "kind": "disabled"
    }  # fmt: skip


def test_it_costs_the_same_however_many(desk, officer):
    address = reverse("cases:list", args=[2566])

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            csv_at(desk, address)
        return len(queries)

    make.case(by=officer)
    cost()  # the first click of a session is written down
    once = cost()
    for _ in range(4):
        make.case(by=officer)
    assert cost() == once


@pytest.fixture
def everything(officer):
    """Something in each list of an office."""
    paid, held, waits = (make.case(by=officer) for _ in range(3))
    approval = make.approval(by=officer, of=Meeting.objects.get())
    make.bring(held.payment, PaymentStatus.HELD, by=officer)
    make.bring(paid.payment, PaymentStatus.PAID, by=officer)
    line = paid.payment.lines.get()
    payments.note_conflict(line, says=Result.RETURNED, because="OTHER", by=officer)
    results = make.result_list(waits.payment.lines.get(), by=officer)
    make.case(by=officer)
    return approval, results


def test_every_list_that_an_officer_works_with_is_a_file_too(desk, officer, everything):
    approval, results = everything
    meeting = Meeting.objects.get(number=2).key
    for name, more, rows in (
        ("cases:list", [], 4),
        ("meetings:show", [meeting], 1),
        ("payments:approvals", [], 1),
        ("payments:waiting", [], 1),
        ("payments:show", [approval.key], 3),
        ("payments:account_changes", [], 1),
        ("payments:conflicts", [], 1),
        ("payments:result_lists", [], 1),
        ("payments:result_list", [results.pk], 1),
        ("reporting:books", [], None),
        ("reporting:home", [], 0),
    ):
        address = reverse(name, args=[2566, *more])
        lines = csv_at(desk, address)
        assert all(len(line) == len(lines[0]) for line in lines), name
        assert rows in (None, len(lines) - 1), name
        assert len(xlsx_at(desk, address)) == len(lines), name
        if rows:
            assert 'as=csv"' in desk.get(address).text, name
    assert Approval.objects.count() == 1


def test_another_office_and_the_centre_get_what_their_pages_show(client, everything, stranger):
    address = reverse("cases:list", args=[2566])
    client.force_login(stranger)
    assert len(csv_at(client, address)) == 1
    assert client.get(everything[0].get_absolute_url(), {"as": "csv"}).status_code == 404
    client.force_login(make.centre_officer(Duty.AUDITOR))
    assert len(csv_at(client, address)) == 5
    assert len(csv_at(client, reverse("reporting:home", args=[2566]))) == 51


@pytest.mark.parametrize("paper", ["report", "tk1-krungthai", "tk1-others", "kcorp2-others"])
def test_a_paper_that_is_a_list_is_a_spreadsheet_of_the_same_rows(desk, officer, everything, paper):
    approval = everything[0]
    address = reverse("payments:paper", args=[2566, approval.key, paper])
    read = xlsx_at(desk, address)
    at = next(n for n, row in enumerate(read) if row[0] == "ลำดับที่")
    heading, rows, total = read[at], read[at + 1 : -1], read[-1]
    money = heading.index("จำนวนเงิน")
    assert total[0] == "รวมเป็นเงิน"
    assert total[money] == sum(row[money] for row in rows)
    if paper == "report":
        assert len(rows) == approval.count and total[money] == float(approval.total)
    elif rows:
        account = rows[0][heading.index("เลขที่บัญชี")]
        assert account in [row["account_number"] for row in approval.rows]
    event = Event.objects.get(verb="approval.printed")
    assert event.after == {"paper": paper, "form": "xlsx"}


def test_the_list_for_consideration_is_a_spreadsheet_too(desk, officer):
    case = make.case(by=officer, attached_papers=[kind for kind in ALWAYS if kind != "PASSBOOK"])
    key = Meeting.objects.get().key
    *_, heading, row, _ = xlsx_at(desk, reverse("meetings:agenda_paper", args=[2566, key]))
    assert row[1] == case.name
    assert row[heading.index("เอกสาร")] == "ยังขาด สำเนาสมุดบัญชีธนาคาร"
    assert Event.objects.filter(verb="list.exported", after__list="agenda").exists()

"""ยอดคุมทั้งปี: approved = paid + failed + open, by type and by office (I15)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ecase.payments.models import Figure, PaymentStatus
from ecase.regulations.models import AssistanceType
from ecase.reporting.books import books_by_office, books_by_type, total_of
from tests import make


@pytest.fixture
def world(officer, stranger):
    """Payments in every status, of two types and two offices."""
    child = {
        "assistance_type": AssistanceType.objects.get(name=make.KINDERGARTEN),
        "amount": Decimal("3000.00"),
    }
    for facts in ({}, {}, child, child):
        make.case(by=officer, **facts)
    for status in (PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.RETURNED):
        approval = make.approval(by=officer, cases=1)
        make.bring(approval.payments.latest("pk"), status, by=officer)
    make.approval(by=stranger, cases=2)
    return officer


def test_all_that_was_approved_is_paid_failed_or_open(world):
    lines = books_by_type(world, make.year())
    assert {line.name for line in lines} == {make.KINDERGARTEN, make.LIVELIHOOD}
    assert all(line.agrees for line in lines)
    total = total_of(lines)
    assert total.approved == Figure(7, Decimal("31000.00"))
    assert (total.paid.count, total.failed.count, total.open.count) == (1, 1, 5)


def test_an_office_sees_its_own_and_the_centre_all(world):
    assert [line.name for line in books_by_office(world, make.year())] == ["ป้อมปราบศัตรูพ่าย"]
    city = books_by_office(make.centre_officer(), make.year())
    assert [line.name for line in city] == ["ป้อมปราบศัตรูพ่าย", "ราษฎร์บูรณะ"]
    assert all(line.agrees for line in city)


def test_money_that_is_nowhere_is_seen(world):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_payment DISABLE TRIGGER USER")
        cursor.execute("UPDATE payments_payment SET amount = amount - 1 WHERE position = 1")
        cursor.execute("ALTER TABLE payments_payment ENABLE TRIGGER USER")
    assert not all(line.agrees for line in books_by_type(world, make.year()))
    assert not all(line.agrees for line in books_by_office(world, make.year()))


def test_the_page_shows_them_and_says_that_they_agree(world, client):
    client.force_login(world)
    page = client.get("/2566/books/").text
    assert "31,000.00" in page
    assert "ยอดครบ" in page
    assert "ยอดไม่ครบ" not in page


def test_a_year_without_approvals_says_so(officer, client):
    client.force_login(officer)
    assert "ยังไม่มีการอนุมัติในปีงบประมาณนี้" in client.get("/2566/books/").text


def test_it_costs_the_same_however_many(officer, client):
    client.force_login(officer)
    costs = []
    client.get("/2566/books/")  # the first click of a session is noted there
    for _ in range(2):
        make.approval(by=officer, cases=2)
        with CaptureQueriesContext(connection) as queries:
            client.get("/2566/books/")
        costs.append(len(queries))
    assert costs[0] == costs[1]

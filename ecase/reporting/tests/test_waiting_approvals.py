"""Approvals that wait, as หน้าหลัก counts them."""

from ecase.reporting import queries
from tests import make


def test_leave_their_frozen_lists_in_the_database(officer):
    make.approval(by=officer, cases=1)
    [approval] = queries.waiting_approvals(officer, make.year())
    assert approval.get_deferred_fields() == {"content"}

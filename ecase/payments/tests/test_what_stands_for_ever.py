"""Of what is written down about money, all stands but the columns that are named here.

A trigger that names the columns it keeps forgets the one that is added later.
"""

import pgtrigger
import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.db.models import GeneratedField

from ecase.payments.models import Conflict, PaymentStatus
from tests import make

# What is written after a row was made; each has a law of its own about when.
LATER = {
    "accountchange": {"decision", "decided_by_id", "decided_at", "decided_because", "waiver_id"},
    "conflict": {"settlement", "settled_because", "settled_by_id", "settled_at", "waiver_id"},
    "line": {
        *("result", "return_reason", "return_note"),
        *("answered_by_id", "answered_at", "answered_from_id"),
    },
    "officeraccount": {"ended_at"},
    "payment": {"status", "status_at"},
    "resultlist": {"applied_by_id", "applied_at"},
    "voiding": {"accepted_by_id", "accepted_at", "waiver_id"},
}


def kept(model):
    """The columns that triggers of a model keep in every state of the row; None: not one by one."""
    names = [
        set(trigger.operation.columns)
        for trigger in model._meta.triggers
        if isinstance(trigger, pgtrigger.Protect)
        and isinstance(trigger.operation, pgtrigger.UpdateOf)
    ]
    return set().union(*names) if names else None


def columns(model):
    """All but those that the database makes of others."""
    fields = model._meta.local_concrete_fields
    return {f.column for f in fields if not isinstance(f, GeneratedField)} - {"id"}


PARTLY = [model for model in apps.get_app_config("payments").get_models() if kept(model)]


def test_these_models_are_kept_column_by_column():
    assert {model._meta.model_name for model in PARTLY} == set(LATER)


@pytest.mark.parametrize("model", PARTLY, ids=lambda model: model._meta.model_name)
def test_each_column_is_kept_or_written_later(model):
    assert kept(model) == columns(model) - LATER[model._meta.model_name]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE payments_accountchange SET proposed_at = proposed_at - interval '1 day'",
        "UPDATE payments_conflict SET note = 'แก้ทีหลัง'",
        "UPDATE payments_conflict SET return_reason = 'CLOSED'",
        "UPDATE payments_conflict SET noted_at = noted_at - interval '1 day'",
        "UPDATE payments_payment SET position = position + 1",
    ],
)
def test_the_database_refuses_another_word(officer, change):
    payment = make.approval(by=officer, cases=1).payments.get()
    if "accountchange" in change:
        make.bring(payment, PaymentStatus.HELD, by=officer)
    if "conflict" in change:
        paid = make.bring(payment, PaymentStatus.PAID, by=officer)
        line, says = paid.lines.get(), "RETURNED"
        Conflict.objects.create(
            line=line, office=paid.office, recorded="PAID", says=says, noted_by=officer
        )
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="Cannot update"):
        cursor.execute(change)

"""Cases of long ago, as the tests of retention need them: made today, and then made old."""

from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from psycopg import sql

from ecase.audit.actions import seal_all
from ecase.cases import actions as cases
from ecase.cases.models import Bundle, Case
from ecase.core.sealed_fields import models_with, sealed_fields
from ecase.meetings import actions as meetings
from ecase.offices.models import FiscalYear
from ecase.payments import actions as payments
from ecase.payments.flags import flags_of
from ecase.payments.models import Approval, BankGroup, Payment, TransferFile
from tests import make

LONG_AGO = 2560
SECRETS = {
    "first_name": "ลับชื่อ",
    "last_name": "ลับสกุล",
    "hardship": "ลับความเดือดร้อน",
    "account_name": "ลับบัญชี",
    "account_number": "7391640285",
    "phone": "0873916402",
    "email": "secret@example.com",
    "other_papers": "ลับเอกสาร",
}

REASONS = (
    "ลับเหตุขาดคุณสมบัติ",
    "ลับแบบฟอร์ม",
    "ลับ.pdf",
    "ลับเหตุที่ลด",
    "ลับเหตุส่งคืน",
    "ลับเหตุจ่ายไม่ได้",
    "ลับข้อสังเกต",
    "ลับความเดือดร้อนเดิม",
)


@contextmanager
def laws_aside():
    """The laws of the tables stand aside, as for nobody in the product."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', (SELECT array_agg(DISTINCT tgname::text)::text"
            " FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'), true)"
        )
        yield cursor
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def made_old():
    """All money settled and all cases disqualified until now were so ten years ago."""
    with laws_aside() as cursor:
        cursor.execute("UPDATE payments_payment SET status_at = '2017-03-01T10:00+07'")
        cursor.execute("UPDATE audit_event SET at = at - interval '9 years 6 months'")
    seal_all()


def year():
    return FiscalYear.objects.get_or_create(pk=LONG_AGO)[0]


def case(*, by, citizen_id="", **changes):
    """A case of that year whose papers, and what came of them, nobody else has."""
    draft = make.draft(by=by, year=year(), citizen_id=citizen_id)
    for bundle in Bundle:
        cases.keep_file(draft, bundle=bundle, name="ลับ.pdf", scan=make.scan(2), content=b"x", by=by)
    return meetings.record_case(draft, make.facts(**SECRETS | changes), by=by)


def looked_up(by):
    """A form that was begun and became no case."""
    draft = make.draft(by=by, year=year())
    cases.keep_typed(draft, {"hardship": "ลับแบบฟอร์ม"}, by=by)
    cases.keep_file(draft, bundle=Bundle.FINANCIAL, name="ลับ.pdf", scan=make.scan(3), by=by)
    return draft


def paid_round(by, *, leaves_one_open=False):
    """A round of two: one paid after the account was mended, one given up; each with reasons typed."""
    paid, _ = case(by=by), case(by=by)
    meetings.edit_case(
        paid,
        make.facts(**SECRETS | {"hardship": "ลับความเดือดร้อนเดิม", "amount": 4000}),
        opened_version=paid.version,
        amount_because="ลับเหตุที่ลด",
        by=by,
    )
    approval = make.approval(by=by, of=meetings.round_of(paid))
    for payment in approval.payments.all():
        settle_flags(payment, by)
    make.file(approval, BankGroup.KRUNGTHAI, by=by)
    first, second = Payment.objects.filter(approval=approval).order_by("position")
    payments.mark_returned(first, because="OTHER", note="ลับเหตุส่งคืน", by=by)
    make.corrected(Payment.objects.get(pk=first.pk), by=by, account_number="7391640286")
    settle_flags(Payment.objects.get(pk=first.pk), by)
    make.file(approval, BankGroup.KRUNGTHAI, by=by)
    payments.confirm_paid(Payment.objects.get(pk=first.pk), by=by)
    if not leaves_one_open:
        payments.mark_failed(
            Payment.objects.get(pk=second.pk),
            reason="ลับเหตุจ่ายไม่ได้",
            returned_because="OTHER",
            by=by,
        )
    make.result_list(first.lines.last(), by=by)
    return approval


def settle_flags(payment, by):
    flags = flags_of(Payment.objects.filter(pk=payment.pk))
    if flags:
        shown = {(flag.kind, flag.about) for flag in flags}
        payments.settle_flags(payment, shown=shown, reason="ลับข้อสังเกต", by=make.other_of(by))


def disqualified(by):
    """A case that did not qualify, which ends without a round."""
    return cases.disqualify(case(by=by), reason="ลับเหตุขาดคุณสมบัติ", by=by)


def everything_stored(folder):
    """All that the database says but for sessions, as text, with what is sealed opened; how many bytes
    files have; the objects."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table != "django_session":
                rows = sql.SQL("SELECT string_agg(t::text, ' ') FROM {} t")
                cursor.execute(rows.format(sql.Identifier(table)))
                said += [cursor.fetchone()[0] or ""]
        cursor.execute("SELECT sum(length(content)) FROM payments_transferfile")
        files = cursor.fetchone()[0]
    for model in models_with(sealed_fields, apps.get_models()):
        for field in sealed_fields(model):
            for value in model._base_manager.values_list(field.name, flat=True):
                said.append(
                    value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                )
    return " ".join(said), files, {path.name for path in folder.rglob("*.*") if path.is_file()}


def figures():
    """What statistics are made of."""
    columns = ("number", "office", "fiscal_year", "assistance_type", "requested_amount", "amount")
    rows = Case.objects.order_by("pk").values_list(*columns, "status", "is_disabled")
    money = Payment.objects.order_by("pk").values_list("approval__number", "amount", "status")
    approvals = Approval.objects.order_by("pk").values_list("number", "count", "total", "digest")
    files = TransferFile.objects.order_by("pk").values_list("number", "count", "total", "sha256")
    return [list(found) for found in (rows, money, approvals, files)]

"""A transfer file holds what is due, once, as text that the bank's program can read."""

import io
import zipfile
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from ecase.audit.models import Event
from ecase.offices.models import YearClosed
from ecase.payments import actions, bank_files
from ecase.payments.actions import filing
from ecase.payments.bank_files import Format
from ecase.payments.models import (
    FilesUsedUp,
    Line,
    NothingDue,
    Payment,
    PaymentStatus,
    Result,
    TransferFile,
)
from ecase.payments.references import check_character, reference
from ecase.payments.tests.bank_file_samples import content, row
from ecase.regulations.models import Bank
from tests import make


def cells(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def rows_of(file):
    return cells(bytes(file.content))[1:]


def spreadsheet(row):
    return content(Format.SPREADSHEET, [row])


def test_every_cell_is_text_and_keeps_its_zeros():
    [head, first] = cells(spreadsheet(row()))
    assert head == [
        "Receiving Bank Code",
        "Receiving A/C No.",
        "Receiver Name",
        "Transfer Amount",
        "Citizen ID/Tax ID",
        "DDA Ref",
        "Reference No./ DDA Ref 2",
        "Email",
        "Mobile No.",
    ]
    assert first == [
        "006",
        "0701234182",
        "นางน้ำทิพย์ สิทธิ์ชัยศรี",
        "3000.50",
        "0123456789012",
        "",
        "66100800110100001X",
        "namthip@example.com",
        "0812345678",
    ]


@pytest.mark.parametrize(
    "name", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "http://x.test", "1e5"]
)
def test_nothing_typed_becomes_a_formula_a_link_or_a_number(name):
    content = spreadsheet(row(account_name=name))
    assert cells(content)[1][2] == name
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    assert b"<v>3000" not in sheet


@pytest.mark.parametrize("strange", ["\x00", "\x07", "\x1b", "\ud800", "\ue000", "_x0000_\x01"])
def test_what_has_no_shape_is_refused_by_name(strange):
    with pytest.raises(bank_files.Unwritable, match="“สมชาย”"):
        spreadsheet(row(account_name=f"สมชาย{strange}".replace("_x0000_", "")))


def test_it_holds_one_bank_group_and_says_what_it_sums(officer):
    make.case(by=officer, bank=Bank.objects.get(code="004"), account_number="0451236129")
    approval = make.approval(by=officer, cases=2)

    krungthai = make.file(approval, by=officer)
    others = make.file(approval, "others", by=officer)

    assert [r[0] for r in rows_of(krungthai)] == ["006", "006"]
    assert [r[:2] for r in rows_of(others)] == [["004", "0451236129"]]
    assert (krungthai.count, krungthai.total) == (2, Decimal("10000.00"))
    assert krungthai.sha256 == sha256(bytes(krungthai.content)).hexdigest()
    lines = krungthai.lines.order_by("position")
    assert [line.reference for line in lines] == [r[6] for r in rows_of(krungthai)]
    assert all(check_character(line.reference[:-1]) == line.reference[-1] for line in lines)
    assert Event.objects.get(verb="file.made", subject=f"payments.transferfile:{others.pk}")


def test_pressed_again_it_is_the_same_bytes(officer):
    approval = make.approval(by=officer, cases=1)
    first = make.file(approval, by=officer)
    again = make.file(approval, by=officer)
    assert again.pk == first.pk
    assert bytes(again.content) == bytes(first.content)
    assert Event.objects.filter(verb="file.downloaded").count() == 1


def test_an_empty_group_has_no_file(officer):
    approval = make.approval(by=officer, cases=1)
    with pytest.raises(NothingDue, match="ธนาคารอื่น"):
        make.file(approval, "others", by=officer)


def test_the_retry_holds_only_what_came_back_and_was_mended(officer):
    approval = make.approval(by=officer, cases=4)
    paid, waits, mended, back = approval.payments.order_by("position")
    make.file(approval, by=officer)
    actions.confirm_paid(paid, by=officer)
    actions.mark_returned(mended, because="WRONG_ACCOUNT", by=officer)
    actions.mark_returned(back, because="ACCOUNT_CLOSED", by=officer)
    make.corrected(mended, by=officer, account_number="0099999999")

    retry = make.file(approval, by=officer)

    assert retry.number == 2
    assert [r[1] for r in rows_of(retry)] == ["0099999999"]
    assert waits.lines.count() == paid.lines.count() == back.lines.count() == 1


def test_a_case_that_changed_its_bank_goes_to_the_other_file(officer):
    approval = make.approval(by=officer, cases=1)
    payment = approval.payments.get()
    make.corrected(
        payment,
        by=officer,
        bank=Bank.objects.get(code="034"),
        branch_code="0012",
        account_number="001234567890",
    )
    with pytest.raises(NothingDue):
        make.file(approval, by=officer)
    [r] = rows_of(make.file(approval, "others", by=officer))
    assert r[:2] == ["034", "001234567890"]


def test_a_closed_year_makes_no_file(officer):
    approval = make.approval(by=officer, cases=1)
    year = approval.fiscal_year
    year.is_open = False
    year.save()
    with pytest.raises(YearClosed):
        make.file(approval, by=officer)


def test_the_hundredth_file_is_refused_before_it_is_made(officer, monkeypatch):
    monkeypatch.setattr(filing, "LAST_FILE", 1)
    approval = make.approval(by=officer, cases=1)
    payment = make.bring(approval.payments.get(), PaymentStatus.RETURNED, by=officer)
    make.corrected(payment, by=officer, **payment.case.bank_account.facts)
    with pytest.raises(FilesUsedUp):
        make.file(approval, by=officer)


def test_a_reference_fits_the_bank_at_its_largest(officer):
    approval = make.approval(by=officer, cases=1)
    approval.number = 999
    assert len(reference(approval, "others", 99, 99999)) == 18


# --- the database


def raw_line(payment, file, **changes):
    facts = {
        "file": file,
        "payment": payment,
        "position": 1,
        "bank_account": payment.case.bank_account,
        "amount": payment.amount,
        "reference": "RAW",
    }
    return Line.objects.create(**{**facts, **changes})


def second_file(approval, by, total="5000.00", count=1):
    return TransferFile.objects.create(
        approval=approval,
        office=approval.office,
        group="krungthai",
        number=9,
        content=b"x",
        sha256="0" * 64,
        count=count,
        total=Decimal(total),
        made_by=make.other_of(by),
        made_at=timezone.now(),
        effective_on=timezone.localdate(),
    )


@pytest.mark.parametrize("status", [PaymentStatus.IN_FILE, PaymentStatus.PAID])
def test_a_paid_or_waiting_payment_is_in_no_other_file(officer, status):
    payment = make.payment(status, by=officer)
    with pytest.raises(IntegrityError, match="paid_or_unanswered_once"), transaction.atomic():
        raw_line(payment, second_file(payment.approval, officer))


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": Decimal("1.00")},
        {"position": 2},
        {"bank_account": "another"},
        {"file": "another"},
    ],
    ids=str,
)
def test_a_line_must_fit_its_payment(officer, wrong):
    other = make.approval(by=officer, cases=1).payments.get()
    payment = make.approval(by=officer, cases=1).payments.get()
    with (
        pytest.raises(ProgrammingError, match="not of a payment that is due"),
        transaction.atomic(),
    ):
        strange = {
            "bank_account": other.case.bank_account,
            "file": second_file(other.approval, officer),
        }
        wrong = {name: strange.get(name, value) for name, value in wrong.items()}
        raw_line(payment, **{"file": second_file(payment.approval, officer), **wrong})


def test_what_came_back_is_in_no_file_before_it_is_mended(officer):
    payment = make.bring(
        make.approval(by=officer, cases=1).payments.get(), PaymentStatus.RETURNED, by=officer
    )
    with (
        pytest.raises(ProgrammingError, match="not of a payment that is due"),
        transaction.atomic(),
    ):
        raw_line(payment, second_file(payment.approval, officer))


def settle():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_file_sums_its_lines(officer):
    approval = make.approval(by=officer, cases=1)
    with pytest.raises(ProgrammingError, match="does not sum its lines"), transaction.atomic():
        second_file(approval, officer)
        settle()


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (TransferFile, {"total": 1}),
        (TransferFile, {"content": b""}),
        (Line, {"amount": 1}),
        (Line, {"reference": "x"}),
    ],
    ids=str,
)
def test_it_never_changes(officer, model, change):
    make.payment(PaymentStatus.IN_FILE, by=officer)
    with pytest.raises(ProgrammingError), transaction.atomic():
        model.objects.update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_an_answered_line_is_answered_for_ever(officer):
    make.payment(PaymentStatus.PAID, by=officer)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Line.objects.update(result=Result.PENDING, answered_by=None, answered_at=None)


def test_the_books_agree(officer):
    """Neither the payment, nor its line, nor its case is paid alone."""
    payment = make.bring(
        make.approval(by=officer, cases=1).payments.get(), PaymentStatus.IN_FILE, by=officer
    )
    with pytest.raises(ProgrammingError, match="its line is PENDING"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(status=PaymentStatus.PAID)
        settle()
    with pytest.raises(ProgrammingError, match="its line is PAID"), transaction.atomic():
        Line.objects.update(result=Result.PAID, answered_by=officer, answered_at=payment.status_at)
        settle()


@pytest.mark.parametrize("change", [{"amount": 1}, {"case": None}, {"office": None}], ids=str)
def test_the_sum_of_a_payment_is_for_ever(officer, change):
    other = make.approval(by=officer, cases=1).payments.get()
    change = {
        name: value or (other.case if name == "case" else make.office("1024"))
        for name, value in change.items()
    }
    payment = make.approval(by=officer, cases=1).payments.get()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk)._raw_delete("default")


# --- the page


def test_it_comes_as_an_attachment_with_a_name_in_thai(client, officer):
    approval = make.approval(by=officer, cases=1)
    client.force_login(make.other_of(officer))
    address = f"/2566/payments/{approval.key}/files/krungthai/"

    made = client.post(address)
    again = client.get(f"{address}1/")

    assert made.status_code == again.status_code == 200
    assert made.content == again.content
    assert cells(made.content)[1][0] == "006"
    disposition = made["Content-Disposition"]
    assert disposition.startswith('attachment; filename="ecase-2566-1008-1-krungthai-1.xlsx"; ')
    assert "filename*=UTF-8''%E0%B9%84" in disposition
    assert made["X-Content-Type-Options"] == "nosniff"
    assert made["Cache-Control"] == "private, no-store"
    assert made.cookies["downloaded"].value == "1"


def test_pages_of_files_that_are_not_there(client, officer):
    approval = make.approval(by=officer, cases=1)
    client.force_login(officer)
    root = f"/2566/payments/{approval.key}/files/"
    assert client.get(f"{root}krungthai/").status_code == 405
    assert client.get(f"{root}krungthai/1/").status_code == 404
    assert client.post(f"{root}gold/").status_code == 404
    empty = client.post(f"{root}others/")
    assert empty.status_code == 409
    assert "ไม่มีรายที่รอโอนในธนาคารอื่น" in empty.text

"""The bank's files: what goes in is what an independent reader finds, or nothing goes in."""

import io
import os
import re
import time
import tracemalloc
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import override_settings
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ecase.core.sheets import BATCH
from ecase.payments.bank_files import Format, Unwritable, check, write, writing_beside

from . import bank_file_readers as readers
from .bank_file_samples import SENDER, batch, content, in_order, row

# --- each format, whole


def test_the_spreadsheet_has_the_banks_columns_as_text():
    [head, first] = readers.cells(content(Format.SPREADSHEET, [row()]))
    assert head == [
        *("Receiving Bank Code", "Receiving A/C No.", "Receiver Name", "Transfer Amount"),
        *("Citizen ID/Tax ID", "DDA Ref", "Reference No./ DDA Ref 2", "Email", "Mobile No."),
    ]
    assert first == [
        *("006", "0701234182", "นางน้ำทิพย์ สิทธิ์ชัยศรี", "3000.50"),
        *("0123456789012", "", "66100800110100001X", "namthip@example.com", "0812345678"),
    ]


@pytest.mark.parametrize(
    "name", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "{=1}", "http://x.test", "1e5", "TRUE"]
)
def test_nothing_typed_becomes_a_formula_a_link_or_a_number(name):
    [_, first] = readers.cells(content(Format.SPREADSHEET, [row(account_name=name)]))
    assert first[2] == name


@override_settings(
    KTB_COLUMNS=["account_number", "amount", "bank_code", "account_name"], KTB_NUMBERS_ROW=True
)
def test_the_columns_of_the_spreadsheet_are_a_setting():
    assert readers.cells(content(Format.SPREADSHEET, [row()])) == [
        ["1", "2", "3", "4"],
        ["Receiving A/C No.", "Transfer Amount", "Receiving Bank Code", "Receiver Name"],
        ["0701234182", "3000.50", "006", "นางน้ำทิพย์ สิทธิ์ชัยศรี"],
    ]


def filled(record):
    return [(name, text.rstrip()) for name, text in record if text.strip()]


def test_the_text_says_what_the_layout_asks():
    rows = in_order(row(), row(account_number="0019876543", amount=Decimal(2000), email=""))
    head, first, second = readers.records(content(Format.FIXED_WIDTH, rows))
    assert filled(head) == [
        *(("File Type", "10"), ("Record Type", "1"), ("Batch Number", "000001")),
        *(("Sending Bank Code", "006"), ("Total Transaction in Batch", "0000002")),
        *(("Total Amount", "0000000000000500050"), ("Effective Date", "11102022")),
        *(("Transaction Code", "C"), ("Receiver No.", "00000000")),
        *(("Company ID", "GMIS123456"), ("User ID", "MAKER01")),
    ]
    assert filled(first) == [
        *(("File Type", "10"), ("Record Type", "2"), ("Batch No.", "000001")),
        *(("Receiving Bank", "006"), ("Receiving Branch Code", "0070")),
        *(("Receiving A/C", "00701234182"), ("Sending Bank Code", "006")),
        *(("Sending Branch Code", "0012"), ("Sending A/C", "00121234567")),
        *(("Effective Date", "11102022"), ("Service Type", "14"), ("Clearing House Code", "00")),
        *(("Amount", "00000000000300050"), ("Receiver ID", "0000000000")),
        *(("Receiver Name", "นางน้ำทิพย์ สิทธิ์ชัยศรี"), ("Sender Name", SENDER.name)),
        *(("Ref No./ DDA Ref 2", "66100800110100001X"), ("Ref Running Number", "000001")),
        *(("Status", "09"), ("E-mail Address", "namthip@example.com")),
        *(("SMS/Mobile Phone", "0812345678"), ("Receiving Sub-Branch Code", "0000")),
    ]
    assert dict(second)["Ref Running Number"] == "000002"
    assert dict(second)["E-mail Address"] == " " * 40


@pytest.mark.parametrize(("bank", "service"), [("006", "14"), ("004", "59")])
def test_each_bank_group_has_its_service(bank, service):
    [_, line] = readers.records(content(Format.FIXED_WIDTH, [row(bank_code=bank)]))
    assert dict(line)["Service Type"] == service


@override_settings(KTB_SERVICE_TYPES={"krungthai": "02", "others": "04"}, KTB_LINE_END="CR")
def test_the_services_and_the_line_end_are_settings():
    [_, line] = readers.records(content(Format.FIXED_WIDTH, [row()]), end=b"\r")
    assert dict(line)["Service Type"] == "02"


def test_the_order_of_iso_20022_says_who_pays_whom():
    rows = in_order(row(), row(amount=Decimal(2000), email="", phone=""))
    document = readers.order(content(Format.ISO20022, rows))
    [header, payment] = document[0]
    for part in (header, payment):
        assert readers.said(part, "NbOfTxs") == "2"
        assert readers.said(part, "CtrlSum") == "5000.50"
    assert readers.said(header, "MsgId") == "6610080011F01"
    assert readers.said(header, "CreDtTm") == "2022-10-10T09:43:56+07:00"
    assert readers.said(header, "InitgPty/Id/OrgId/Othr/Id") == "GMIS123456"
    assert readers.said(payment, "ReqdExctnDt/Dt") == "2022-10-11"
    assert readers.said(payment, "Dbtr/Nm") == SENDER.name
    assert readers.said(payment, "DbtrAcct/Id/Othr/Id") == "0121234567"
    assert readers.said(payment, "DbtrAgt/FinInstnId/ClrSysMmbId/MmbId") == "0060012"
    first, second = readers.transfers(document)
    assert (first["bank_code"], first["branch"]) == ("006", "0070")
    assert (second["amount"], second["email"], second["phone"]) == (Decimal("2000.00"), "", "")


# --- what passes is read back as it was stored

THAI = st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B)
ASCII = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
DIGITS = st.characters(min_codepoint=0x30, max_codepoint=0x39)
NAMES = st.one_of(
    st.text(THAI | ASCII, min_size=1, max_size=104),
    st.text(max_size=20),
    st.sampled_from(
        ["=1+1", "@SUM(A1)", "<b>&amp;</b>", "_x0041_", "]]>", "1e5", "+66", "ก" * 100]
    ),
)
ACCOUNTS = st.text(DIGITS, min_size=6, max_size=20)
ROWS = st.builds(
    row,
    bank_code=st.sampled_from(["004", "030", "031", "033", "034", "066", "067", "069", "070"]),
    branch_code=st.sampled_from(["", "0012", "9876"]),
    account_number=st.one_of(ACCOUNTS, st.text(DIGITS, min_size=10, max_size=15)),
    account_name=NAMES,
    amount=st.decimals("-1", "999999999999999.99", places=2) | st.decimals("0.01", 5000, places=2),
    citizen_id=st.text(DIGITS, min_size=13, max_size=13),
    reference=st.from_regex(r"\A[0-9]{1,17}[0-9X]\Z"),
    email=st.just("") | st.emails(),
    phone=st.just("") | st.from_regex(r"\A0[0-9]{8,9}\Z"),
)
LISTS = st.lists(ROWS, min_size=1, max_size=4).map(lambda rows: in_order(*rows))


def fitting(kind, rows):
    rows = in_order(*(each for each in rows if not check(kind, [each])))
    assume(rows)
    return rows


@settings(deadline=None)  # other tests run beside it
@given(LISTS)
def test_what_the_spreadsheet_takes_is_read_back(rows):
    rows = fitting(Format.SPREADSHEET, rows)
    [_, *lines] = readers.cells(content(Format.SPREADSHEET, rows))
    for each, line in zip(rows, lines, strict=True):
        bank, account, name, amount, citizen_id, dda, reference, email, phone = line
        assert (bank, account, name) == (each.bank_code, each.account_number, each.account_name)
        assert (Decimal(amount), dda) == (each.amount, "")
        assert (citizen_id, reference) == (each.citizen_id, each.reference)
        assert (email, phone) == (each.email, each.phone)


@settings(deadline=None)  # other tests run beside it
@given(LISTS)
def test_what_the_text_takes_is_read_back(rows):
    rows = fitting(Format.FIXED_WIDTH, rows)
    [head, *lines] = readers.records(content(Format.FIXED_WIDTH, rows))
    assert int(dict(head)["Total Transaction in Batch"]) == len(rows)
    assert int(dict(head)["Total Amount"]) == sum(each.amount for each in rows) * 100
    for each, line in zip(rows, map(dict, lines), strict=True):
        number = each.account_number
        place = readers.account_by_the_table(each.bank_code, number, each.branch_code)
        assert (line["Receiving Branch Code"], line["Receiving A/C"]) == place
        assert line["Receiving Bank"] == each.bank_code
        assert Decimal(line["Amount"]) / 100 == each.amount
        assert line["Receiver Name"].rstrip(" ") == each.account_name
        assert line["Ref No./ DDA Ref 2"].rstrip(" ") == each.reference
        assert line["E-mail Address"].rstrip(" ") == each.email
        assert line["SMS/Mobile Phone"].rstrip(" ") == each.phone
        assert int(line["Ref Running Number"]) == each.position


@settings(deadline=None)  # other tests run beside it
@given(LISTS)
def test_what_the_order_takes_is_read_back(rows):
    rows = fitting(Format.ISO20022, rows)
    found = list(readers.transfers(readers.order(content(Format.ISO20022, rows))))
    for each, transfer in zip(rows, found, strict=True):
        del transfer["branch"]
        assert transfer == {name: getattr(each, name) for name in transfer}


@pytest.mark.parametrize("kind", Format)
def test_the_same_is_the_same_bytes_whenever_and_wherever(kind, monkeypatch):
    first = content(kind, [row()])
    old = time.time() - timedelta(days=400).total_seconds()
    monkeypatch.setattr(time, "time", lambda: old)
    monkeypatch.setenv("TZ", "America/St_Johns")
    time.tzset()
    try:
        assert content(kind, [row()]) == first
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("kind", Format)
def test_what_is_written_beside_other_work_is_the_same(kind):
    rows = in_order(*(row(account_name=f"ชื่อ {n}") for n in range(BATCH + 1)))
    with writing_beside(kind, batch(rows), iter(rows)) as writing:
        pass  # the rows are taken
    assert writing.result() == content(kind, rows)
    unfit = [row(account_name="A" * 2_000)]
    with writing_beside(kind, batch(unfit), iter(unfit)) as writing, pytest.raises(Unwritable):
        writing.result()


def test_the_spreadsheet_was_made_when_the_batch_was():
    with zipfile.ZipFile(io.BytesIO(content(Format.SPREADSHEET, [row()]))) as parts:
        properties = parts.read("docProps/core.xml")
        assert {part.date_time[:3] for part in parts.infolist()} == {(1980, 1, 31)}
    assert set(re.findall(rb"2[0-9]{3}-[0-9-]+T[0-9:]+Z", properties)) == {b"2022-10-10T02:43:56Z"}


@pytest.mark.parametrize("kind", Format)
def test_the_rows_are_taken_once_and_none_is_held(kind):
    def peak(count):
        rows = (row(position=at, amount=Decimal(1)) for at in range(1, count + 1))
        whole = batch([row()], count=count, total=Decimal(count))
        tracemalloc.start()
        try:
            with open(os.devnull, "wb") as nowhere:
                write(kind, whole, rows, nowhere)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # what is made once
    assert peak(2_000) < peak(1_000) + 100_000  # and a file of that many more is 500,000

"""What a bank's file cannot hold is refused before the file exists, by line and field."""

import io
import re
import tempfile
from datetime import datetime
from decimal import Decimal

import pytest
from django.core.checks import Error, run_checks
from django.core.management.base import SystemCheckError

from ecase.payments.bank_files import (
    Field,
    Format,
    NoSender,
    Sender,
    Unwritable,
    batch_of,
    check,
    write,
)
from launch.prepare import prepare

from . import bank_file_readers as readers
from .bank_file_samples import SENDER, batch, content, in_order, row

TOO_MUCH = [
    ({"account_name": "André"}, Field.NAME, r"“é” \(U\+00E9\)"),
    ({"account_name": "ก" * 103}, Field.NAME, "ยาว 103 ตัวอักษร .* 100 ตัวอักษร ตัดออก 3"),
    ({"account_name": ""}, Field.NAME, "ยังไม่ได้กรอก"),
    ({"account_name": "สมชาย "}, Field.NAME, "ช่องว่าง"),
    ({"account_name": "สม\x07ชาย"}, Field.NAME, r"มองไม่เห็น \(U\+0007\)"),
    ({"account_name": "สม\u202eชาย"}, Field.NAME, r"มองไม่เห็น \(U\+202E\)"),
    ({"account_name": "สม\x85ชาย"}, Field.NAME, r"มองไม่เห็น \(U\+0085\)"),
    ({"email": f"{'a' * 30}@example.com"}, Field.EMAIL, "ยาว 42 ตัวอักษร .* ตัดออก 2"),
    ({"email": "ü@example.com"}, Field.EMAIL, "“ü”"),
    ({"phone": "081-2345678"}, Field.PHONE, "ตัวเลข"),
    ({"phone": "๐๘๑๒๓๔๕๖๗๘"}, Field.PHONE, "ตัวเลข"),
    ({"phone": "0" * 21}, Field.PHONE, "20 หลัก"),
    ({"account_number": "0701234182\n"}, Field.ACCOUNT, "ตัวเลข 0-9"),
    ({"account_number": "123456789012"}, Field.ACCOUNT, "มี 12 หลัก .* 006"),
    ({"account_number": "123456789"}, Field.BRANCH, "ยังไม่ได้กรอก"),
    ({"branch_code": "12"}, Field.BRANCH, "4 หลัก"),
    ({"bank_code": "6"}, Field.BANK, "3 หลัก"),
    ({"amount": Decimal(0)}, Field.AMOUNT, "มากกว่า 0"),
    ({"amount": Decimal("NaN")}, Field.AMOUNT, "มากกว่า 0"),
    ({"amount": Decimal(10) ** 15}, Field.AMOUNT, "เกินช่อง"),
    ({"amount": Decimal("1.005")}, Field.AMOUNT, "สตางค์"),
    ({"citizen_id": "123"}, Field.CITIZEN_ID, "13 หลัก"),
    ({"reference": "6" * 19}, Field.REFERENCE, "18"),
]


@pytest.mark.parametrize(("change", "field", "why"), TOO_MUCH, ids=str)
@pytest.mark.parametrize("kind", [Format.SPREADSHEET, Format.FIXED_WIDTH])
def test_what_does_not_fit_is_named_before_a_byte_is_written(kind, change, field, why):
    rows = in_order(row(), row(**change))
    [problem] = check(kind, rows)
    assert (problem.position, problem.case, problem.field) == (2, "Case2566-2", field)
    assert re.search(why, problem.why)

    file = io.BytesIO()
    with pytest.raises(Unwritable) as refusal:
        write(kind, batch(rows, total=Decimal(1)), iter(rows), file)

    assert refusal.value.problems == (problem,)
    assert f"ลำดับที่ 2 Case2566-2 “{problem.account_name.strip(chr(0))[:1]}" in str(refusal.value)
    assert f"{field.value}: " in str(refusal.value)
    assert file.getvalue() == b""


def test_all_that_is_wrong_is_listed_ten_of_it_in_words():
    rows = in_order(*(row(account_name="é", email="é" * 41) for _ in range(6)), row())
    with pytest.raises(Unwritable) as refusal:
        content(Format.FIXED_WIDTH, rows)
    assert list(refusal.value.problems) == check(Format.FIXED_WIDTH, rows)
    assert len(refusal.value.problems) == 18
    said = str(refusal.value).splitlines()
    assert "มี 18 แห่ง" in said[0]
    assert len(said) == 12
    assert said[-1] == "และอีก 8 แห่ง"


def test_a_name_full_of_strange_characters_is_told_in_short():
    [problem] = check(Format.FIXED_WIDTH, [row(account_name="éèêëàâäîï")])
    assert "“é” “è” “ê” “ë” “à”" in problem.why
    assert "â" not in problem.why


def test_iso_20022_holds_what_the_banks_text_cannot():
    rows = [row(account_name="André 陳" + "é" * 130, account_number="1" * 20, branch_code="0001")]
    [found] = readers.transfers(readers.order(content(Format.ISO20022, rows)))
    assert found["account_name"] == rows[0].account_name
    assert found["account_number"] == "1" * 20


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"account_name": "ก" * 141}, Field.NAME),
        ({"account_name": "สม\ufffeชาย"}, Field.NAME),
        ({"account_number": "1" * 35, "branch_code": "0001"}, Field.ACCOUNT),
        ({"account_number": "1" * 20}, Field.BRANCH),
    ],
    ids=str,
)
def test_iso_20022_too_has_its_limits(change, field):
    [problem] = check(Format.ISO20022, [row(**change)])
    assert problem.field == field


@pytest.mark.parametrize("kind", [Format.SPREADSHEET, Format.FIXED_WIDTH])
def test_a_file_has_no_more_lines_than_its_field_can_count(kind):
    assert check(kind, [row(position=999_999)]) == []
    [problem] = check(kind, [row(position=1_000_000)])
    assert problem.field == Field.LINES
    with pytest.raises(Unwritable, match="ทั้งไฟล์ จำนวนรายการ: มี 1,000,000 รายการ"):
        content(kind, [row()], count=1_000_000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"total": Decimal(10) ** 17},
        {"sender": Sender(name="é", branch_code="0012", account_number="0121234567")},
        {"sender": Sender(name="", branch_code="0012", account_number="0121234567")},
        {"sender": Sender(name="ก" * 101, branch_code="0012", account_number="0121234567")},
        {"sender": Sender(name="ก", branch_code="12", account_number="0121234567")},
        {"sender": Sender(name="ก", branch_code="0012", account_number="1" * 12)},
        {"company_id": "C" * 17},
        {"company_id": "ก"},
        {"user_id": "U" * 21},
        {"reference": ""},
    ],
    ids=str,
)
def test_what_is_said_once_must_fit_too(wrong):
    file = io.BytesIO()
    with pytest.raises(Unwritable, match="ทั้งไฟล์") as refusal:
        write(Format.FIXED_WIDTH, batch([row()], **wrong), [row(account_name="é")], file)
    assert {problem.position for problem in refusal.value.problems} == {0, 1}
    assert file.getvalue() == b""


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([row()], {"count": 2}),
        ([row()], {"total": Decimal(1)}),
        ([row(position=2)], {}),
        ([row()], {"group": "others"}),
        ([row(bank_code="004")], {"group": "krungthai"}),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", Format)
def test_a_batch_that_is_not_of_its_lines_is_a_fault_of_ours(kind, rows, wrong):
    file = io.BytesIO()
    with pytest.raises(ValueError, match="line"):
        write(kind, batch(rows, **wrong), rows, file)
    assert file.getvalue() == b""


@pytest.mark.parametrize("names", [["สมชาย"], ["สมชาย", "é"]])
def test_no_trace_of_the_rows_is_left_on_the_disk(names, tmp_path, monkeypatch):
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    rows = in_order(*(row(account_name=name) for name in names))
    for kind in (Format.SPREADSHEET, Format.FIXED_WIDTH):
        try:
            content(kind, rows)
        except Unwritable:
            assert "é" in names
    assert list(folder.iterdir()) == []


def test_an_instant_has_its_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        batch([row()], created_at=datetime(2022, 10, 10))  # noqa: DTZ001


# --- accounts


@pytest.mark.parametrize(
    ("bank", "number", "branch", "place"),
    [
        ("006", "0701234182", "", ("0070", "00701234182")),
        ("006", "0701234182", "1234", ("1234", "00701234182")),
        ("020", "12345678901", "0009", ("0009", "12345678901")),
        ("034", "012345678901", "0456", ("0456", "12345678901")),  # ธ.ก.ส.
        ("030", "512345678901", "", ("9995", "12345678901")),  # ออมสิน
        ("030", "987612345678901", "", ("9876", "12345678901")),
        ("030", "512345678901", "0456", ("9995", "12345678901")),  # the rule, not the passbook
        ("033", "512345678901", "", ("9995", "12345678901")),
        ("033", "987612345678901", "", ("9876", "12345678901")),
        ("031", "512345678901", "0456", ("0456", "12345678901")),
        ("066", "512345678901", "0456", ("0456", "02345678901")),
        ("067", "98761234567890", "0456", ("0456", "01234567890")),
        ("069", "98761234567890", "0456", ("0456", "01234567890")),
    ],
)
def test_an_account_stands_where_its_banks_rule_puts_it(bank, number, branch, place):
    assert readers.account_by_the_table(bank, number, branch) == place
    rows = [row(bank_code=bank, account_number=number, branch_code=branch)]
    [_, line] = readers.records(content(Format.FIXED_WIDTH, rows))
    assert (dict(line)["Receiving Branch Code"], dict(line)["Receiving A/C"]) == place


BANKS = ["006", "011", "020", "030", "031", "033", "034", "052", "066", "067", "069", "070"]


@pytest.mark.parametrize("branch", ["", "0456"])
@pytest.mark.parametrize("bank", BANKS)
def test_an_account_without_a_rule_is_refused(bank, branch):
    for length in range(6, 21):
        number = "98765432109876543210"[:length]
        found = check(
            Format.FIXED_WIDTH, [row(bank_code=bank, account_number=number, branch_code=branch)]
        )
        place = readers.account_by_the_table(bank, number, branch)
        if place is None:
            assert [problem.field for problem in found] == [Field.ACCOUNT]
        elif place[0] is None:
            assert [problem.field for problem in found] == [Field.BRANCH]
        else:
            assert found == []


# --- settings


def test_iso_20022_is_off_until_the_settings_have_it(settings):
    assert Format.offered() == [Format.SPREADSHEET, Format.FIXED_WIDTH]
    settings.BANK_FILE_FORMATS = ["pain001"]
    assert Format.offered() == [Format.ISO20022]


def test_each_format_says_how_its_file_is_called():
    assert [kind.suffix for kind in Format] == [".xlsx", ".txt", ".xml"]
    assert Format.FIXED_WIDTH.content_type == "text/plain; charset=tis-620"
    assert all(re.search("[ก-ฮ]", kind.label) for kind in Format)


FACTS = {"company_id": "C1", "user_id": "U1", "branch_code": "0001", "account_number": "0010000001"}


def of_office(code):
    said = batch([row()])
    return batch_of(
        code,
        "สำนักงานเขตดุสิต",
        group=said.group,
        count=said.count,
        total=said.total,
        effective_on=said.effective_on,
        reference=said.reference,
        created_at=said.created_at,
    )


def test_an_office_pays_from_the_account_of_the_settings(settings):
    settings.KTB_SENDERS = {"1008": {**FACTS, "name": SENDER.name}, "*": {**FACTS, "user_id": "U2"}}
    own, other = of_office("1008"), of_office("1002")
    assert own.sender == Sender(name=SENDER.name, branch_code="0001", account_number="0010000001")
    assert (own.company_id, own.user_id) == ("C1", "U1")
    assert (other.sender.name, other.user_id) == ("สำนักงานเขตดุสิต", "U2")


def test_an_office_without_an_account_makes_no_file(settings):
    settings.KTB_SENDERS = {"1008": FACTS}
    with pytest.raises(NoSender, match="สำนักงานเขตดุสิต"):
        of_office("1002")


def faults():
    return [fault for fault in run_checks() if isinstance(fault, Error)]


def test_the_settings_of_the_demo_are_right():
    assert faults() == []


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("BANK_FILE_FORMATS", [], "payments.E001"),
        ("BANK_FILE_FORMATS", ["spreadsheet", "pdf"], "payments.E001"),
        ("BANK_FILE_FORMATS", ["text", "text"], "payments.E001"),
        (
            "KTB_COLUMNS",
            ["bank_code", "account_number", "account_name", "amount", "fee"],
            "payments.E002",
        ),
        (
            "KTB_COLUMNS",
            ["bank_code", "account_number", "account_name", "amount", "amount"],
            "payments.E002",
        ),
        ("KTB_COLUMNS", ["bank_code", "account_number", "account_name"], "payments.E002"),
        ("KTB_LINE_END", "\r\n", "payments.E003"),
        ("KTB_SERVICE_TYPES", {"krungthai": "14"}, "payments.E004"),
        ("KTB_SERVICE_TYPES", {"krungthai": "14", "others": "๕๙"}, "payments.E004"),
        ("KTB_SENDERS", [], "payments.E005"),
        ("KTB_SENDERS", {"*": {}}, "payments.E005"),
        ("KTB_SENDERS", {"*": {**FACTS, "bank": "006"}}, "payments.E005"),
        ("KTB_SENDERS", {"*": {**FACTS, "account_number": "1" * 12}}, "payments.E005"),
        ("KTB_SENDERS", {"*": {**FACTS, "company_id": 1}}, "payments.E005"),
        ("KTB_SENDERS", {"*": {**FACTS, "name": "é"}}, "payments.E005"),
    ],
    ids=str,
)
def test_wrong_settings_are_refused_at_the_start(settings, name, value, number):
    setattr(settings, name, value)
    assert {fault.id for fault in faults()} == {number}


@pytest.mark.django_db
def test_the_product_does_not_start_with_wrong_settings(settings):
    settings.KTB_COLUMNS = [*settings.KTB_COLUMNS, "fee"]
    with pytest.raises(SystemCheckError, match="“fee”, which is unknown"):
        prepare()

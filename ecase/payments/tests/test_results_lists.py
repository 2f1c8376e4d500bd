"""Lists of results: each row as the bank wrote it, in every form that banks and offices use."""

import csv
import io
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ecase.payments.bank_results import Kind, ListRefused, ResultRow, read
from ecase.payments.models import Result, ReturnReason

BANKS = (
    "Reference No./ DDA Ref 2",
    "Receiving A/C No.",
    "Transfer Amount",
    "Status",
    "Reject Reason",
)
OURS = ("เลขอ้างอิง", "เลขที่บัญชี", "จำนวนเงิน", "ผลการโอน", "เหตุผล")
BOTH = (
    *("Reference No. เลขที่อ้างอิง", "Receiving A/C No. เลขที่บัญชี", "Transfer Amount จำนวนเงิน"),
    *("Status สถานะ", "Reason เหตุผล"),
)
PAID = ("661008001101000013", "0123456789", "3,000.00", "สำเร็จ", "")
BACK = ("66100800110100002X", "9876543210", "1500.50", "ไม่สำเร็จ", "บัญชีถูกปิด")
ROWS = [
    ResultRow(2, PAID[0], PAID[1], Decimal("3000.00"), Result.PAID, "", "", ""),
    ResultRow(
        *(3, BACK[0], BACK[1], Decimal("1500.50"), Result.RETURNED),
        *(ReturnReason.ACCOUNT_CLOSED, "", ""),
    ),
]


def xlsx(*rows, sheet="Sheet1", more=None) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet(sheet)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(at, column, cell)
            else:
                page.write_number(at, column, cell)
    if more:
        more(book, page)
    book.close()
    return file.getvalue()


def csv_of(*rows, delimiter=",", encoding="utf-8", end="\r\n", quoting=csv.QUOTE_MINIMAL) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue().encode(encoding)


def one(*cells, headings=OURS) -> ResultRow:
    """The row that a list with these cells has."""
    (row,) = read("ผล.xlsx", xlsx(headings, cells)).rows
    return row


@pytest.mark.parametrize("headings", [BANKS, OURS, BOTH], ids=["bank", "thai", "both"])
def test_are_read_from_a_spreadsheet(headings):
    found = read("ผล.csv", xlsx(headings, PAID, BACK))  # the bytes say what it is, not the name
    assert (found.kind, found.rows) == (Kind.XLSX, ROWS)
    assert len(found.sha256) == 64


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "tis-620", "cp874", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
def test_are_read_from_a_csv_of_every_kind(delimiter, encoding, end):
    content = csv_of(OURS, PAID, BACK, delimiter=delimiter, encoding=encoding, end=end)
    if encoding in ("utf-16-le", "utf-16-be"):
        content = "\ufeff".encode(encoding) + content
    found = read("ผล.xlsx", content)
    assert (found.kind, found.rows) == (Kind.CSV, ROWS)


def test_have_their_columns_in_any_order_below_titles_and_numbers():
    title = ("รายงานผลการโอนเงิน", "Status", "")
    numbers = ("1", "2", "3", "4", "5", "6")
    headings = ("No.", "Status", "Reason", "Transfer Amount", "Reference No.", "Account No.")
    row = ("1", "Success", "", "3,000.00", PAID[0], PAID[1])
    for content in (
        xlsx(title, (), numbers, headings, row),
        csv_of(title, (), numbers, headings, row),
    ):
        (found,) = read("ผล", content).rows
        assert (found.number, found.reference, found.outcome) == (5, PAID[0], Result.PAID)


@pytest.mark.parametrize("make", [xlsx, csv_of])
def test_whose_heading_lacks_a_column_are_refused_with_the_headings_found(make):
    with pytest.raises(ListRefused) as refused:
        read("ผล.xlsx", make(OURS[:3], PAID[:3]))
    assert str(refused.value) == (
        "ไฟล์ «ผล.xlsx» ไม่มีคอลัมน์ “สถานะ” หัวคอลัมน์ที่พบในแถวที่ 1 คือ “เลขอ้างอิง”, “เลขที่บัญชี”, “จำนวนเงิน”"
        " ให้เพิ่มหรือแก้ชื่อหัวคอลัมน์ แล้วเลือกไฟล์อีกครั้ง"
    )


@pytest.mark.parametrize("make", [xlsx, csv_of])
def test_with_two_columns_of_one_kind_are_refused(make):
    with pytest.raises(ListRefused, match="มีคอลัมน์ “สถานะ” มากกว่าหนึ่งคอลัมน์"):
        read("ผล.xlsx", make((*OURS, "Status"), PAID))


def test_without_a_heading_or_without_rows_are_refused():
    with pytest.raises(ListRefused, match="ไม่มีแถวหัวคอลัมน์ใน 20 แถวแรก"):
        read("ผล.csv", csv_of(PAID, BACK))
    with pytest.raises(ListRefused, match="ไม่มีรายการ"):
        read("ผล.csv", csv_of(OURS, ("", "")))
    with pytest.raises(ListRefused, match="ไม่มีแผ่นงานที่มีข้อมูล"):
        read("ผล.xlsx", xlsx())


def test_skip_empty_rows_sums_and_headings_again_but_no_broken_row():
    content = xlsx(
        *(OURS, PAID, (), ("", "", "", "", ""), OURS, BACK),
        *(("รวมทั้งสิ้น", "", "4,500.50"), ("", "Total", "4,500.50"), ("หมายเหตุ: โอนแล้ว",)),
        *(("", "", "4,500.50"), ("", "0123456789", "1.00", "สำเร็จ", "รวม")),
    )
    rows = read("ผล.xlsx", content).rows
    assert [(row.number, row.problem != "") for row in rows] == [
        *((2, False), (6, False)),
        *((8, True), (10, True), (11, True)),
    ]
    assert "ไม่มีเลขอ้างอิง" in rows[-1].problem


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("", *PAID[1:]), "ไม่มีเลขอ้างอิง"),
        ((PAID[0], "", *PAID[2:]), "ไม่มีเลขที่บัญชี"),
        ((PAID[0], "xxx-x-x6789-0", *PAID[2:]), "เลขที่บัญชี «xxxxx67890» อ่านไม่ได้"),
        ((PAID[0], "1.23E+09", *PAID[2:]), "เลขที่บัญชี «1.23E+09» ถูกโปรแกรมย่อไว้"),
        (("6.61E+17", *PAID[1:]), "เลขอ้างอิง «6.61E+17» ถูกโปรแกรมย่อไว้"),
        ((PAID[0], 123456789, *PAID[2:]), "เลขที่บัญชีเป็นตัวเลข เลข 0 นำหน้าอาจหาย ให้ตั้งเซลล์เป็นข้อความ"),
        ((661008001101, *PAID[1:]), "เลขอ้างอิงเป็นตัวเลข เลข 0 นำหน้าอาจหาย"),
        ((*PAID[:2], "", *PAID[3:]), "ไม่มีจำนวนเงิน"),
        ((*PAID[:2], "3.000,00", *PAID[3:]), "จำนวนเงิน «3.000,00» อ่านไม่ได้"),
        ((*PAID[:2], "3.000", *PAID[3:]), "จำนวนเงิน «3.000» อ่านไม่ได้"),
        ((*PAID[:2], "3,00", *PAID[3:]), "จำนวนเงิน «3,00» อ่านไม่ได้"),
        ((*PAID[:2], "-5", *PAID[3:]), "จำนวนเงิน «-5» อ่านไม่ได้"),
        ((*PAID[:2], "1e3", *PAID[3:]), "จำนวนเงิน «1e3» อ่านไม่ได้"),
        ((*PAID[:2], "0.00", *PAID[3:]), "จำนวนเงินต้องมากกว่า 0"),
        ((*PAID[:2], 3000.005, *PAID[3:]), "จำนวนเงิน «3000.005» อ่านไม่ได้"),
        ((*PAID[:3], "", ""), "ไม่มีสถานะ"),
        ((*PAID[:3], "xyz", ""), "สถานะ «xyz» ไม่รู้จัก"),
        ((*PAID[:3], "เกือบสำเร็จ", ""), "สถานะ «เกือบสำเร็จ» ไม่รู้จัก"),
        ((*PAID[:3], "สำเร็จ", "บัญชีถูกปิด"), "สถานะ «สำเร็จ» แต่มีเหตุผลที่โอนไม่ผ่าน «บัญชีถูกปิด»"),
        (("", "", "x", "", "y"), "ไม่มีเลขอ้างอิง · ไม่มีเลขที่บัญชี · จำนวนเงิน «x» อ่านไม่ได้"),
    ],
)
def test_keep_a_row_that_cannot_be_read_and_say_why(cells, problem):
    row = one(*cells)
    assert problem in row.problem
    good = read("ผล.xlsx", xlsx(OURS, cells, BACK)).rows[1]
    assert (good.problem, good.number) == ("", 3)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        *(("3000", "3000.00"), ("3,000.5", "3000.50"), ("1,234,567.89", "1234567.89")),
        *(("๓,๐๐๐.๒๕", "3000.25"), (" 12.30 ", "12.30"), (3000, "3000.00"), (0.07, "0.07")),
        *((1234567.89, "1234567.89"), (1.1000000000000001, "1.10"), (19999999.99, "19999999.99")),
    ],
)
def test_have_sums_that_are_exact(cell, amount):
    row = one(*PAID[:2], cell, *PAID[3:])
    assert (str(row.amount), row.problem) == (amount, "")


def test_have_accounts_and_references_that_are_tidied_but_not_guessed():
    row = one("๖๖1008001101000 02x\u200b", " 012-3-45678-9 ", *PAID[2:])
    assert (row.reference, row.account, row.problem) == ("66100800110100002X", "0123456789", "")
    content = csv_of(OURS, (f'="{PAID[0]}"', "'0123456789", *PAID[2:]))
    assert read("ผล.csv", content).rows == ROWS[:1]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((word, Result.PAID) for word in ("จ่ายสำเร็จ", "โอนสำเร็จ", "SUCCESSFUL", "Paid", "00")),
        *((word, Result.RETURNED) for word in ("ไม่สำเร็จ", "โอนไม่ผ่าน", "Rejected", "RETURNED")),
        *((word, Result.RETURNED) for word in ("จ่าย ไม่ สำเร็จ", "un-successful", "ปฏิเสธ")),
        *((word, None) for word in ("รอผล", "Pending", "กำลังดำเนินการ")),
    ],
)
def test_say_whether_it_was_paid(status, outcome):
    row = one(*PAID[:3], status, "")
    assert (row.outcome, row.problem) == (outcome, "")


@pytest.mark.parametrize(
    ("because", "reason", "note"),
    [
        ("เลขที่บัญชีไม่ถูกต้อง", ReturnReason.WRONG_ACCOUNT, ""),
        ("account closed", ReturnReason.ACCOUNT_CLOSED, ""),
        ("RC01", ReturnReason.WRONG_BANK, ""),
        ("AC06: Blocked", ReturnReason.ACCOUNT_BLOCKED, "AC06: Blocked"),
        ("AM02", ReturnReason.LIMIT, ""),
        ("MD07", ReturnReason.DECEASED, ""),
        ("BE01", ReturnReason.NAME_MISMATCH, ""),
        ("ระบบธนาคารปลายทางปิด", ReturnReason.OTHER, "ระบบธนาคารปลายทางปิด"),
        ("ZZ99 unknown", ReturnReason.OTHER, "ZZ99 unknown"),
        ("", ReturnReason.OTHER, "ธนาคารไม่ได้บอกเหตุผล"),
        ("-", ReturnReason.OTHER, "ธนาคารไม่ได้บอกเหตุผล"),
        ("อื่น ๆ", ReturnReason.OTHER, "ธนาคารไม่ได้บอกเหตุผล"),
    ],
)
def test_say_why_it_came_back(because, reason, note):
    row = one(*PAID[:3], "ไม่สำเร็จ", because)
    assert (row.reason, row.note, row.problem) == (reason, note, "")


def test_take_the_remark_where_there_is_no_reason():
    headings = (*OURS[:4], "หมายเหตุ")
    assert one(*PAID[:3], "ไม่ผ่าน", "บัญชีปิด", headings=headings).reason == "ACCOUNT_CLOSED"
    assert one(*PAID[:3], "สำเร็จ", "โอนรอบเช้า", headings=headings).note == "โอนรอบเช้า"


def test_do_not_count_a_row_that_nobody_sees():
    rows = read(
        "ผล.xlsx",
        xlsx(OURS, PAID, BACK, more=lambda book, page: page.set_row(2, None, None, {"hidden": 1})),
    ).rows
    assert [row.problem[:10] for row in rows] == ["", "แถวถูกซ่อน"]


def test_are_read_from_the_one_sheet_that_has_them():
    def beside(book, page):
        book.add_worksheet("สรุป").write_string(0, 0, "ยอดรวม")
        hidden = book.add_worksheet("ซ่อน")
        hidden.write_row(0, 0, OURS)
        hidden.hide()

    def again(book, page):
        book.add_worksheet("รอบสอง").write_row(0, 0, OURS)

    assert read("ผล.xlsx", xlsx(OURS, PAID, BACK, more=beside)).rows == ROWS
    with pytest.raises(ListRefused, match="มากกว่าหนึ่งแผ่นงาน คือ “Sheet1” “รอบสอง”"):
        read("ผล.xlsx", xlsx(OURS, PAID, BACK, more=again))


def test_do_not_lose_rows_to_a_quotation_mark():
    file = "ชื่อบัญชี,เลขอ้างอิง,เลขที่บัญชี,จำนวนเงิน,สถานะ\n{},A1,0123456789,5,สำเร็จ\n{},A2,9876543210,6,สำเร็จ\n"
    assert len(read("ผล.csv", file.format("ก", "ข").encode()).rows) == 2
    with pytest.raises(ListRefused, match="เครื่องหมายคำพูดไม่ครบคู่"):
        read("ผล.csv", file.format('"ก', "ข").encode())
    (row,) = read("ผล.csv", file.format('"ก', 'ข"').encode()).rows  # the second swallowed the first
    assert "เครื่องหมายคำพูดไม่ครบคู่" in row.problem


text = st.text(st.characters(codec="cp874", exclude_categories=["C", "Z"]), max_size=20)
lines = st.lists(
    st.tuples(
        st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True),
        st.from_regex(r"[0-9]{10,15}", fullmatch=True),
        st.decimals("0.01", "9999999.99", places=2),
        st.sampled_from([("สำเร็จ", Result.PAID), ("Rejected", Result.RETURNED)]),
        text,
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(lines, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-16", "cp874"]))
def test_are_read_back_as_they_were_written(lines, delimiter, encoding):
    table = [
        ("ชื่อ", *OURS[:4]),
        *(
            (name, ref, account, f"{amount:,.2f}", said)
            for ref, account, amount, (said, _), name in lines
        ),
    ]
    content = csv_of(*table, delimiter=delimiter, encoding=encoding, quoting=csv.QUOTE_ALL)
    found = read("ผล.csv", content).rows
    assert [
        (row.reference, row.account, row.amount, row.outcome, row.problem) for row in found
    ] == [(ref, account, amount, outcome, "") for ref, account, amount, (_, outcome), _ in lines]
    assert [row.number for row in found] == list(range(2, len(lines) + 2))


@settings(max_examples=8, deadline=None)
@given(lines)
def test_are_read_back_from_a_spreadsheet_as_they_were_written(lines):
    rows = ((ref, account, float(amount), said) for ref, account, amount, (said, _), _ in lines)
    found = read("ผล.xlsx", xlsx(OURS[:4], *rows)).rows
    assert [
        (row.reference, row.account, row.amount, row.outcome, row.problem) for row in found
    ] == [(ref, account, amount, outcome, "") for ref, account, amount, (_, outcome), _ in lines]

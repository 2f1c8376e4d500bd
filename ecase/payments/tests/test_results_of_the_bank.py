"""Lists of results in the bank's own forms: text of fixed columns, and ISO 20022 pain.002."""

from decimal import Decimal

import pytest
from django.conf import settings as conf

from ecase.payments.bank_results import Kind, ListRefused, read
from ecase.payments.models import Result, ReturnReason

NAME = "นางน้ำทิพย์ สิทธิ์ชัยศรี"
FIRST, SECOND = "661008001101000013", "66100800110100002X"

OF_THE_SETTINGS_FILE = conf.KTB_RESULT_STATUSES


@pytest.fixture(autouse=True)
def _told_by_the_bank(settings):
    settings.KTB_RESULT_STATUSES = {
        "00": ["PAID"],
        "11": ["RETURNED", "ACCOUNT_CLOSED"],
        "12": ["RETURNED", ""],
        "13": ["RETURNED", "NO_SUCH_REASON"],
    }
    settings.BANK_FILE_FORMATS = ["pain001"]


def header(count=2, satang=450050) -> str:
    return f"101000001006{count:07}{satang:019}11102022C00000000{'COMPANY':<16}{'USER':<20}".ljust(
        498
    )


def detail(reference=FIRST, satang=300000, status="00", because="", name=NAME) -> str:
    parts = (
        *("10", "2", "000001", "006", "0123", "01234567890", "006", "0000", "0" * 11),
        *("11102022", "59", "00", f"{satang:017}", " " * 8, "0" * 10, f"{name:<100}"),
        *(f"{'สำนักงานเขต':<100}", " " * 40, " " * 18, "  ", f"{reference:<18}", "  "),
        *(f"{because:<20}", "000001", status, " " * 40, " " * 20, "0000", " " * 34),
    )
    line = "".join(parts)
    assert len(line) == 498
    return line


def text(*lines, end="\r\n", encoding="tis-620") -> bytes:
    return end.join((*lines, "")).encode(encoding)


@pytest.mark.parametrize("encoding", ["tis-620", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
def test_of_fixed_columns_are_read_in_every_encoding(encoding, end):
    back = detail(SECOND, 150050, "12", "AC06 บัญชีถูกอายัด")
    found = read("ผล.csv", text(header(), detail(), back, end=end, encoding=encoding))
    assert found.kind == Kind.TEXT
    assert [
        (row.number, row.reference, row.account, row.amount, row.outcome, row.reason, row.note)
        for row in found.rows
    ] == [
        (2, FIRST, "01234567890", Decimal("3000.00"), Result.PAID, "", ""),
        *[
            (
                3,
                SECOND,
                "01234567890",
                Decimal("1500.50"),
                Result.RETURNED,
                "ACCOUNT_BLOCKED",
                "AC06 บัญชีถูกอายัด",
            )
        ],
    ]
    assert not any(row.problem for row in found.rows)


@pytest.mark.parametrize(
    ("status", "outcome", "reason", "problem"),
    [
        ("00", Result.PAID, "", ""),
        ("11", Result.RETURNED, ReturnReason.ACCOUNT_CLOSED, ""),
        ("12", Result.RETURNED, ReturnReason.OTHER, ""),
        ("09", None, "", ""),  # as it was sent: there is no answer yet
        ("13", None, "", "KTB_RESULT_STATUSES"),
        ("77", None, "", "สถานะ «77» ยังไม่ได้ตั้งความหมาย"),
        ("  ", None, "", "ไม่มีสถานะ"),
    ],
)
def test_of_fixed_columns_mean_what_the_bank_has_told(status, outcome, reason, problem):
    (row,) = read("ผล.txt", text(detail(status=status))).rows
    assert (row.outcome, row.reason) == (outcome, reason)
    assert problem in row.problem and bool(problem) == bool(row.problem)


def test_of_fixed_columns_that_were_sent_and_not_answered_pay_nobody(settings):
    settings.KTB_RESULT_STATUSES = OF_THE_SETTINGS_FILE
    rows = read("ไฟล์ที่ส่ง.txt", text(detail(status="09"), detail(SECOND, status="09"))).rows
    assert [(row.outcome, row.note) for row in rows] == [
        (None, "สถานะ 09 ตามที่ส่งไป ธนาคารยังไม่ตอบ")
    ] * 2


def test_of_fixed_columns_that_are_not_all_there_are_refused():
    with pytest.raises(ListRefused, match="หัวไฟล์บอก 2 รายการ แต่ในไฟล์มี 1 รายการ"):
        read("ผล.txt", text(header(), detail()))
    with pytest.raises(ListRefused, match=r"ยอดรวมในหัวไฟล์ 4,500.50 บาท ไม่ตรงกับรายการ"):
        read("ผล.txt", text(header(), detail(), detail(SECOND)))
    with pytest.raises(ListRefused, match="ไม่มีรายการ"):
        read("ผล.txt", text(header(count=0, satang=0)))


@pytest.mark.parametrize(
    "line",
    [
        detail()[:92] + "ก" + detail()[92:],  # a letter too many
        detail()[:120] + detail()[121:],  # one too few: all behind it stands in the wrong place
        detail()[:300],
        "9" + detail()[1:],
        detail(satang=0),
        detail(reference=""),
    ],
    ids=["longer", "shorter", "cut", "kind", "nothing", "nobody"],
)
def test_of_fixed_columns_keep_a_line_that_cannot_be_read_and_say_why(line):
    rows = read("ผล.txt", text(detail(), line, "", detail(SECOND))).rows
    assert [(row.number, bool(row.problem)) for row in rows] == [(1, False), (2, True), (4, False)]


def test_of_fixed_columns_may_have_lost_the_blanks_at_their_ends():
    (row,) = read("ผล.txt", text(detail().rstrip())).rows
    assert (row.reference, row.problem) == (FIRST, "")


def transaction(status="ACSC", reference=FIRST, amount="3000", because="", currency="THB") -> str:
    return f"""<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{status}</TxSts>
      {because}<OrgnlTxRef><Amt><InstdAmt Ccy="{currency}">{amount}</InstdAmt></Amt>
      <CdtrAcct><Id><Othr><Id>0123456789</Id></Othr></Id></CdtrAcct></OrgnlTxRef></TxInfAndSts>"""


def pain002(*transactions, version="10", prolog="") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>{prolog}
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}"><CstmrPmtStsRpt>
    <GrpHdr><MsgId>1</MsgId></GrpHdr><OrgnlPmtInfAndSts>{"".join(transactions)}</OrgnlPmtInfAndSts>
    </CstmrPmtStsRpt></Document>""".encode()


REASON = "<StsRsnInf><Rsn><Cd>{}</Cd></Rsn><AddtlInf>{}</AddtlInf></StsRsnInf>"


@pytest.mark.parametrize("version", ["03", "10", "14"])
def test_of_iso_20022_are_read(version):
    back = transaction("RJCT", SECOND, "1500.5", REASON.format("AC04", "Closed"))
    found = read("ผล.xml", pain002(transaction(), back, version=version))
    assert found.kind == Kind.PAIN002
    assert [
        (row.number, row.reference, row.account, row.amount, row.outcome, row.reason, row.note)
        for row in found.rows
    ] == [
        (1, FIRST, "0123456789", Decimal("3000.00"), Result.PAID, "", ""),
        (2, SECOND, "0123456789", Decimal("1500.50"), Result.RETURNED, "ACCOUNT_CLOSED", "Closed"),
    ]
    assert not any(row.problem for row in found.rows)


@pytest.mark.parametrize(
    ("told", "outcome", "reason", "problem"),
    [
        (transaction("ACCC"), Result.PAID, "", ""),
        (transaction("ACSP"), None, "", ""),  # on its way
        (transaction("RJCT"), Result.RETURNED, "OTHER", ""),
        (
            transaction("RJCT", because=REASON.format("AC01", "")),
            Result.RETURNED,
            "WRONG_ACCOUNT",
            "",
        ),
        (transaction("RJCT", because=REASON.format("XX99", "x")), Result.RETURNED, "OTHER", ""),
        (transaction("WHAT"), None, "", "สถานะ «WHAT» ไม่รู้จัก"),
        (transaction(reference="NOTPROVIDED"), None, "", "ไม่มีเลขอ้างอิง"),
        (transaction(currency="USD"), None, "", "ไม่ใช่บาท"),
        (transaction(amount="3000.005"), None, "", "จำนวนเงิน"),
    ],
)
def test_of_iso_20022_say_what_came_of_each(told, outcome, reason, problem):
    (row,) = read("ผล.xml", pain002(told)).rows
    assert (row.outcome, row.reason) == (outcome, reason)
    assert problem in row.problem and bool(problem) == bool(row.problem)


def test_of_iso_20022_need_not_repeat_account_and_amount():
    short = (
        f"<TxInfAndSts><OrgnlEndToEndId>{FIRST}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>"
    )
    (row,) = read("ผล.xml", pain002(short)).rows
    assert (row.reference, row.account, row.amount, row.problem) == (FIRST, "", None, "")


def test_of_iso_20022_are_refused_while_the_office_does_not_use_them(settings):
    for settings.BANK_FILE_FORMATS in ([], ["text"]):
        with pytest.raises(ListRefused, match="ยังไม่ได้เปิดใช้"):
            read("ผล.xml", pain002(transaction()))
    del settings.BANK_FILE_FORMATS
    with pytest.raises(ListRefused, match="ยังไม่ได้เปิดใช้"):
        read("ผล.xml", pain002(transaction()))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pain002(transaction(), prolog='<!DOCTYPE x [<!ENTITY a "b">]>'), "DTD"),
        (pain002(transaction(), prolog='<!DOCTYPE x SYSTEM "file:///etc/passwd">'), "DTD"),
        (pain002(transaction())[:-30], "เสียหาย"),
        (pain002(), "มีแต่ผลของทั้งไฟล์"),
        (pain002(transaction()).replace(b"pain.002", b"pain.001"), "XML ที่ระบบไม่รู้จัก"),
    ],
)
def test_of_iso_20022_that_are_unsafe_or_of_no_use_are_refused(content, why):
    with pytest.raises(ListRefused, match=why):
        read("ผล.xml", content)

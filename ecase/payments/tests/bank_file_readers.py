"""Readers of the bank's files that know nothing of how we write them.

The text is cut by the layout as it was read in public sources (data/ktb_ipay_text_layout.csv), the
account is looked for by data/ktb_account_to_11_digits.csv, and the XML is held against ISO's schema.
"""

import csv
import functools
import io
import re
import zipfile
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook

DATA = Path(__file__).parent / "data"
ISO = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


# --- the spreadsheet


def cells(content):
    """All cells of the only sheet, of which each is text and none a formula or a link."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if re.search("vba|external|link", name)]
        page = etree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    kinds = {cell.get("t") for cell in page.iterfind(".//{*}c") if len(cell)}
    assert kinds == {"inlineStr"}
    assert not list(page.iter("{*}f", "{*}hyperlink", "{*}v"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    [name] = book.sheet_names
    rows = book.get_sheet_by_name(name).to_python()
    assert all(isinstance(cell, str) for row in rows for cell in row)
    # As Excel does: _x005F_ is the underscore of a text that only looks like an escape.
    return [[cell.replace("_x005F_", "_") for cell in row] for row in rows]


# --- the fixed-width text


@functools.cache
def layout(record):
    with (DATA / "ktb_ipay_text_layout.csv").open(newline="") as lines:
        return [field for field in csv.DictReader(lines) if field["record"] == record]


def records(content, end=b"\r\n"):
    """The header and the details: lists of (field, text), each as wide as the layout has it."""
    lines = content.split(end)
    assert lines.pop() == b""
    return [_cut(line, "detail" if at else "header") for at, line in enumerate(lines)]


def _cut(line, record):
    assert len(line) == 498
    found = []
    for field in layout(record):
        start, last = int(field["start"]), int(field["end"])
        text = line[start - 1 : last].decode("tis-620")
        assert len(text) == int(field["length"])
        if field["type"] == "const":
            assert text == field["value_or_rule"], field
        if field["type"] == "num zfill":
            assert re.match(r"\A[0-9]+\Z", text), field
        found.append((field["field"], text))
    return found


@functools.cache
def account_rules():
    with (DATA / "ktb_account_to_11_digits.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


def account_by_the_table(bank, number, branch):
    """Branch and account as the table of public rules has them; None where it has none."""
    if len(number) <= 11:
        return branch or (f"0{number[:3]}" if len(number) == 10 else None), number.zfill(11)
    for rule in account_rules():
        if rule["bank_code"] != bank or str(len(number)) not in rule["input_digits"].split(" or "):
            continue
        like_gsb = "same as GSB" in rule["account11_rule"]
        if like_gsb:
            return account_by_the_table("030", number, branch)
        dropped = int(re.search(r"digits\[([0-9]):\]", rule["account11_rule"])[1])
        if "'999'" in rule["branch4_rule"]:
            branch = "999" + number[0]
        elif rule["branch4_rule"] == "digits[0:4]":
            branch = number[:4]
        return branch or None, number[dropped:].zfill(11)
    return None


# --- ISO 20022


@functools.cache
def schema():
    return etree.XMLSchema(etree.parse(files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))


def order(content):
    """The document of an order, valid against ISO's schema."""
    document = etree.fromstring(content)
    schema().assertValid(document)
    return document


def said(element, path):
    """The text at a path of names, or empty where there is none."""
    return element.findtext("/".join(f"p:{name}" for name in path.split("/")), "", ISO)


def transfers(document):
    """Each transfer as the values that we store."""
    for each in document.iterfind(".//p:CdtTrfTxInf", ISO):
        member = said(each, "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId")
        assert said(each, "CdtrAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd") == "THCBC"
        assert each.find("p:Amt/p:InstdAmt", ISO).get("Ccy") == "THB"
        yield {
            "bank_code": member[:3],
            "branch": member[3:],
            "account_number": said(each, "CdtrAcct/Id/Othr/Id"),
            "account_name": said(each, "Cdtr/Nm"),
            "amount": Decimal(said(each, "Amt/InstdAmt")),
            "citizen_id": said(each, "Cdtr/Id/PrvtId/Othr/Id"),
            "reference": said(each, "PmtId/EndToEndId"),
            "email": said(each, "Cdtr/CtctDtls/EmailAdr"),
            "phone": re.sub(r"\A\+66-", "0", said(each, "Cdtr/CtctDtls/MobNb")),
        }

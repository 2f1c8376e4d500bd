"""Each spreadsheet of manifest.json, brought in as the bank's list of results.

Where an entry says "adapt", our own reference stands in place of its, and its CSV files get the column
of results that they lack.
"""

import io
import zipfile
from types import SimpleNamespace

import pytest
from django.urls import reverse
from lxml import html

from ecase.meetings import actions as meetings
from ecase.payments.models import Line, Result, ResultList
from tests import make
from tests.hostile.manifest import LISTS
from tests.hostile.sending import LARGEST, LONGEST, multipart, parts_of

PAGE = "/2566/results/"
ACCOUNT = "0123456789"
BOX = "results"
WRONG_ROW = {  # brought in and shown row by row, but nothing of it can be recorded
    "xlsx-number-account": (2, "เลขที่บัญชีเป็นตัวเลข"),
    "xlsx-hidden-row": (3, "แถวถูกซ่อน"),
    "xlsx-csv-bom-semicolon": (2, "«3.000,00» อ่านไม่ได้"),
}
REFUSED = {  # not brought in at all
    "xlsx-dde": "มีสูตร",
    "xlsx-zip-bomb": "ขยายแล้วมีข้อมูลเกินกำหนด",
    "xlsx-xxe": "DTD",
    "xlsx-zip-slip": "โครงสร้างข้างในผิดปกติ",
    "xlsx-encrypted": "ตั้งรหัสผ่านไว้",
    "xlsx-html-as-xls": "เป็นหน้าเว็บ",
}


def adapted(entry, reference: str) -> bytes:
    """The file with our own reference in it."""
    content = entry.content
    if content.startswith(b"\xef\xbb\xbf"):
        content = content.replace(b"B001", reference.encode())
        return content.replace(b"\r\n", ";ผล\r\n".encode(), 1).replace(
            b",00\r", ",00;สำเร็จ\r".encode()
        )
    if entry.path.endswith(".csv"):
        text = content.decode("cp874").replace("B001", reference)
        return text.replace("\r\n", ",ผล\r\n", 1).replace("3000\r", "3000,สำเร็จ\r").encode("cp874")
    if not content.startswith(b"PK") or entry.group == "bomb" or "bomb" in str(entry):
        return content
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as made:
        for part in given.infolist():
            made.writestr(part, given.read(part).replace(b"B2566-001-0001", reference.encode()))
    return out.getvalue()


@pytest.fixture
def line(officer):
    """3,000 baht that were sent to the bank, of which the lists speak."""
    case = make.case(by=officer, account_number=ACCOUNT, amount=3000)
    approval = make.approval(by=officer, of=meetings.round_of(case))
    make.file(approval, by=officer)
    return Line.objects.get()


@pytest.mark.parametrize("entry", LISTS, ids=str)
def test_what_comes_of(entry, desk, line, record_property):
    told = {**entry.told, "upload_filename": entry.upload_filename}
    given = SimpleNamespace(**told, content=adapted(entry, line.reference))
    page = desk.post(PAGE, multipart({}, parts_of(given, BOX)))
    assert page.status_code in (200, 302)
    received = ResultList.objects.first()
    if received is None:
        why = page.context["form"].errors[BOX][0]
        record_property("came of it", why)
        assert why.startswith(f"ไฟล์ «{entry.upload_filename}» ") and " ให้" in why
        assert REFUSED[str(entry)] in why
        assert "root:" not in page.text
    else:
        address = reverse("payments:result_list", args=[2566, received.pk])
        shown = desk.client.get(address)
        record_property("came of it", "shown row by row")
        assert "\ufffd" not in shown.text and "àÅ¢" not in shown.text
        if str(entry) in WRONG_ROW:
            number, words = WRONG_ROW[str(entry)]
            wrong = html.fromstring(shown.text).xpath(f"//tr[contains(., {words!r})]")
            assert wrong[0][0].text_content() == str(number)
        done = desk.client.post(address, {"digest": shown.context["plan"].digest})
        assert done.status_code == (409 if str(entry) in WRONG_ROW else 302)
    line.refresh_from_db()
    paid = entry.expected == "accept" or str(entry) == "xlsx-csv-tis620"
    assert line.result == (Result.PAID if paid else Result.PENDING)
    assert line.bank_account.account_number == ACCOUNT
    assert entry.expected != "accept" or received
    assert not desk.files_in("arriving")
    assert {path.name for path in desk.home.iterdir()} <= {"documents", "static", "arriving"}


def test_the_bomb_is_let_go_of_before_it_grows(desk):
    [bomb] = [entry for entry in LISTS if "bomb" in str(entry)]
    sent = desk.measured(lambda: desk.post(PAGE, multipart({}, parts_of(bomb, BOX))))
    assert sent.work <= LONGEST
    assert sent.child <= LARGEST


def test_each_entry_is_named_once():
    ids = {str(entry) for entry in LISTS}
    assert ids == {*WRONG_ROW, *REFUSED, "ok-xlsx", "xlsx-csv-tis620"}
    assert not set(WRONG_ROW) & set(REFUSED)

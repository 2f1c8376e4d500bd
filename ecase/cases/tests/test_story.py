"""The history of a case tells …"""

from datetime import UTC, datetime

import pytest

from ecase.audit.models import Event
from ecase.cases.models import Status
from ecase.cases.story import Change, story, tell
from tests import make

AT = datetime(2022, 10, 11, 2, 43, tzinfo=UTC)


def event(verb, before=None, after=None, note=""):
    return Event(verb=verb, at=AT, before=before or {}, after=after or {}, note=note)


@pytest.mark.parametrize(
    ("field", "before", "after", "told"),
    [
        ("amount", "5000.00", "4000.00", ("จำนวนเงิน", "5,000.00 บาท", "4,000.00 บาท")),
        ("birth_date", "1980-02-29", "1981-03-01", ("วันเดือนปีเกิด", "29/02/2523", "01/03/2524")),
        ("is_disabled", False, True, ("เป็นผู้พิการ", "ไม่ใช่", "ใช่")),
        ("gender", "M", "F", ("เพศ", "ชาย", "หญิง")),
        ("phone", "", "08x-xxx-x417", ("หมายเลขโทรศัพท์", "ว่าง", "08x-xxx-x417")),
        ("return_on", None, "2022-10-20", ("วันนัดกลับมาดู", "ว่าง", "20/10/2565")),
        ("bank", "ธนาคารกรุงไทย", "ธนาคารออมสิน", ("ธนาคาร", "ธนาคารกรุงไทย", "ธนาคารออมสิน")),
    ],
)
def test_each_field_by_its_name_before_and_after(field, before, after, told):
    telling = tell(event("case.edited", {field: before}, {field: after}))
    assert telling.changes == [Change(*told)]


def test_nothing_twice():
    telling = tell(
        event(
            "case.disqualified",
            {"status": "IN_MEETING", "disqualified_because": ""},
            {"status": "DISQUALIFIED", "disqualified_because": "รายได้เกินเกณฑ์"},
            note="รายได้เกินเกณฑ์",
        )
    )
    assert (telling.what, telling.why, telling.changes) == (
        "บันทึกขาดคุณสมบัติ",
        "รายได้เกินเกณฑ์",
        [],
    )


def test_which_document_was_seen_apart_from_what_was_done():
    told = story(
        [
            event("case.document_opened", after={"bundle": "financial", "version": 2}),
            event("case.recorded", after={"round": 1, "amount": "5000.00"}),
        ]
    )
    assert [look.what for look in told.looks] == ["เปิดดูเอกสารทางการเงิน ฉบับที่ 2"]
    assert [deed.what for deed in told.deeds] == ["บันทึกเคสเข้ารอบที่ 1"]


def test_something_even_of_what_it_does_not_know():
    assert tell(event("case.something_new", after={"odd": [1]})).what == "มีการดำเนินการกับเคส"


@pytest.mark.parametrize("status", Status)
def test_every_step_that_really_happens(officer, status):
    case = make.case(status, by=officer)
    told = story(Event.objects.about(case).select_related("by"))
    assert told.deeds[-1].what.startswith("บันทึกเคสเข้ารอบที่")
    for deed in told.deeds:
        assert deed.what != "มีการดำเนินการกับเคส"
        of_the_second = deed.what.startswith(("อนุมัติเงิน", "ส่งเงิน"))
        assert deed.who == str(make.other_of(officer) if of_the_second else officer)

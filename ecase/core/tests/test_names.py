"""Names compared: whose account is it?"""

import pytest

from ecase.core.names import far, likeness, plain_name

THE_SAME = [
    # as the account says it, first name, surname
    ("นางสาวน้ำทิพย์ สิทธิ์ชัยศรี", "น้ำทิพย์", "สิทธิ์ชัยศรี"),
    ("น.ส.  น้ำทิพย์   สิทธิ์ชัยศรี", "น้ำทิพย์", "สิทธิ์ชัยศรี"),
    ("นส.น้ำทิพย์ สิทธิ์ชัยศรี", "น้ำทิพย์", "สิทธิ์ชัยศรี"),  # a dot forgotten
    ("น้ำทิพย์สิทธิ์ชัยศรี", "น้ำทิพย์", "สิทธิ์ชัยศรี"),  # no title, no space
    ("นายสมชายใจดี", "สมชาย", "ใจดี"),
    ("นาย สมชาย จอห์น ใจดี", "สมชาย", "ใจดี"),  # a middle name
    ("ใจดี สมชาย", "สมชาย", "ใจดี"),  # surname first
    ("นางสมศรี ใจดี เพื่อ ด.ช.ปัณณวัฒน์ ใจดี", "ปัณณวัฒน์", "ใจดี"),  # for the child
    ("นางสมศรี ใจดี/ด.ช.ปัณณวัฒน์ ใจดี", "ปัณณวัฒน์", "ใจดี"),  # of both
    ("นางสาวิตรี แสงอรุณ", "สาวิตรี", "แสงอรุณ"),  # นาง สาวิตรี, not นางสาว
    ("นางสาวิตรีแสงอรุณ", "สาวิตตรี", "แสงอรุณ"),
    ("นายธนา ณ อยุธยา", "ธนา", "ณ อยุธยา"),
    ("น.ส.น้ำทิพ สิทธิ์ชัยศรี", "น้ำทิพย์", "สิทธิ์ชัยศรี"),  # the silent letter
    ("น.ส.ทิพย ใจดี", "ทิพย์", "ใจดี"),  # its mark
    ("นาย ปืน แกวใส", "ปืน", "แก้วใส"),  # tone mark
    ("นางนาลี ทองประเสริฐ", "นารี", "ทองประเสริฐ"),  # ร ล
    ("นางเเก้วตา เกิดผล", "แก้วตา", "เกิดผล"),  # เ typed twice for แ
    ("นางมาลีี บุญมาก", "มาลี", "บุญมาก"),  # a vowel twice
    ("ด.ญ.ปรานี ไจดี", "ปราณี", "ใจดี"),  # ณ น, ใ ไ
    ("นายณัฐวัฒน์ ทองประเสิรฐ", "ณัฐวัฒน์", "ทองประเสริฐ"),  # two letters changed about
    ("นางสุนี รุ่งเรืองกิจ", "สุนีย์", "รุ่งเรืองกิต"),  # one wrong letter in a long surname
]
ANOTHERS = [
    ("นางสมศรี สิทธิ์ชัยศรี", "น้ำทิพย์", "สิทธิ์ชัยศรี"),  # the mother, of a long surname
    ("นายปรีชา เรืองศรี", "ปัณณวัฒน์", "เรืองศรี"),  # the father
    ("นางสาวธนพร ทองประเสริฐ", "ธนภัทร", "ทองประเสริฐ"),  # a name that begins as the child's
    ("นายสมชัย ใจดี", "สมชาย", "ใจดี"),  # brothers
    ("นางมาลี สีดา", "มานี", "สีดา"),
    ("นายสมาน ใจดี", "มา", "ใจดี"),  # มา stands in สมาน, yet is another's name
    ("นางสาวสมศรี ดีพร้อม", "สมศรี", "ดี"),
    ("นายสมชาย รักไทย", "สมชาย", "ใจดี"),  # another of the same first name
    ("นายทดสอบ2 ใจดี", "ทดสอบ1", "ใจดี"),
    ("ร้านใจดีพานิช", "สมชาย", "ใจดี"),
    ("MR. SOMCHAI JAIDEE", "สมชาย", "ใจดี"),  # may be the same; a head can tell
    ("สมชาย", "สมชาย", "ใจดี"),
    ("", "สมชาย", "ใจดี"),
]


@pytest.mark.parametrize(("account", "first_name", "last_name"), THE_SAME)
def test_the_applicants_own_account_is_near(account, first_name, last_name):
    assert not far(account, first_name, last_name)


@pytest.mark.parametrize(("account", "first_name", "last_name"), ANOTHERS)
def test_an_account_of_somebody_else_is_far(account, first_name, last_name):
    assert far(account, first_name, last_name)


def test_a_rarer_title_is_passed_over_when_it_is_given():
    account, name = "ว่าที่ร้อยตรีหญิง นารี ใจดี", ("นาลี", "ใจดี")
    assert far(account, *name)
    assert not far(account, *name, titles=["ว่าที่ร้อยตรี", "ว่าที่ร้อยตรีหญิง"])


def test_titles_in_a_row_are_passed_over():
    assert likeness("นาย ดร.สมชาย", "สมชาย", titles=["ดร."]) == 1


def test_a_title_of_one_letter_keeps_its_dot():
    assert likeness("ศ.รีนา", "รีนา", titles=["ศ."]) == 1
    assert likeness("ศรีนา", "รีนา", titles=["ศ."]) < 1


@pytest.mark.parametrize(("a", "b"), [("สมชาย", "สมชัย"), ("นารี", "นาลี"), ("", "ใจดี"), ("ก", "ขคง")])
def test_likeness_is_the_same_from_both_sides_and_within_bounds(a, b):
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) < 1
    assert likeness(a, a) == 1


@pytest.mark.parametrize(
    "written", ["ใจ\u200bดี", "ใจ\u00a0ดี", " ใจดี\n", "\ufeffใจดี", "ใจ\u00adดี", "ใจ\u202eดี"]
)
def test_what_cannot_be_seen_makes_no_other_name(written):
    assert plain_name(written) == "ใจดี"


def test_two_spellings_of_one_look_are_one_name():
    assert plain_name("น\u0e4d\u0e49\u0e32") == plain_name("น้ำ")
    assert plain_name("เ\u200bเก้ว") == plain_name("แก้ว")


def test_a_name_made_to_tire_it_is_compared_too():
    assert far("นาง" * 50, "สมชาย", "ใจดี")
    assert far("ก " * 75, "สมชาย", "ใจดี", titles=["ก"])

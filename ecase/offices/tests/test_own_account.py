import pytest

from ecase.audit.models import Event
from tests import make


@pytest.fixture
def at_desk(client, officer):
    client.force_login(officer)
    return client


def test_the_password_is_changed_and_stays_signed_in(at_desk, officer):
    typed = {"current": make.PASSWORD, "new": "ม้าขาววิ่งข้ามสะพาน", "again": "ม้าขาววิ่งข้ามสะพาน"}
    response = at_desk.post("/password/", typed, follow=True)
    assert "เปลี่ยนรหัสผ่านแล้ว" in response.text
    officer.refresh_from_db()
    assert officer.check_password("ม้าขาววิ่งข้ามสะพาน")
    event = Event.objects.get(verb="officer.password_changed")
    assert event.before == event.after == {}


def test_a_changed_password_ends_the_other_sign_ins(client, officer, django_user_model):
    client.force_login(officer)
    officer.set_password("another-long-passphrase")
    officer.save()
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"current": "wrong"}, "รหัสผ่านปัจจุบันไม่ถูกต้อง"),
        ({"again": "something else 1"}, "ไม่ตรงกับรหัสผ่านใหม่"),
        ({"new": "สั้น", "again": "สั้น"}, "12"),
        ({"new": "123456789012", "again": "123456789012"}, "ตัวเลข"),
        ({"new": " " * 16, "again": " " * 16}, "เป็นตัวอักษรเดียวซ้ำกัน"),
        ({"new": "ab" * 101, "again": "ab" * 101}, "ยาวเกินไป"),
    ],
)
def test_a_bad_password_form_says_why(at_desk, typed, why):
    good = {"current": make.PASSWORD, "new": "ม้าขาววิ่งข้ามสะพาน", "again": "ม้าขาววิ่งข้ามสะพาน"}
    response = at_desk.post("/password/", {**good, **typed})
    assert why in response.text
    assert 'role="alert"' in response.text


def test_the_profile_is_edited_and_put_on_record(at_desk, officer):
    typed = {
        "title": "นาย",
        "first_name": "ธนกฤต",
        "last_name": officer.last_name,
        "position": "นักพัฒนาสังคม",
        "phone": "๐๘๑-๒๓๔-๕๖๗๘",
        "email": "",
    }
    response = at_desk.post("/profile/", typed, follow=True)
    assert "บันทึกข้อมูลส่วนตัวแล้ว" in response.text
    officer.refresh_from_db()
    assert (officer.first_name, officer.phone) == ("ธนกฤต", "0812345678")
    event = Event.objects.get(verb="officer.profile_edited")
    assert (event.before["first_name"], event.after["first_name"]) == ("กมลชนก", "ธนกฤต")
    assert "last_name" not in event.after


def test_a_bad_profile_keeps_what_was_typed(at_desk):
    response = at_desk.post("/profile/", {"first_name": "ธนกฤต", "phone": "12"})
    assert "ธนกฤต" in response.text and "ต้องมี" in response.text

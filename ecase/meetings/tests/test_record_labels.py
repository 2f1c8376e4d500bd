import re

import pytest
from django.urls import reverse

from tests import make

LABELS = [
    "หมายเลขบัตรประจำตัวประชาชน",
    "คำนำหน้า",
    "เพศ",
    "ชื่อ",
    "นามสกุล",
    "วันเดือนปีเกิด",
    "อายุ",
    "เป็นผู้พิการ (กรุณาแนบสำเนาบัตรประจำตัวคนพิการในส่วนเอกสารที่เกี่ยวข้อง)",
    "ประเภทเงินสงเคราะห์ที่ต้องการรับการสนับสนุน",
    "จำนวนเงิน",
    "รายละเอียดความเดือดร้อน",
    "ชื่อธนาคาร",
    "รหัสธนาคาร",
    "รหัสสาขาของธนาคาร",
    "ชื่อบัญชีธนาคาร",
    "หมายเลขบัญชีธนาคาร",
    "หมายเลขโทรศัพท์ (ไม่กรอกได้)",
    "อีเมล (ไม่กรอกได้)",
    "อัปโหลดเอกสารที่เกี่ยวข้อง",
    "อัปโหลดเอกสารทางการเงิน",
]


@pytest.fixture
def form(client, officer):
    client.force_login(officer)
    draft = make.draft(by=officer)
    return client.get(reverse("meetings:record", args=[2566, draft.pk])).text


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_has_the_manuals_heading_and_labels(form):
    labels = [words(label) for label in re.findall(r"<label.*?</label>", form, re.DOTALL)]
    for label in LABELS:
        assert label in labels
    assert "กรุณากรอกรายละเอียดการรับเงินสงเคราะห์" in words(form)
    assert "&lt;--กรุณาเลือก--&gt;" in form


def test_the_help_lists_the_papers_of_both_bundles(form):
    for paper in ("แบบคำร้อง", "สำเนาทะเบียนบ้าน", "สำเนาสมุดบัญชีธนาคาร", "แบบฟอร์ม K-corp1"):
        assert paper in words(form)

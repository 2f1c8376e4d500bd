"""Uploads: what arrives with a form, and what is let go of on the way."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from ecase.core.uploads import display_name, refused_uploads

MB = 1024 * 1024


@pytest.fixture
def sent():
    """Sends a form; at the end of the test its request is closed, as the server does."""
    requests = []

    def send(**fields):
        requests.append(RequestFactory().post("/", fields))
        return requests[-1]

    yield send
    for request in requests:
        request.close()


def test_over_the_limit_are_named_while_the_rest_of_the_form_arrives(sent):
    request = sent(
        first_name="น้ำทิพย์",
        related=[file("บ้าน.pdf", 25 * MB), file("บัตร.pdf", 1000)],
        financial=file("สมุดบัญชี.pdf", 2000),
        last_name="สิทธิ์ชัยศรี",
    )
    assert request.POST["first_name"] == "น้ำทิพย์"
    assert request.POST["last_name"] == "สิทธิ์ชัยศรี"
    assert [(f.name, f.size) for f in request.FILES.getlist("related")] == [("บัตร.pdf", 1000)]
    assert request.FILES["financial"].read() == b"x" * 2000
    (refused,) = refused_uploads(request)
    assert (refused.field, refused.name, refused.size) == ("related", "บ้าน.pdf", 25 * MB)
    assert str(refused).startswith("ไฟล์ «บ้าน.pdf» มีขนาด 25.0 MB เกิน 20 MB ให้สแกนใหม่")


def test_at_the_limit_are_taken(sent, settings):
    settings.BUNDLE_BYTES = MB
    request = sent(related=file("ก.pdf", MB))
    assert request.FILES["related"].size == MB
    assert refused_uploads(request) == []


def test_that_pass_the_limit_together_lose_only_the_one_that_passes_it(sent, settings):
    settings.BUNDLE_BYTES = MB
    parts = [file("ก.pdf", 600_000), file("ข.pdf", 600_000), file("ค.pdf", 300_000)]
    request = sent(related=parts, financial=file("ง.pdf", 900_000))
    assert [f.name for f in request.FILES.getlist("related")] == ["ก.pdf", "ค.pdf"]
    assert "financial" in request.FILES
    (refused,) = refused_uploads(request)
    assert "ทำให้เอกสารชุดนี้รวมกันเกิน 1 MB" in str(refused)


def test_of_a_whole_form_fill_the_disk_no_further_than_two_bundles(sent, settings):
    settings.BUNDLE_BYTES = MB
    request = sent(**{f"field{n}": file(f"{n}.pdf", 900_000) for n in range(5)})
    assert len(request.FILES) == 2
    assert [refused.name for refused in refused_uploads(request)] == ["2.pdf", "3.pdf", "4.pdf"]


def test_that_are_empty_arrive_so_that_the_form_can_say_so(sent):
    assert sent(related=file("ว่าง.pdf", 0)).FILES["related"].size == 0


def test_have_no_name_on_the_disk(sent):
    received = sent(related=file("1101400000014 นางสมศรี.pdf", 10)).FILES["related"]
    assert isinstance(received.file.name, int) or not os.path.exists(received.file.name)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../../../etc/cron.d/x.pdf", "x.pdf"),
        ("..\\..\\inetpub\\x.pdf", "x.pdf"),
        ("..／..／x.pdf", "x.pdf"),
        ("แบบ\nคำร้อง\t.pdf", "แบบ คำร้อง .pdf"),
        ("คำ\u200bร้อง\u200d\ufeff.pdf", "คำร้อง.pdf"),
        ("x\udcff.pdf", "x\ufffd.pdf"),
        ("ab\u202efdp.exe", "abfdp.exe"),
        ("บ้าน🏠👨\u200d👩\u200d👧.pdf", "บ้าน🏠👨\u200d👩\u200d👧.pdf"),
        ("x'); DROP TABLE cases;--.pdf", "x'); DROP TABLE cases;--.pdf"),
        (
            "เอกสาร (น.ส. สมศรี) 100% + สำเนา, ชุดที่ 2.pdf",
            "เอกสาร (น.ส. สมศรี) 100% + สำเนา, ชุดที่ 2.pdf",
        ),
        ("..", "ไฟล์ไม่มีชื่อ"),
        ("", "ไฟล์ไม่มีชื่อ"),
    ],
)
def test_are_shown_under_a_harmless_name(typed, shown):
    assert display_name(typed) == shown


def test_with_endless_names_keep_their_beginning_and_their_kind():
    name = display_name("ก" * 500 + ".pdf")
    assert len(name) == 150 and name.endswith("….pdf")
    assert len(display_name("ก." + "ข" * 500)) == 150


def test_with_piled_up_marks_do_not_climb_over_the_line_above():
    assert len(display_name("ก" + "้ิ" * 200 + ".pdf")) <= 1 + 4 + 4


def file(name: str, size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size, "application/pdf")

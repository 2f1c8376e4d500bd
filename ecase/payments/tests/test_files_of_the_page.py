"""The files that the page gives: in the chosen format, the same for ever, each with its sheet."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ecase.core.tests.paper_text import pages
from ecase.offices.models import Separation
from ecase.payments import actions
from ecase.payments.bank_files import Format
from ecase.payments.models import Payment, PaymentStatus, Result, TransferFile
from tests import make

from .bank_file_readers import cells, order, records, transfers


@pytest.fixture
def head(officer):
    return make.other_of(officer)


@pytest.fixture
def at_desk(client, head):
    """The one who makes the files: ``officer`` wrote the accounts."""
    client.force_login(head)
    return client


def make_on_page(client, approval, group="krungthai", **typed):
    return client.post(f"{approval.get_absolute_url()}files/{group}/", typed)


def thai(day):
    return f"{day.day}/{day.month}/{day.year + 543}"


def sheet(client, file):
    address = f"{file.approval.get_absolute_url()}files/{file.group}/{file.number}/cover/"
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    return "\n".join(pages(answer.content))


@pytest.mark.parametrize("kind", Format)
def test_each_format_is_chosen_read_back_and_given_again(at_desk, officer, settings, kind):
    settings.BANK_FILE_FORMATS = list(Format)
    approval = make.approval(by=officer, cases=2)
    made = make_on_page(at_desk, approval, kind=kind.value)
    assert made.status_code == 200, made.content.decode()
    match kind:
        case Format.SPREADSHEET:
            references = [row[6] for row in cells(made.content)[1:]]
        case Format.FIXED_WIDTH:
            text = made.content.decode("cp874")
            lines = TransferFile.objects.get().lines.order_by("position")
            references = [line.reference for line in lines if line.reference in text]
            assert len(records(made.content)) == 3
        case Format.ISO20022:
            references = [one["reference"] for one in transfers(order(made.content))]
    lines = TransferFile.objects.get().lines.order_by("position")
    assert references == [line.reference for line in lines]
    assert f'{kind.suffix}"' in made["Content-Disposition"]
    again = at_desk.get(f"{approval.get_absolute_url()}files/krungthai/1/")
    assert again.content == made.content
    assert make_on_page(at_desk, approval, kind=Format.SPREADSHEET.value).content == made.content
    assert TransferFile.objects.get().format == kind


def test_a_format_that_is_not_offered_is_refused_and_nothing_made(at_desk, officer):
    approval = make.approval(by=officer, cases=1)
    answer = make_on_page(at_desk, approval, kind=Format.ISO20022.value)
    assert answer.headers["Location"] == approval.get_absolute_url()
    assert "ยังไม่ได้ออกไฟล์" in at_desk.get(approval.get_absolute_url()).text
    assert not TransferFile.objects.exists()


def test_the_day_of_the_transfer_is_chosen_and_none_that_is_past(at_desk, officer):
    approval = make.approval(by=officer, cases=1)
    today = timezone.localdate()
    make_on_page(at_desk, approval, effective_on=thai(today - timedelta(days=1)))
    assert "วันนี้ผ่านไปแล้ว" in at_desk.get(approval.get_absolute_url()).text
    assert not TransferFile.objects.exists()
    make_on_page(at_desk, approval, effective_on=thai(today + timedelta(days=3)))
    assert TransferFile.objects.get().effective_on == today + timedelta(days=3)


def test_without_a_choice_it_is_the_usual_one_of_today(at_desk, officer):
    make_on_page(at_desk, make.approval(by=officer, cases=1))
    file = TransferFile.objects.get()
    assert (file.format, file.effective_on) == (Format.SPREADSHEET, timezone.localdate())


# --- its sheet


def test_the_sheet_sums_the_file_and_names_its_maker(at_desk, officer, head):
    file = make.file(make.approval(by=officer, cases=3), by=officer)
    text = sheet(at_desk, file)
    for said in ("3 ราย 15,000.00 บาท", "หนึ่งหมื่นห้าพันบาทถ้วน", file.fingerprint, str(head)):
        assert said in text
    assert "ทุกรายโอนเข้าบัญชีที่ได้รับอนุมัติ" in text
    assert sheet(at_desk, file) == text


def test_the_sheet_tells_what_changed_since_the_approval_and_what_a_head_settled(
    at_desk, officer, head
):
    case = make.case(by=officer, account_name="นายสมชาย รักดี")
    approval = make.approval(by=officer, of=make.meetings.round_of(case))
    payment = Payment.objects.select_related("case__bank_account", "approval").get()
    make.corrected(payment, by=officer, account_number="0011112222")
    [flag] = actions.settle_flags(
        payment, shown={("OTHERS_NAME", "name")}, reason="บัญชีของบิดา", by=head
    )
    file = make.file(approval, by=officer)
    text = sheet(at_desk, file)
    assert "บัญชีเปลี่ยนหลังอนุมัติ 1 ราย" in text
    assert "วินิจฉัยแล้ว 1 ราย" in text
    for said in (officer.first_name, head.first_name, flag.kind.label, "บัญชีของบิดา"):
        assert said in text
    assert "0011112222" not in text.replace("-", "")


def test_what_was_accepted_after_the_file_is_not_of_its_sheet(at_desk, officer):
    payment = make.bring(
        make.approval(by=officer, cases=1).payments.get(), PaymentStatus.RETURNED, by=officer
    )
    make.corrected(payment, by=officer)
    first = payment.lines.get().file
    assert "ทุกรายโอนเข้าบัญชีที่ได้รับอนุมัติ" in sheet(at_desk, first)
    second = make.file(payment.approval, by=officer)
    assert "บัญชีเปลี่ยนหลังอนุมัติ 1 ราย" in sheet(at_desk, second)


def test_the_sheet_bears_the_waiver_that_the_file_needed(at_desk, officer):
    approval = make.approval(by=officer, cases=1)
    waiver = make.waiver(officer.office, Separation.FILE)
    file = actions.make_file(approval, group="krungthai", by=officer)
    assert "".join(waiver.note.split()) in "".join(sheet(at_desk, file).split())


# --- all of one file is paid


def test_all_of_one_file_is_paid_and_the_other_waits(at_desk, officer):
    make.case(by=officer, bank=make.Bank.objects.get(code="004"))
    approval = make.approval(by=officer, cases=2)
    krungthai, others = (
        make.file(approval, group, by=officer) for group in ("krungthai", "others")
    )
    listed = at_desk.get(approval.get_absolute_url()).text
    assert f"all-paid/?file=krungthai-{krungthai.number}" in listed
    address = f"{approval.get_absolute_url()}all-paid/?file=krungthai-1"
    page = at_desk.get(address)
    assert str(others) not in page.text
    total = f"total_{krungthai.pk}"
    shown = page.context["form"]["shown"].value()
    wrong = at_desk.post(address, {"shown": shown, total: "9,999"})
    assert "น้อยกว่ายอดคุม 10,000.00 บาท" in wrong.text
    done = at_desk.post(address, {"shown": shown, total: "10,000"}, follow=True)
    assert "บันทึกการจ่ายสำเร็จ 2 ราย" in done.text
    assert set(krungthai.lines.values_list("result", flat=True)) == {Result.PAID}
    assert set(others.lines.values_list("result", flat=True)) == {Result.PENDING}


@pytest.mark.parametrize("file", ["x", "krungthai-99", "krungthai-๑", "gold-1", ""])
def test_a_file_that_is_not_there_confirms_nothing(at_desk, officer, file):
    approval = make.approval(by=officer, cases=1)
    make.file(approval, by=officer)
    address = f"{approval.get_absolute_url()}all-paid/?file={file}"
    assert at_desk.get(address).status_code == 404
    assert approval.payments.get().status == PaymentStatus.IN_FILE

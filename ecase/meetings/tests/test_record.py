"""Recording a case (บันทึกข้อมูลเคส, R25-R49)."""

import threading
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from ecase.cases import actions as cases
from ecase.cases.models import Bundle, Case, Draft, DraftFile
from ecase.meetings import actions
from ecase.offices.models import Duty
from ecase.regulations.models import AssistanceType
from tests import make
from tests.hostile import FILES

from .typing import as_opened, files, form, pdf


@pytest.fixture
def draft(officer):
    return cases.look_up("5838023466970", fiscal_year=make.year(), by=officer)


@pytest.fixture
def send(client, draft, officer):
    client.force_login(officer)
    return lambda data: client.post(address(draft), data)


def address(draft: Draft) -> str:
    return reverse("meetings:record", args=[2566, draft.pk])


def test_it_gives_the_case_its_number_and_its_round(send, client, officer):
    response = send(form(**files()))

    case = Case.objects.in_full().get()
    assert response.url == actions.round_of(case).get_absolute_url()
    assert (str(case), case.round, case.recorded_by) == ("Case2566-1", 1, officer)
    assert (case.birth_date, case.amount) == (date(1980, 2, 29), 5000)
    assert case.bank_account.account_number == "0012345678"  # the leading zeros stay
    assert case.documents.count() == 2
    assert "บันทึกเคส Case2566-1 แล้ว เข้ารอบ 1/2566" in client.get(response.url).text


def test_several_files_become_one_pdf_in_their_order(send):
    pages = [pdf("1.pdf", 2), pdf("2.pdf", 3)]
    send(form(supporting=pages, financial=pdf()))
    document = Case.objects.get().documents.get(bundle=Bundle.SUPPORTING)
    assert (document.pages, document.made_from) == (5, ["1.pdf", "2.pdf"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "คำนำหน้า: ยังไม่ได้เลือก"),
        ({"gender": ""}, "เพศ: ยังไม่ได้เลือก"),
        ({"first_name": " "}, "ชื่อ: ยังไม่ได้กรอก"),
        ({"last_name": ""}, "นามสกุล: ยังไม่ได้กรอก"),
        ({"birth_date": "29/02/2568"}, "ไม่มีวันที่นี้"),
        ({"birth_date": "01/01/2690"}, "ยังมาไม่ถึง"),
        ({"birth_date": "01/01/2440"}, "ตรวจปี พ.ศ. กับบัตรอีกครั้ง"),
        ({"assistance_type": ""}, "ยังไม่ได้เลือก"),
        ({"amount": "0"}, "จำนวนเงินต้องมากกว่า 0 บาท"),
        ({"amount": "ห้าพัน"}, "อ่านจำนวนเงินไม่ได้"),
        ({"hardship": ""}, "รายละเอียดความเดือดร้อน: ยังไม่ได้กรอก"),
        ({"bank": ""}, "ชื่อธนาคาร: ยังไม่ได้เลือก"),
        ({"bank": "034"}, "ต้องมีรหัสสาขา 4 หลัก"),
        ({"account_name": ""}, "ชื่อบัญชีธนาคาร: ยังไม่ได้กรอก"),
        ({"account_number": "12-34"}, "พิมพ์มา 4 หลัก"),
        ({"phone": "12345"}, "พิมพ์มา 5 หลัก"),
        ({"email": "ไม่มี"}, "รูปแบบอีเมลไม่ถูก"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_everything_is_still_there(
    send, client, draft, changes, words
):
    page = send(form(**changes, **files()))
    assert words in page.text
    assert not Case.objects.exists()
    if "account_number" not in changes:
        assert "001-2-34567-8" in page.text
    assert draft.files.count() == 2
    again = client.get(address(draft)).text  # also after going away and coming back
    for kept in ("คำร้อง.pdf", "สมุดบัญชี.pdf"):
        assert kept in page.text
        assert kept in again


@pytest.mark.parametrize("odd", ["\x00", "9" * 400, "๙", "-1", "<script>", "1e9", "👩‍🦽"])
@pytest.mark.parametrize(
    "field",
    [
        "title",
        "gender",
        "first_name",
        "birth_date",
        "assistance_type",
        "amount",
        "hardship",
        "bank",
        "account_number",
        "email",
        "drop",
    ],
)
def test_the_oddest_input_is_no_more_than_an_error(send, field, odd):
    assert send(form(**{field: odd})).status_code == 200


def test_the_files_of_the_first_try_need_not_be_chosen_again(send):
    send(form(amount="0", **files()))
    send(form())
    assert Case.objects.get().documents.count() == 2


def test_both_bundles_are_needed(send):
    page = send(form(supporting=pdf()))
    assert "ยังไม่มีเอกสารทางการเงิน" in page.text
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("birth_date", "born"),
    [("๒/๑๐/๒๕๕๘", date(2015, 10, 2)), ("2 ต.ค. 2558", date(2015, 10, 2))],
)
def test_a_birth_date_is_read_in_any_usual_form(send, birth_date, born):
    send(form(birth_date=birth_date, **files()))
    assert Case.objects.get().birth_date == born


def test_a_file_is_not_said_to_hold_every_paper(send):
    page = send(form(first_name="", **files())).text
    outline = page[page.index("ส่วนของแบบฟอร์ม") : page.index("เมื่อยืนยัน")]
    assert outline.count("ครบ") == 2  # the aid and the account
    assert "มีไฟล์แล้ว" in outline


def test_a_type_without_a_ceiling_says_so_under_its_name(send):
    kind = AssistanceType.objects.get(name=make.LIVELIHOOD)
    page = send(form(assistance_type=kind.pk, amount="", **files()))
    assert "ลำดับที่ 3 · ยังไม่มีเพดานในระบบ ตรวจจำนวนเงินกับระเบียบ" in page.text


def test_an_amount_over_the_ceiling_is_refused_by_how_much(send):
    kind = AssistanceType.objects.get(name=make.KINDERGARTEN)
    page = send(form(assistance_type=kind.pk, amount="3,500", **files()))
    assert "เกินเพดาน 500.00 บาท ให้ได้ไม่เกิน 3,000.00 บาท" in page.text
    assert not Case.objects.exists()


def test_the_baac_takes_its_branch(send):
    send(form(bank="034", branch_code="๐๑๒๓", account_number="020123456789", **files()))
    assert Case.objects.in_full().get().bank_account.branch_code == "0123"


def test_oddities_are_said_and_block_nothing(send, client):
    odd = {"gender": "M", "birth_date": "02/10/2558", "account_name": "นายวิชัย ใจดี"}
    page = send(form(**odd, amount="0", **files())).text
    for words in ("เพศชาย", "ชื่อบัญชีไม่ตรงกับผู้ขอรับ"):
        assert words in page
    response = send(form(**odd))
    assert "ข้อสังเกตของเคส Case2566-1" in client.get(response.url).text


@pytest.mark.parametrize(
    ("name", "why"),
    [("old.doc", "Word"), ("zero_byte.pdf", "ไฟล์ว่าง"), ("truncated_half.pdf", "เสียหาย")],
)
def test_a_bad_file_is_refused_by_name_beside_the_good_ones(send, draft, name, why):
    bad = SimpleUploadedFile(name, (FILES / name).read_bytes())
    page = send(form(supporting=[pdf("ดี.pdf"), bad], financial=pdf())).text
    assert f"ไฟล์ «{name}»" in page
    assert why in page
    assert list(draft.files.values_list("name", flat=True)) == ["ดี.pdf", "สแกน.pdf"]
    assert not Case.objects.exists()
    send(form())  # without the bad file it goes on
    assert Case.objects.exists()


def test_a_bundle_too_large_in_sum_is_refused_by_name(draft, settings):
    first, second = make.scan(1), make.scan(2)
    settings.BUNDLE_BYTES = first.size + 10
    cases.keep_file(draft, bundle="supporting", name="แรก.pdf", scan=first, by=draft.officer)
    more = cases.ReceivedFile("supporting", "สอง.pdf", second.pdf)
    [refusal] = cases.take_files(draft, [more], by=draft.officer)["supporting"]
    assert "ไฟล์ «สอง.pdf» ทำให้เอกสารที่เกี่ยวข้องรวมกันเกิน" in refusal
    assert draft.files.get().name == "แรก.pdf"


def test_one_file_over_the_limit_is_refused_while_it_arrives(send, settings, draft):
    settings.BUNDLE_BYTES = 300
    page = send(form(**files())).text
    assert "ไฟล์ «คำร้อง.pdf»" in page
    assert not draft.files.exists()


def test_a_file_is_taken_out_and_what_was_typed_stays(send, draft):
    send(form(amount="0", **files()))
    file = draft.files.get(bundle=Bundle.SUPPORTING)
    page = send(form(hardship="พิมพ์ไว้แล้ว", drop=file.pk))
    assert not DraftFile.objects.filter(pk=file.pk).exists()
    assert "พิมพ์ไว้แล้ว" in page.text
    assert "ต้องแก้" not in page.text  # nothing was confirmed yet


def test_sending_it_again_makes_no_second_case(send, client, draft):
    first, again = send(form(**files())), send(form(**files()))
    assert first.url == again.url
    assert Case.objects.count() == 1
    assert "แบบฟอร์มนี้บันทึกเป็นเคส Case2566-1 แล้ว" in client.get(address(draft)).text


def test_a_used_form_with_other_content_is_refused(send):
    send(form(**files()))
    response = send(form(amount="4,000"))
    assert response.status_code == 409
    assert "ยังไม่ถูกบันทึก" in response.text
    assert Case.objects.get().amount == 5000


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_case(officer, draft):
    def click():
        client = Client()
        client.force_login(officer)
        barrier.wait()
        answers.append(client.post(address(draft), form(**files())))
        connection.close()

    barrier, answers = threading.Barrier(2), []
    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [302, 302]
    case = Case.objects.get()
    assert case.number == "2566-1"
    assert [document.version for document in case.documents.all()] == [1, 1]


def test_the_page_says_which_round_the_case_will_enter(client, officer, draft):
    client.force_login(officer)
    assert "รอบ 1/2566" in client.get(address(draft)).text
    actions.start_deliberation(actions.round_of(make.case(by=officer)), by=officer)
    page = client.get(address(draft)).text
    assert "รอบ 2/2566" in page
    assert "เพราะรอบ 1/2566 เริ่มพิจารณาแล้ว" in page


def test_after_saving_one_stands_before_the_list_that_holds_the_case(send, client, officer):
    actions.start_deliberation(actions.round_of(make.case(by=officer)), by=officer)
    response = send(form(**files()))
    case = Case.objects.in_full().latest("pk")
    assert (case.round, response.url) == (2, actions.round_of(case).get_absolute_url())
    edit = reverse("meetings:edit", args=[2566, case.number])
    assert f'href="{response.url}"' in client.get(edit).text  # ย้อนกลับ
    assert client.post(edit, as_opened(case, hardship="ตกงาน")).url == response.url


def test_the_id_is_masked_on_the_form(client, officer, draft):
    client.force_login(officer)
    page = client.get(address(draft)).text
    assert "5-8380-xxxxx-xx-0" in page
    assert "5838023466970" not in page


def test_somebody_elses_form_is_not_found(client, draft, stranger):
    client.force_login(stranger)
    assert client.get(address(draft)).status_code == 404
    assert client.post(address(draft), form(**files())).status_code == 404


def test_a_payer_may_not(client, draft):
    client.force_login(make.officer(Duty.PAYER))
    assert client.get(address(draft)).status_code == 403


def test_a_closed_year_takes_no_more(send):
    year = make.year()
    year.is_open = False
    year.save()
    assert send(form(**files())).status_code == 409

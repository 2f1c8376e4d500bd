"""Editing a case (แก้ไขข้อมูลเคสในที่ประชุมสำนักงานเขต, R61-R65)."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases.models import FROZEN, Bundle, Case, Draft, Status
from ecase.meetings import actions
from ecase.offices.models import Duty
from ecase.people.models import Title
from tests import make

from .typing import as_opened, pdf


@pytest.fixture
def case(officer):
    return make.case(by=officer, citizen_id="5838023466970")


@pytest.fixture
def send(client, case, officer):
    client.force_login(officer)
    return lambda **changes: client.post(address(case), as_opened(case, **changes))


def address(case: Case) -> str:
    return reverse("meetings:edit", args=[2566, case.number])


def now(case: Case) -> Case:
    return Case.objects.in_full().get(pk=case.pk)


def test_all_but_the_id_may_be_changed(send, client, case):
    changes = {
        "title": Title.objects.get(name="นางสาว").pk,
        "first_name": "อรุณี",
        "birth_date": "1/1/2530",
        "is_disabled": "on",
        "hardship": "ตกงาน",
        "bank": "004",
        "account_number": "0999999999",
        "phone": "081-234-5678",
    }
    response = send(**changes)
    assert response.url == actions.round_of(case).get_absolute_url()
    changed = now(case)
    assert changed.name == "นางสาวอรุณี สิทธิ์ชัยศรี"
    assert (changed.kind, changed.hardship) == ("เคสผู้พิการ", "ตกงาน")
    assert changed.bank_account.phone == "0812345678"
    assert changed.person == case.person
    event = Event.objects.get(verb="case.edited")
    assert (event.before["first_name"], event.after["first_name"]) == ("น้ำทิพย์", "อรุณี")


def test_the_page_shows_the_case_and_the_masked_id(client, case, officer):
    client.force_login(officer)
    page = client.get(address(case)).text
    for words in (str(case), "เคสประชาชนทั่วไป", "5-8380-xxxxx-xx-0", "29/02/2523", "5,000.00"):
        assert words in page
    assert "5838023466970" not in page
    assert Event.objects.filter(verb="case.account_disclosed", by=officer).count() == 1


def test_a_form_that_comes_back_shows_no_account_without_a_record(send, case, officer):
    assert send(first_name="").status_code == 200
    assert Event.objects.filter(verb="case.account_disclosed", by=officer).count() == 1


def test_the_register_and_the_history_hold_contacts_masked(send, client, case):
    send(email="namthip@example.com", phone="0812345678")
    kept = Event.objects.get(verb="case.edited").after
    assert (kept["email"], kept["phone"]) == ("nxxx@example.com", "08x-xxx-x678")


def test_a_typing_error_in_the_amount_changes_what_was_asked_too(send, case):
    send(amount="4,500")
    assert (now(case).requested_amount, now(case).amount) == (4500, 4500)


def test_the_meetings_amount_leaves_what_was_asked(send, case):
    send(amount="4,000", amount_because="เคยได้รับบางส่วน")
    changed = now(case)
    assert (changed.requested_amount, changed.amount) == (5000, 4000)
    assert changed.amount_because == "เคยได้รับบางส่วน"


def test_while_the_meeting_deliberates_its_reason_is_needed(send, case, officer):
    actions.start_deliberation(actions.round_of(case), by=officer)
    assert "ต้องระบุเหตุผลของที่ประชุม" in send(amount="4,000").text
    assert now(case).amount == 5000
    send(amount="4,000", amount_because="มติที่ประชุม")
    assert now(case).amount == 4000


def test_new_papers_are_a_new_version_of_their_bundle_alone(send, case):
    send(financial=[pdf("ใหม่1.pdf", 2), pdf("ใหม่2.pdf", 3)])
    bundles = {d.bundle: d for d in case.documents.latest_of_each_bundle()}
    assert bundles[Bundle.FINANCIAL].version == 2
    assert bundles[Bundle.FINANCIAL].pages == 5
    assert bundles[Bundle.SUPPORTING].version == 1


def test_over_an_error_the_new_papers_wait_in_a_draft(send, case):
    page = send(amount="0", financial=pdf("ใหม่.pdf", 2))
    assert "ใหม่.pdf" in page.text
    assert case.documents.count() == 2
    send(draft=str(Draft.objects.get(edits=case).pk))
    assert case.documents.count() == 3


def test_a_waiting_file_is_taken_out_again(send, case):
    send(amount="0", financial=pdf("ใหม่.pdf", 2))
    draft = Draft.objects.get(edits=case)
    page = send(draft=str(draft.pk), drop=draft.files.get().pk, hardship="พิมพ์ไว้")
    assert not draft.files.exists()
    assert "พิมพ์ไว้" in page.text


def test_a_bad_file_is_refused_by_name(send, case):
    page = send(financial=SimpleUploadedFile("สัญญา.docx", b"PK\x03\x04word"))
    assert "ไฟล์ «สัญญา.docx»" in page.text
    assert now(case).version == case.version


def test_ticked_and_confirmed_takes_the_case_out_of_the_meeting(send, case):
    """As in the manual, which knows no field for a reason."""
    send(leave="on")
    changed = now(case)
    assert changed.status == Status.SET_ASIDE
    assert changed.get_set_aside_because_display() == "เอกสารไม่ครบถ้วน"


def test_leaving_and_a_change_are_one_step(send, case):
    send(leave="on", because="HOME_VISIT", note="นัดวันพุธ", return_on="1/10/2599", hardship="ใหม่")
    changed = now(case)
    assert (changed.status, changed.hardship) == (Status.SET_ASIDE, "ใหม่")
    assert changed.set_aside_note == "นัดวันพุธ"


def test_where_the_step_fails_nothing_of_it_is_saved(case, officer):
    with pytest.raises(ValueError, match="NO_SUCH"):
        actions.edit_case(
            case,
            make.facts(hardship="ใหม่"),
            opened_version=case.version,
            leave=actions.Leave("NO_SUCH"),
            by=officer,
        )
    assert (now(case).hardship, now(case).version) == ("ยากจน", case.version)


def test_the_second_officer_is_told_what_the_first_changed(client, send, case, officer):
    other = make.officer(first_name="สุเทพ")
    theirs = Client()
    theirs.force_login(other)
    theirs.post(address(case), as_opened(case, amount="4,000", phone="0811112222"))

    response = send(amount="4,500", hardship="ของคนที่สอง")

    assert response.status_code == 409
    for words in ("มีผู้แก้ไขเคสนี้ก่อนคุณ", "ยังไม่บันทึก", "สุเทพ", "5,000.00", "4,000.00", "4,500.00"):
        assert words in response.text
    assert (now(case).amount, now(case).hardship) == (4000, "ยากจน")  # nothing overwritten
    form = response.context["form"]
    assert form["amount"].value() == "4,500"  # both changed it: what was typed stays
    assert form["hardship"].value() == "ของคนที่สอง"
    assert form["phone"].value() == "0811112222"  # left alone: the first's value

    again = as_opened(now(case), amount="4,500", hardship="ของคนที่สอง", phone="0811112222")
    client.post(address(case), again)
    assert (now(case).amount, now(case).hardship) == (4500, "ของคนที่สอง")


def test_the_same_change_sent_twice_is_no_conflict(send, case):
    send(amount="4,500")
    assert send(amount="4,500").status_code == 302
    assert now(case).version == case.version + 1


def test_a_case_that_left_the_meeting_meanwhile_is_told(send, case, officer):
    make.set_aside(case, by=officer)
    response = send(hardship="ใหม่")
    assert response.status_code == 409
    assert "นำออกชั่วคราว" in response.text
    assert now(case).hardship == "ยากจน"


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_the_same_moment_one_is_saved_and_one_is_told(officer, case):
    def save(amount):
        client = Client()
        client.force_login(officer)
        barrier.wait()
        answers[amount] = client.post(address(case), as_opened(case, amount=amount)).status_code
        connection.close()

    barrier, answers = threading.Barrier(2), {}
    threads = [threading.Thread(target=save, args=[amount]) for amount in ("4100", "4200")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [302, 409]
    saved = next(amount for amount, status in answers.items() if status == 302)
    assert now(case).amount == int(saved)
    assert now(case).version == case.version + 1


@pytest.mark.parametrize("status", FROZEN)
def test_after_the_meeting_the_page_says_what_may_still_be_changed(client, officer, status):
    case = make.case(status, by=officer)
    client.force_login(officer)
    page = client.get(address(case))
    assert "จึงแก้ไขข้อมูลทั่วไปและเอกสารไม่ได้" in page.text
    financial = reverse("payments:correct_account", args=[2566, case.number])
    assert (financial in page.text) == (status == Status.APPROVED)
    assert client.post(address(case), as_opened(case, hardship="ใหม่")).status_code == 409
    assert now(case).hardship == "ยากจน"


def test_the_oddest_hidden_fields_do_no_harm(send, case):
    odd = {"opened_version": "๙x", "draft": "no-key", "into": "99"}
    assert send(**odd, phone="0811112222", drop="-1").status_code == 302
    assert send(**odd, phone="0833334444").status_code == 409  # as opened at the beginning
    assert now(case).bank_account.phone == "0811112222"


def test_another_offices_case_is_not_found(client, case, stranger):
    client.force_login(stranger)
    assert client.get(address(case)).status_code == 404
    assert client.post(address(case), as_opened(case)).status_code == 404


def test_another_year_is_not_found(client, case, officer):
    client.force_login(officer)
    assert client.get(reverse("meetings:edit", args=[2570, case.number])).status_code == 404


def test_a_payer_may_not(client, case):
    client.force_login(make.officer(Duty.PAYER))
    assert client.get(address(case)).status_code == 403

"""Looking an ID up before recording."""

import pytest
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases.models import Draft, Status
from ecase.offices.models import Duty
from tests import make

WARNED = "9168909457051"


@pytest.fixture
def look_up(client, officer):
    client.force_login(officer)
    return lambda typed: client.post(reverse("cases:check", args=[2566]), {"citizen_id": typed})


@pytest.fixture
def seen(look_up, client):
    """The history page of an ID."""
    return lambda typed: client.get(look_up(typed).url)


@pytest.mark.parametrize("typed", ["5838023466970", "5-8380-23466-97-0", "๕๘๓๘๐ ๒๓๔๖๖ ๙๗๐"])
def test_an_id_is_taken_however_it_is_typed_and_stands_in_no_address(look_up, officer, typed):
    response = look_up(typed)
    draft = Draft.objects.get()
    assert draft.citizen_id == "5838023466970"
    assert response.url == reverse("cases:history", args=[2566, draft.pk])
    assert Event.objects.get(verb="person.history_seen").by == officer


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "ยังไม่ได้กรอก"),
        ("583802346697", "พิมพ์มา 12 หลัก"),
        ("5838023466971", "เลขหลักสุดท้าย"),
        ("58380234669A0", "พบ “A”"),
    ],
)
def test_what_is_no_id_is_refused_with_the_reason(look_up, typed, why):
    response = look_up(typed)
    assert why in response.text
    assert not Draft.objects.exists()


def test_a_first_digit_nine_is_taken_with_a_warning(seen):
    assert "เลขขึ้นต้นด้วย 9" in seen(WARNED).text


def test_the_history_is_of_all_offices_and_years_but_opens_only_ones_own(seen, officer, stranger):
    citizen_id = make.citizen_id()
    own = make.case(by=officer, citizen_id=citizen_id, hardship="ของเขตนี้")
    other = make.case(
        by=stranger, year=make.year(2570), citizen_id=citizen_id, hardship="ความลับของเขตอื่น"
    )

    page = seen(citizen_id).text

    assert "ปีงบประมาณ 2566" in page
    assert "ปีงบประมาณ 2570" in page
    assert "ราษฎร์บูรณะ" in page
    assert own.get_absolute_url() in page
    for secret in (other.number, other.hardship, other.bank_account.account_number, "5,000"):
        assert secret not in page
    assert citizen_id not in page
    assert f"{citizen_id[0]}-{citizen_id[1:5]}-xxxxx-xx-{citizen_id[-1]}" in page


def test_who_never_asked_for_anything_may_go_on_at_once(seen, client):
    page = seen("5838023466970")
    assert "เลขบัตรนี้ไม่เคยขอรับความช่วยเหลือ" in page.text
    response = client.post(page.request["PATH_INFO"])
    assert response.url == reverse("meetings:record", args=[2566, Draft.objects.get().pk])


@pytest.mark.parametrize(
    ("status", "words"), [(Status.APPROVED, "ในปีนี้แล้ว"), (Status.SET_ASIDE, "มีเคสค้างที่เขตนี้")]
)
def test_what_is_granted_or_waits_is_said_and_blocks_nothing(seen, officer, status, words):
    citizen_id = make.citizen_id()
    make.case(status, by=officer, citizen_id=citizen_id)
    page = seen(citizen_id).text
    assert words in page
    assert "ดำเนินการต่อ" in page


def test_a_case_that_waits_elsewhere_is_said_without_its_amount(seen, stranger):
    citizen_id = make.citizen_id()
    make.case(by=stranger, citizen_id=citizen_id)
    page = seen(citizen_id).text
    assert "มีเคสค้างที่เขตราษฎร์บูรณะ" in page
    assert "5,000" not in page


def test_several_in_a_year_are_counted(seen, officer):
    citizen_id = make.citizen_id()
    for _ in range(2):
        make.case(by=officer, citizen_id=citizen_id, override_because="ไฟไหม้บ้านซ้ำ")
    assert "2 ครั้งใน 12 เดือน" in seen(citizen_id).text


def test_the_form_may_be_filled_in_from_an_earlier_case_of_the_office(seen, client, officer):
    citizen_id = make.citizen_id()
    earlier = make.case(by=officer, citizen_id=citizen_id)
    page = seen(citizen_id)
    client.post(page.request["PATH_INFO"], {"reuse": "on"})
    typed = Draft.objects.get(became=None).typed
    assert typed["first_name"] == earlier.first_name
    assert typed["account_number"] == earlier.bank_account.account_number
    assert "amount" not in typed
    assert Event.objects.about(earlier)[0].verb == "case.account_disclosed"  # it is shown in full


def test_another_offices_case_fills_nothing_in(seen, client, stranger):
    citizen_id = make.citizen_id()
    make.case(by=stranger, citizen_id=citizen_id)
    page = seen(citizen_id)
    assert "เติมข้อมูล" not in page.text
    client.post(page.request["PATH_INFO"], {"reuse": "on"})
    assert Draft.objects.get(became=None).typed == {}


def test_a_long_history_asks_no_more_queries(seen, officer, django_assert_max_num_queries, client):
    citizen_id = make.citizen_id()
    for _ in range(8):
        make.case(by=officer, citizen_id=citizen_id, override_because="ไฟไหม้บ้านซ้ำ")
    address = seen(citizen_id).request["PATH_INFO"]
    with django_assert_max_num_queries(8):
        client.get(address)


def test_it_is_the_work_of_caseworkers_and_heads(client, reference):
    client.force_login(make.officer(Duty.PAYER))
    assert client.get(reverse("cases:check", args=[2566])).status_code == 403


def test_another_officer_does_not_see_the_draft(look_up, client, stranger):
    address = look_up("5838023466970").url
    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_a_closed_year_says_so(client, officer):
    year = make.year()
    year.is_open = False
    year.save()
    client.force_login(officer)
    assert "ปีงบประมาณนี้ปิดแล้ว" in client.get(reverse("cases:check", args=[2566])).text

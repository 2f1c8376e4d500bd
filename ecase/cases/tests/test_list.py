"""แสดงข้อมูลเคส: the list …"""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecase.cases.models import Status
from ecase.offices.models import Duty
from ecase.people.models import Title
from tests import make

URL = "/2566/cases/"


@pytest.fixture
def look_for(client, officer):
    """Type into the search box, and get the list."""
    client.force_login(officer)
    return lambda typed: client.post(
        reverse("cases:search", args=[2566]), {"q": typed}, follow=True
    )


def names(response):
    return [row.first_name for row in response.context["rows"]]


def test_shows_the_columns_of_the_manual(client, officer):
    case = make.case(by=officer)
    client.force_login(officer)

    page = client.get(URL)

    for text in ("น้ำทิพย์", "สิทธิ์ชัยศรี", "5,000.00", make.LIVELIHOOD, str(case), "อยู่ในที่ประชุม"):
        assert text in page.text
    assert case.person.citizen_id not in page.text


def test_shows_only_the_own_office(client, officer, stranger):
    make.case(by=stranger, first_name="ของเขตอื่น")
    client.force_login(officer)
    assert names(client.get(URL)) == []


def test_shows_the_centre_every_office(client, officer, stranger):
    make.case(by=officer, first_name="หนึ่ง")
    make.case(by=stranger, first_name="สอง")
    client.force_login(make.centre_officer())
    assert names(client.get(URL)) == ["สอง", "หนึ่ง"]
    assert names(client.get(f"{URL}?office=1024&round=1")) == ["สอง"]


@pytest.mark.parametrize(
    "typed", ["5838023466970", "5-8380-23466-97-0", " ๕๘๓๘๐๒๓๔๖๖๙๗๐ ", "５８３８０２３４６６９７０"]
)
def test_finds_an_id_however_it_is_typed(look_for, officer, typed):
    make.case(by=officer, citizen_id="5838023466970", first_name="ทดสอบ2")
    make.case(by=officer)
    assert names(look_for(typed)) == ["ทดสอบ2"]


@pytest.mark.parametrize("typed", ["ญาติ", "ฎีกา ญาติมิตร", "นายฎีกา", "  ฎีกา   ญาติ "])
def test_finds_a_part_of_the_name(look_for, officer, typed):
    make.case(
        by=officer,
        title=Title.objects.get(name="นาย"),
        gender="M",
        first_name="ฎีกา",
        last_name="ญาติมิตร",
    )
    make.case(by=officer)
    assert names(look_for(typed)) == ["ฎีกา"]


def test_finds_a_case_by_its_number(look_for, officer):
    case = make.case(by=officer, first_name="หนึ่ง")
    make.case(by=officer, first_name="สอง")
    for typed in (str(case), case.number, str(case.sequence), f"case{case.number}"):
        assert names(look_for(typed)) == ["หนึ่ง"], typed


def test_finds_no_case_of_another_office(look_for, stranger):
    case = make.case(by=stranger, citizen_id="5838023466970")
    for typed in (str(case), "5838023466970", "น้ำทิพย์"):
        page = look_for(typed)
        assert names(page) == []
        assert "ไม่พบเคสที่ตรงกัน" in page.text


def test_says_what_is_wrong_with_an_id(look_for):
    assert "พิมพ์มา 12 หลัก ต้องครบ 13 หลัก" in look_for("583802346697").text


def test_keeps_what_was_searched_out_of_the_address(look_for):
    page = look_for("5838023466970")
    address = page.redirect_chain[-1][0]
    assert address.startswith(f"{URL}?s=")
    assert "5838" not in address
    assert "5838023466970" not in page.text


@pytest.mark.parametrize("typed", ["\x00", "%", "_", "\\", "' OR 1=1", "ก" * 500, "\u202e"])
def test_takes_any_text(look_for, officer, typed):
    make.case(by=officer)
    page = look_for(typed)
    assert page.status_code == 200


def test_says_that_a_search_is_forgotten(client, officer):
    client.force_login(officer)
    assert "คำค้นนี้หมดอายุแล้ว" in client.get(f"{URL}?s=nonsense").text


def test_filters(client, officer):
    make.case(by=officer, first_name="พิการ", is_disabled=True)
    make.case(Status.DISQUALIFIED, by=officer, first_name="ขาด")
    client.force_login(officer)

    assert names(client.get(f"{URL}?status=DISQUALIFIED")) == ["ขาด"]
    assert names(client.get(f"{URL}?kind=disabled")) == ["พิการ"]
    assert len(names(client.get(f"{URL}?round=1"))) == 2
    assert len(names(client.get(f"{URL}?status=nonsense&type=x&round=-1&kind=%00"))) == 2


def test_filters_by_kind_of_aid(client, officer):
    case = make.case(by=officer)
    client.force_login(officer)
    assert len(names(client.get(f"{URL}?type={case.assistance_type_id}"))) == 1


def test_sorts_names_in_the_thai_order(client, officer):
    for name in ("ไก่", "ขวัญ", "เกศ", "กานต์"):
        make.case(by=officer, first_name=name)
    client.force_login(officer)
    assert names(client.get(f"{URL}?sort=name")) == ["กานต์", "เกศ", "ไก่", "ขวัญ"]


def test_begins_with_the_newest_case(client, officer):
    for name in ("หนึ่ง", "สอง"):
        make.case(by=officer, first_name=name)
    client.force_login(officer)
    page = client.get(URL)
    assert names(page) == ["สอง", "หนึ่ง"]
    assert 'aria-sort="descending"' in page.text
    assert names(client.get(f"{URL}?sort=number")) == ["หนึ่ง", "สอง"]


def test_sorts_by_amount(client, officer):
    make.case(by=officer, first_name="น้อย", amount=Decimal("1000.00"))
    make.case(by=officer, first_name="มาก")
    client.force_login(officer)
    assert names(client.get(f"{URL}?sort=-amount")) == ["มาก", "น้อย"]
    assert names(client.get(f"{URL}?sort=amount")) == ["น้อย", "มาก"]


def test_says_what_to_do_while_it_is_empty(client, officer):
    client.force_login(officer)
    page = client.get(URL).text
    assert "ยังไม่มีเคสในปีงบประมาณนี้" in page
    assert reverse("cases:check", args=[2566]) in page


def test_costs_the_same_however_many(client, officer):
    client.force_login(officer)
    client.get(URL)  # the first page of a sign-in also saves the session
    costs, sizes = [], []
    for more in (1, 49):
        for n in range(more):
            make.case(by=officer, first_name=f"คนที่ {n}", birth_date=date(1980, 1, 1))
        with CaptureQueriesContext(connection) as queries:
            sizes.append(len(client.get(URL).content))
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= 9
    assert sizes[1] < 200_000


@pytest.mark.parametrize("duty", [Duty.CASEWORKER, Duty.HEAD, Duty.PAYER])
def test_opens_to_every_duty(client, reference, duty):
    client.force_login(make.officer(duty))
    assert client.get(URL).status_code == 200


def test_is_not_searched_by_get(client, officer):
    client.force_login(officer)
    assert client.get(reverse("cases:search", args=[2566])).status_code == 405

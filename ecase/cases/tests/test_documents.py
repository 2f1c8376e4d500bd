"""Documents of a case: they …"""

import io

import pytest
from django.urls import reverse
from PIL import Image

from ecase.audit.models import Event
from ecase.cases.models import Bundle
from ecase.core.tests.paper_text import pages
from ecase.offices.models import Duty
from tests import make


@pytest.fixture
def case(client, officer):
    client.force_login(officer)
    return make.case(by=officer, citizen_id="5838023466970", account_number="0701234182")


def url(name, case, *more):
    return reverse(f"cases:{name}", args=[2566, case.number, *more])


def looks(case):
    return list(Event.objects.about(case).values_list("verb", flat=True))[:-1]


@pytest.mark.parametrize("bundle", Bundle)
def test_come_as_a_download_without_rights(client, case, bundle):
    answer = client.get(url("document", case, bundle, 1))

    assert answer.content == make.scan().pdf
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Case2566-")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'; ")
    assert answer["Cache-Control"] == "private, no-store"
    assert looks(case) == ["case.document_downloaded"]


def test_come_as_pictures_of_their_pages(client, case):
    answer = client.get(url("page_picture", case, "supporting", 1, 1) + "?w=thumb")
    assert answer["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).width == 96


def test_are_put_on_record_once_a_while(client, case):
    for page in ("?w=thumb", "?w=page", "?w=large"):
        client.get(url("page_picture", case, "supporting", 1, 1) + page)
    assert looks(case) == ["case.document_opened"]
    client.get(url("page_picture", case, "financial", 1, 1))
    assert looks(case) == ["case.document_opened"] * 2


@pytest.mark.parametrize(
    "tail",
    ["supporting/2/1/", "supporting/1/0/", "supporting/1/2/", "other/1/1/", "supporting/99999999/"],
)
def test_are_not_there_where_there_is_none(client, case, tail):
    assert client.get(f"/2566/cases/{case.number}/documents/{tail}").status_code == 404


def test_are_not_another_case_s(client, case, officer):
    other = make.case(by=officer, year=make.year(2566))
    assert client.get(url("document", other, "supporting", 1)).status_code == 200
    assert client.get(url("document", other, "supporting", 3)).status_code == 404


def test_are_shown_in_the_page_one_page_at_a_time(client, case):
    page = client.get(case.get_absolute_url()).text
    assert url("page_picture", case, "supporting", 1, 1) in page
    page = client.get(f"{case.get_absolute_url()}?bundle=financial&page=99").text
    assert url("page_picture", case, "financial", 1, 1) in page


@pytest.mark.parametrize(
    "query", ["?page=-1", "?page=" + "9" * 5000, "?page=๑", "?version=x", "?bundle=%00"]
)
def test_are_shown_whatever_the_address_says(client, case, query):
    assert client.get(case.get_absolute_url() + query).status_code == 200


def test_include_k_corp1_filled_in(client, case):
    answer = client.get(url("kcorp1", case))

    text = " ".join(pages(answer.content))
    for word in (str(case), "5,000.00", "นางน้ำทิพย์ สิทธิ์ชัยศรี"):
        assert word in text
    assert answer["Content-Disposition"] == f'attachment; filename="K-corp1-{case}.pdf"'
    assert looks(case) == ["case.account_form_printed"]


@pytest.mark.parametrize("duty", [Duty.PAYER, Duty.HEAD])
def test_are_open_to_every_duty_of_the_office(client, case, duty):
    client.force_login(make.officer(duty))
    assert client.get(url("document", case, "financial", 1)).status_code == 200

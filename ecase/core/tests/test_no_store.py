import pytest
from django.test import Client

pytestmark = pytest.mark.urls("ecase.core.tests.urls")


def test_no_page_is_kept_by_a_cache():
    assert Client().get("/page/")["Cache-Control"] == "private, no-store"


def test_the_page_learns_that_its_file_has_come():
    assert Client().post("/file/").cookies["downloaded"].value == "1"


def test_nothing_is_said_of_what_was_only_opened():
    assert "downloaded" not in Client().get("/file/").cookies
    assert "downloaded" not in Client().post("/page/").cookies

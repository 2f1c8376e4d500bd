"""Another provider (OpenID Connect): who comes in by it, and who does not."""

import pytest
import requests
from django.conf import settings as django_settings

from ecase.offices.door.outside import NotAnOfficer, officer_of
from ecase.offices.models import Officer
from tests import make
from tests.desk import DeskClient

from .at_the_door import DOOR, SECOND, code_now, is_in, prove, with_app
from .provider import CLIENT, SECRET, Provider


@pytest.fixture(scope="module")
def _running():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(_running, settings):
    _running.claims, _running.fault, _running.tokens = {}, "", 0
    settings.OIDC_ISSUER = _running.issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    settings.OIDC_SCOPE, settings.OIDC_NAME = "openid", "ThaID"
    settings.OIDC_CLAIM, settings.OIDC_MATCHES = "preferred_username", "username"
    return _running


def there_and_back(client=None, onward=""):
    """Through the provider, as a browser goes."""
    client = client or DeskClient()
    there = client.get("/sign-in/outside/", {"next": onward})["Location"]
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    client.back = back.removeprefix("http://testserver")
    client.answer = client.get(client.back)
    return client


def test_the_provider_signs_in_an_officer_whom_we_know(person, provider):
    provider.claims = {"preferred_username": person.username}
    assert f"เข้าสู่ระบบด้วย {django_settings.OIDC_NAME}" in DeskClient().get(DOOR).text
    client = there_and_back(onward="/devices/")
    assert client.answer["Location"] == "/devices/" and is_in(client)


def test_the_provider_makes_nobody_an_officer(person, provider):
    count = Officer.objects.count()
    Officer.objects.filter(pk=person.pk).update(is_active=False)
    for name in ("nobody", "", None, person.username):
        provider.claims = {"preferred_username": name}
        client = there_and_back()
        assert "ไม่พบเจ้าหน้าที่ที่ตรงกัน" in client.get(DOOR).text and not is_in(client)
    assert Officer.objects.count() == count


FAULTS = [
    "nonce",
    "issuer",
    "audience",
    "expired",
    "signature",
    "symmetric",
    "unsigned",
    "no token",
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_with_a_fault_is_refused(person, provider, fault):
    provider.claims, provider.fault = {"preferred_username": person.username}, fault
    client = there_and_back()
    assert provider.tokens == 1
    assert "ไม่สำเร็จ" in client.get(DOOR).text and not is_in(client)


def test_the_way_back_belongs_to_the_browser_that_went(person, provider):
    provider.claims = {"preferred_username": person.username}
    there = DeskClient().get("/sign-in/outside/")["Location"]
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    other = DeskClient()
    other.get(back.removeprefix("http://testserver"))
    assert not is_in(other) and provider.tokens == 0


def test_the_way_back_is_good_once_and_needs_its_verifier(person, provider):
    provider.claims = {"preferred_username": person.username}
    client = there_and_back()
    client.post("/sign-out/")
    client.get(client.back)
    assert not is_in(client)


def test_an_e_mail_names_an_officer_only_where_it_is_verified_and_of_one(
    person, provider, settings
):
    settings.OIDC_CLAIM = settings.OIDC_MATCHES = "email"
    Officer.objects.filter(pk=person.pk).update(email="a@example.go.th")
    provider.claims = {"email": "a@example.go.th"}
    assert not is_in(there_and_back())
    provider.claims["email_verified"] = True
    assert is_in(there_and_back())
    Officer.objects.filter(pk=make.officer().pk).update(email="a@example.go.th")
    assert not is_in(there_and_back())


def test_who_has_an_app_is_asked_for_its_code_after_the_provider_too(person, provider):
    secret, _ = with_app(person)
    provider.claims = {"preferred_username": person.username}
    client = there_and_back()
    assert client.answer["Location"] == SECOND and not is_in(client)
    assert is_in(prove(client, code=code_now(secret)))
    assert "ยืนยันรหัสผ่านอีกครั้ง" in client.post("/second-factor/codes/").text  # none was given


def test_without_a_provider_in_the_settings_there_is_no_such_way(client, reference):
    assert "outside" not in client.get(DOOR).text
    for url in ("/sign-in/outside/", "/sign-in/outside/back/?code=1&state=1"):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("alike", ["kanisk.ı", "kaniſk.i"])
def test_a_name_that_only_looks_alike_to_the_database_is_another(person, alike):
    Officer.objects.filter(pk=person.pk).update(username="kanisk.i")
    assert officer_of({"preferred_username": "Kanisk.I"}) == person
    with pytest.raises(NotAnOfficer):
        officer_of({"preferred_username": alike})

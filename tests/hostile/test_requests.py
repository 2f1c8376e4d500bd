"""The requests of manifest.json that are no file, each sent to the pages that change something."""

import io
import time
import uuid
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import Case, Draft
from ecase.meetings.tests.typing import form, pdf
from tests import make
from tests.access.declared import PAGES
from tests.access.walking import state
from tests.access.world import build
from tests.hostile.manifest import REQUESTS
from tests.hostile.sending import BOUNDARY, LONGEST, disposition, multipart

EVIL = "evil.invalid"
HANDLED = {}


def handles(entry):
    def keep(function):
        HANDLED[entry] = function
        return function

    return keep


@pytest.mark.parametrize("entry", REQUESTS, ids=str)
def test_what_comes_of(entry, request, desk, record_property):
    given = SimpleNamespace(desk=desk, asked=request.getfixturevalue)
    record_property("came of it", HANDLED[str(entry)](given) or entry.expected_behaviour)


def test_each_request_is_sent():
    assert set(HANDLED) == {str(entry) for entry in REQUESTS}


def unchanged(draft: Draft) -> bool:
    draft.refresh_from_db()
    return not draft.typed and not draft.files.exists() and draft.became is None


def strict(desk) -> tuple[Client, str]:
    """A browser whose tokens are looked at, and the token of its page."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = desk.client.cookies
    page = client.get(desk.address)
    return client, page.context["csrf_token"]


@handles("req-2000-fields")
def too_many_fields(given):
    body = multipart({f"field{n}": "x" for n in range(2000)}, [])
    assert given.desk.post(given.desk.address, body).status_code in (400, 413)
    assert unchanged(given.desk.draft)


@handles("req-bad-boundary")
def bad_boundary(given):
    client, token = strict(given.desk)
    paper = SimpleNamespace(
        disposition=disposition("supporting", "ก.pdf"), kind="application/pdf", content=pdf().read()
    )
    body = multipart({**form(), "csrfmiddlewaretoken": token}, [paper])
    address = given.desk.address
    multi = "multipart/form-data"
    before = time.monotonic()
    for kind in (
        multi,
        f"{multi}; boundary=",
        f"{multi}; boundary=other",
        f"{multi}; boundary=\xff",
    ):
        answer = client.generic("POST", address, body, content_type=kind)
        assert answer.status_code in (400, 403), kind
    kind = f"{multi}; boundary={BOUNDARY}"
    for cut, said in ((body[:-400], len(body)), (body[:40], len(body)), (body, len(body) + 999)):
        answer = client.generic(
            *("POST", address, b"", kind), **{"wsgi.input": io.BytesIO(cut), "CONTENT_LENGTH": said}
        )
        assert answer.status_code in (200, 400, 403)
        assert not Case.objects.exists()
    for odd in ("-1", "x", "9" * 30):
        wsgi = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": odd}
        answer = client.generic("POST", address, b"", kind, **wsgi)
        assert answer.status_code in (200, 400, 403)
    assert time.monotonic() - before < LONGEST
    assert not Case.objects.exists()


@handles("req-csrf-missing")
def without_a_token(given):
    client, token = strict(given.desk)
    address, typed = given.desk.address, form(supporting=pdf(), financial=pdf())
    other, others = Client(enforce_csrf_checks=True), given.desk.as_stranger()
    other.cookies = others.cookies
    elses = other.get("/2566/cases/check/").context["csrf_token"]
    for more, headers in (
        ({}, {}),
        ({"csrfmiddlewaretoken": elses}, {}),
        ({"csrfmiddlewaretoken": "x" * 64}, {}),
        ({"csrfmiddlewaretoken": token}, {"Origin": f"https://{EVIL}"}),
        ({"csrfmiddlewaretoken": token}, {"Origin": "null"}),
    ):
        answer = client.post(address, {**typed, **more}, headers=headers)
        assert answer.status_code == 403
        assert unchanged(given.desk.draft)


@handles("req-get-mutation")
def reading_changes_nothing(given):
    home = build("1024", "Cs", 7_120_000_001)
    given.desk.client.force_login(home.boss)
    before = state()
    answers = {}
    for name, page in PAGES.items():
        records = [part for part in page.record if isinstance(part, str) and part.islower()]
        if not all(part in home.at for part in records if part not in ("report",)):
            continue  # the centre's
        url = page.address(name, home, None, home.boss)
        for method in ("GET", "HEAD", "OPTIONS", "TRACE", "DELETE", "PUT"):
            answer = given.desk.client.generic(method, url)
            answers.setdefault(method, set()).add(answer.status_code)
            assert answer.status_code < 500, (method, name)
    assert state() == before
    assert 405 in answers["GET"] & answers["OPTIONS"]


@handles("req-method-override")
def the_method_stays_what_it_is(given):
    case = make.case(by=given.desk.officer)
    before = state()
    for method in ("DELETE", "PUT", "POST"):
        headers = {"X-HTTP-Method-Override": method, "X-Method-Override": method}
        page = case.get_absolute_url()
        assert given.desk.client.get(f"{page}?_method={method}", headers=headers).status_code == 200
        closed = reverse("cases:reveal", args=[2566, case.number])
        assert given.desk.client.get(closed, headers=headers).status_code == 405
    assert state() == before


@handles("req-idor-uuid")
def anothers_keys(given):
    desk, stranger = given.desk, given.asked("stranger")
    theirs = make.draft(by=stranger)
    case = make.case(by=stranger)
    edit = cases.begin_edit(case, by=stranger)
    kept = theirs.files.first()
    path = reverse("meetings:record", args=[2566, theirs.pk])
    for address_ in (
        path,
        reverse("cases:history", args=[2566, theirs.pk]),
        case.get_absolute_url(),
    ):
        assert desk.client.get(address_).status_code == 404
        assert desk.client.post(address_, form()).status_code in (404, 405)
    number = desk.client.get(reverse("cases:draft_page", args=[2566, theirs.pk, 1]))
    assert number.status_code == 404
    # In the query, in hidden fields and on the buttons of one's own form.
    own = make.case(by=desk.officer)
    page = kept.arranged.first().pk
    for address_, hidden in (
        (f"{desk.address}?draft={theirs.pk}", {"draft": str(theirs.pk)}),
        (desk.address, {"drop": str(kept.pk)}),
        (desk.address, {"page": f"turn-{page}"}),
        (
            desk.address,
            {"page": f"out-{page}", "office": stranger.office_id, "officer": stranger.pk},
        ),
        (reverse("meetings:edit", args=[2566, own.number]), {"draft": str(edit.pk)}),
        (reverse("meetings:edit", args=[2566, own.number]), {"draft": str(uuid.uuid4())}),
    ):
        answer = desk.client.post(address_, {**form(amount=""), **hidden})
        assert answer.status_code in (200, 404)
        assert "น้ำทิพย์" not in answer.text or "amount" in answer.text
    kept.refresh_from_db()
    assert kept.arranged.get(pk=page).turn == 0
    assert theirs.files.count() == 2 and case.documents.count() == 2
    theirs_now = Draft.objects.get(pk=theirs.pk)
    assert (theirs_now.typed, theirs_now.officer) == ({}, stranger)


@handles("req-host-header")
def another_host(given):
    client, address = given.desk.client, given.desk.address
    for host in (EVIL, f"testserver@{EVIL}", "testserver:80@evil", "a b"):
        assert client.get(address, HTTP_HOST=host).status_code == 400
    headers = {"X-Forwarded-Host": EVIL, "X-Forwarded-Server": EVIL, "Forwarded": f"host={EVIL}"}
    page = client.get(address, headers=headers)
    assert page.status_code == 200 and EVIL not in page.text
    moved = Client().get(address, headers=headers)
    assert moved.url.startswith("/sign-in/")


@handles("req-xff-spoof")
def another_address(given):
    headers = {"X-Forwarded-For": "127.0.0.9", "Forwarded": "for=127.0.0.9"}
    typed = {"username": "nobody", "password": "wrong"}
    assert Client().post("/sign-in/", typed, headers=headers).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event e WHERE e::text LIKE '%%127.0.0.9%%'")
        assert cursor.fetchone() == (0,)
    assert Event.objects.filter(verb__startswith="officer.").exists()


@handles("req-nul-in-url")
def nul_everywhere(given):
    client = given.desk.client
    before = state()[0]
    places = [
        page.format("%00") for page in ("/{}/", "/2566/{}", "/2566/cases/{}/", "/sign-in/?next={}")
    ]
    places += [
        f"/2566/cases/?{name}=%00" for name in ("s", "status", "office", "after", "sort", "page")
    ]
    places += ["/2566/meetings/1008-1%00/?q=%00", "/2566/results/?%00=%00"]
    for place in places:
        assert client.get(place).status_code in (200, 302, 400, 404), place
        assert client.post(place).status_code in (200, 302, 400, 404, 405), place
    search = reverse("cases:search", args=[2566])
    assert client.post(search, {"q": "\x00ก"}, follow=True).status_code == 200
    client.cookies["sessionid"] = "a\x00b"
    assert client.get(given.desk.address).status_code in (302, 400)
    assert state()[0] == before

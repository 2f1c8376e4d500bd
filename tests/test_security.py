"""What SECURITY.md promises of every answer, of the settings and of the code, and docs/asvs.md of the tests."""

import json
import logging
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from config import settings as configured
from ecase.core.logs import WithoutPeople
from ecase.offices import forms
from ecase.offices.models import Officer
from tests.access.walking import as_a_browser_must_be_told

from .test_architecture import CODE, ROOT

PROGRAM = [*CODE, *ROOT.glob("config/*.py"), *ROOT.glob("launch/*.py")]


class TestEveryAnswer:
    def test_static_files_say_it_too(self, db, settings):
        Path(settings.STATIC_ROOT, "look.css").write_text("p {}")
        answer = Client().get("/static/look.css")
        assert answer.status_code == 200
        assert as_a_browser_must_be_told(answer) == []
        assert "Access-Control-Allow-Origin" not in answer
        assert b"".join(answer) == b"p {}"
        answer.close()

    @pytest.mark.urls("ecase.core.tests.urls")
    @pytest.mark.parametrize(
        "address", ["/page/", "/file/", *(f"/wrong/{how}/" for how in ("rule", "denied", "bad"))]
    )
    def test_errors_and_files_say_it_too(self, address):
        answer = Client(raise_request_exception=False).get(address)
        assert as_a_browser_must_be_told(answer) == []

    @pytest.mark.urls("ecase.core.tests.urls")
    @pytest.mark.parametrize("how", ["much", "broken", "away"])
    def test_an_error_that_nobody_expected_says_it_too(self, how):
        answer = Client(raise_request_exception=False).get(f"/wrong/{how}/")
        assert as_a_browser_must_be_told(answer) == []

    def test_a_request_for_another_host_is_told_it_too(self, db):
        answer = Client(headers={"host": "evil.example"}).get("/sign-in/")
        assert answer.status_code == 400
        assert as_a_browser_must_be_told(answer) == []

    def test_nothing_of_the_project_is_served(self, db):
        for path in (".git/config", "manage.py", "static/", "static/../config/settings.py", ".env"):
            assert Client().get(f"/{path}").status_code == 404, path

    def test_what_is_said_of_a_case_is_not_in_a_cookie(self, client, officer):
        client.force_login(officer)
        facts = {"title": "นาง", "first_name": "ก", "last_name": "ข", "position": "ค"}
        answer = client.post(reverse("offices:profile"), facts)
        assert answer.status_code == 302
        assert not {name for name in answer.cookies if "messages" in name}
        assert "บันทึกข้อมูลส่วนตัวแล้ว" in client.get(answer.url).text


# Asks the program with the settings of production; needs no database for any of it.
IN_PRODUCTION = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from ecase.core.messages import _OwnHostCookie
from ecase.offices.door.browsers import COOKIE as DEVICE
from ecase.offices.unsent import DESK
call_command("check", deploy=True, fail_level="WARNING")
plain, door = Client().get("/sign-in/"), Client().get("/sign-in/", secure=True)
lost = Client().get("/nowhere/", secure=True)
print(json.dumps({
    "redirect": plain.url,
    "hsts": [answer.get("Strict-Transport-Security") for answer in (plain, door, lost)],
    "csp": door["Content-Security-Policy"],
    "csrf": door.cookies[settings.CSRF_COOKIE_NAME].OutputString(),
    "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, DESK, DEVICE,
              _OwnHostCookie.cookie_name, settings.COOKIE_PREFIX + "downloaded"],
    "session": [settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_DOMAIN],
    "debug": settings.DEBUG,
}))
"""


@pytest.fixture(scope="module")
def in_production(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    Path(home, "static").mkdir()
    Path(home, "static", "staticfiles.json").write_text(
        json.dumps({"version": "1.1", "paths": _own_files(), "hash": ""})
    )
    environment = {
        "HTTPS": "1",
        "ALLOWED_HOSTS": "testserver",
        "ECASE_KEYS": f"test:{secrets.token_urlsafe(32)}",
        "ECASE_DIGEST_KEYS": f"test:{secrets.token_urlsafe(32)}",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-of-a-test-and-of-nothing-else",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ECASE_HOME": str(home),
        "PATH": "/usr/bin:/bin",
    }
    ran = subprocess.run(
        [sys.executable, "-c", IN_PRODUCTION],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return {**json.loads(ran.stdout.splitlines()[-1]), "stderr": ran.stderr}


def _own_files():
    static = ROOT / "ecase/core/static"
    files = [path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file()]
    return {name: name for name in files}


class TestProduction:
    def test_the_settings_are_fit_for_production(self, in_production):
        """``check --deploy`` finds nothing; it is made to fail where it warns."""
        assert in_production["debug"] is False

    def test_over_https_every_answer_asks_for_https_ever_after(self, in_production):
        assert in_production["redirect"] == "https://testserver/sign-in/"
        for said in in_production["hsts"]:
            seconds, _, rest = said.removeprefix("max-age=").partition(";")
            assert int(seconds) >= 31_536_000 and "includeSubDomains" in rest
        assert "upgrade-insecure-requests" in in_production["csp"]

    def test_over_https_each_cookie_is_of_our_own_host_alone(self, in_production):
        assert all(name.startswith("__Host-") for name in in_production["names"])
        assert in_production["session"] == [True, True, "Lax", None]
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert part in in_production["csrf"]
        assert "Domain" not in in_production["csrf"]


class TestTheCode:
    def test_no_program_is_started_through_a_shell(self):
        shell = re.compile(r"shell=True|os\.(system|popen)\(|getoutput\(")
        assert [path for path in PROGRAM if shell.search(path.read_text())] == []

    def test_no_weak_hash_is_used(self):
        weak = re.compile(r"\b(md5|sha1)\b", re.IGNORECASE)
        # HMAC-SHA-1 is what apps count their codes by (RFC 6238), and SHA-1 what the service of
        # breached passwords is asked with.
        known = {"codes.py", "passwords.py"}
        found = [path for path in PROGRAM if weak.search(path.read_text())]
        assert {path.name for path in found} <= known
        assert {path.parent.name for path in found} <= {"door"}

    def test_the_session_is_json_and_nothing_is_unpickled(self, db):
        assert settings.SESSION_SERIALIZER.endswith("JSONSerializer")
        assert len(SessionStore()._get_new_session_key()) >= 26  # letters and digits: 5 bits each
        foreign = re.compile(r"\b(pickle|marshal|shelve|jsonpickle|dill)\b|yaml\.load")
        assert [path for path in PROGRAM if foreign.search(path.read_text())] == []

    def test_passwords_are_kept_by_argon2(self):
        first = configured.PASSWORD_HASHERS[0]
        assert first == "django.contrib.auth.hashers.Argon2PasswordHasher"

    def test_password_boxes_hide_and_take_what_a_keeper_fills_in(self):
        officer = Officer()
        for form in (
            forms.SignInForm(),
            forms.PasswordForm(officer=officer),
            forms.PasswordAgainForm(officer=officer),
        ):
            boxes = [f for name, f in form.fields.items() if name != "username"]
            for field in boxes:
                assert field.widget.input_type == "password"
                assert field.widget.attrs["autocomplete"].endswith("-password")

    def test_each_setting_of_the_readme_is_one(self):
        readme = (ROOT / "README.md").read_text()
        asked = "\n".join(path.read_text() for path in PROGRAM)
        for name in re.findall(r"^\| `([A-Z0-9_]+)` \|", readme, re.MULTILINE):
            assert f'"{name}"' in asked, name


# The requirements of levels 1 and 2, by section: how they are numbered in ASVS 5.0.0.
ASVS = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2",
    "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3",
    "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4",
    "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1",
    "9.1": "1-3", "9.2": "1-4",
    "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2",
    "10.7": "1-3",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4",
    "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3",
    "15.1": "1-3", "15.2": "1-3", "15.3": "1-7",
    "16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3",
    "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip


class TestTheAsvs:
    PAGE = (ROOT / "docs/asvs.md").read_text()
    ROWS = re.findall(
        r"^\| ([0-9.]+) \| ([12]) \| ([^|]+) \| (met|open|n/a) \| ([^|]*) \|$", PAGE, re.MULTILINE
    )

    def test_each_requirement_of_levels_1_and_2_has_its_row(self):
        wanted = []
        for section, numbers in ASVS.items():
            first, _, last = numbers.partition("-")
            wanted += [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]
        assert [number for number, *_ in self.ROWS] == wanted
        assert len(wanted) == 253

    def test_what_is_met_names_a_test_that_exists(self):
        files = [*ROOT.glob("ecase/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]
        files += ROOT.glob("launch/**/test_*.py")
        tests = set(re.findall(r"def (test_\w+)", "\n".join(path.read_text() for path in files)))
        for number, _, _, state, why in self.ROWS:
            named = re.findall(r"`(test_\w+)`", why)
            assert set(named) <= tests, number
            assert named or state != "met", number
            assert why.strip(), number

    def test_the_counts_are_those_of_the_rows(self):
        for state in ("met", "open", "n/a"):
            count = sum(row[3] == state for row in self.ROWS)
            assert f"{count} {state}" in self.PAGE


def test_what_is_promised_is_written_down():
    page = (ROOT / "SECURITY.md").read_text()
    for part in ("How to report", "What is promised", "What is not promised", "Parts of others"):
        assert f"## {part}" in page
    for word in ("citizen IDs", "within 7 days", "What costs much"):
        assert word in page


def test_what_is_logged_is_written_down_with_where_and_how_long():
    table = (ROOT / "SECURITY.md").read_text().partition("## What is written down")[2]
    for log in ("Register of events", "Heads of the register", "Program's log", "Requests"):
        assert f"| {log} |" in table.partition("\n## ")[0]


def test_a_line_of_the_log_says_its_instant_and_zone():
    line = logging.makeLogRecord({"msg": "x", "created": 0.0})
    form = settings.LOGGING["formatters"]["line"]
    told = WithoutPeople(form["format"], style=form["style"]).format(line)
    assert told.startswith("1970-01-01T00:00:00.000+00:00 ")

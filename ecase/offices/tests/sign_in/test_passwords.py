"""Passwords (รหัสผ่าน): what is refused, and how they are kept."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ecase.offices.actions import change_password

from .at_the_door import come, is_in


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("ม้าขาววิ่งไว", "12"),  # eleven with its marks
        ("x" * 201, "ยาวเกินไป"),
        ("unbelievable", "คน"),  # one of Django's common ones
        ("ป้อมปราบศัตรูพ่าย2566", "ป้อมปราบศัตรูพ่าย"),
        ("PomPrapSattruPhai!", "เดา"),
        ("ecase-bangkok-2569", "ecase"),
        ("สวัสดิการเขต1234", "สวัสดิการ"),
        ("qwertyuiop123", "เดาได้ในไม่กี่ครั้ง"),
        ("abababababab", "เดาได้ในไม่กี่ครั้ง"),
        ("P@ssw0rd2566", "เดา"),
    ],
)
def test_a_password_that_others_guess_is_refused_in_thai(person, password, why):
    with pytest.raises(ValidationError) as refused:
        validate_password(password[: -1 if why == "12" else None], person)
    if why not in ("12", "คน"):  # Django's own sentences become ours in the form
        assert why in " ".join(refused.value.messages)


def test_a_password_that_is_the_officers_own_name_is_refused(person):
    for own in (person.username * 3, f"{person.first_name}{person.last_name}1"):
        with pytest.raises(ValidationError):
            validate_password(own, person)


@pytest.mark.parametrize(
    "good", ["ม้าขาววิ่งข้ามสะพาน", "green parrots eat mango", "กขฃคฅ งานบ้านเมือง" * 12]
)
def test_a_long_sentence_needs_no_capitals_or_signs(person, good):
    validate_password(good[:200], person)


def test_a_password_is_the_same_however_a_keyboard_composes_it(person):
    change_password(person, new="น้ำใจงามยามเช้าตรู่", by=person)
    person.refresh_from_db()
    assert is_in(come(person, password="น้ํ" + "าใจงามยามเช้าตรู่"))


def test_passwords_are_kept_by_argon2():
    from config import settings

    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_a_service_of_breached_passwords_hears_five_characters_alone(person, settings):
    asked = []

    class Service(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()  # the rest of the SHA-1 of the first password below
            self.wfile.write(b"F" * 35 + b":0\r\n4C95E61BE4A5DB0D2F4D92C1AE87A93C1C3:7\r\n")
            self.wfile.write(digest[5:].encode() + b":12\r\n")

        def log_message(self, *_):
            pass

    import hashlib

    digest = hashlib.sha1(b"green parrots eat mango").hexdigest().upper()
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BREACHED_PASSWORDS_URL = f"http://127.0.0.1:{server.server_port}/range/"
    with pytest.raises(ValidationError, match="รั่วไหล"):
        validate_password("green parrots eat mango", person)
    assert asked == [f"/range/{digest[:5]}"]
    server.shutdown()
    server.server_close()
    validate_password("green parrots eat mango", person)  # it does not answer: nobody is stopped

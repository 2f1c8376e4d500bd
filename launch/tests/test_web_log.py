"""What the web server says of itself and writes down."""

from types import SimpleNamespace

from gunicorn import glogging
from gunicorn.config import Config
from gunicorn.http import wsgi

from launch import gunicorn_settings
from launch.web import GUNICORN

ENVIRON = {
    "REQUEST_METHOD": "GET",
    "RAW_URI": "/2566/cases/5838023466970/?q=secret",
    "PATH_INFO": "/2566/cases/5838023466970/",
    "QUERY_STRING": "q=secret",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_REFERER": "http://127.0.0.1/secret",
    "HTTP_USER_AGENT": "secret",
}


def test_the_web_servers_log_tells_nothing_that_was_typed():
    log = gunicorn_settings.logger_class(Config())
    answer = SimpleNamespace(status="200 OK", sent=5, headers=[])
    asked = SimpleNamespace(headers=[("COOKIE", "secret")])
    took = SimpleNamespace(seconds=0, microseconds=5)
    atoms = glogging.SafeAtoms(log.atoms(answer, asked, ENVIRON, took))
    line = gunicorn_settings.access_log_format % atoms
    assert "GET /2566/cases/[number]/ 200" in line
    assert "secret" not in line and "5838023466970" not in line
    assert "--access-logfile" not in GUNICORN


def test_it_does_not_say_its_name():
    sent = wsgi.Response(SimpleNamespace(version=(1, 1), method="GET"), None, Config())
    sent.status, sent.must_close = "200 OK", True
    said = sent.default_headers()
    assert said[0].startswith("HTTP/1.1 200")
    assert not any(line.startswith("Server") for line in said)

"""How the web server speaks and what it writes down, whoever starts it; web.py says how many of it.

A log of requests is off. Where one is wanted (``GUNICORN_CMD_ARGS="--access-logfile -"``), it says what
was asked for, but nothing behind the question mark, no page that one came from and no browser:
somebody may have typed a number of a person there.
"""

from typing import Any

from gunicorn import glogging
from gunicorn.http import wsgi

from ecase.core.logs import without_people

access_log_format = "%(t)s %(m)s %(U)s %(s)s %(b)s %(L)s"


class _WithoutPeople(glogging.Logger):  # type: ignore[misc]
    def atoms(self, *told: Any) -> dict[str, Any]:
        return {
            name: without_people(atom) if isinstance(atom, str) else atom
            for name, atom in super().atoms(*told).items()
        }


logger_class = _WithoutPeople


class _Nameless(wsgi.Response):  # type: ignore[misc]
    """An answer that does not say which program gives it."""

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]


wsgi.Response = _Nameless

"""`python -m tests.crashes [--all] [NAME]`: kill the server and PostgreSQL, and say what came of it.

With --all after each statement, not only after those that write. NAME
picks one request: record, close, make file, import result, accept bank change.
"""

import os
import secrets
import sys
from pathlib import Path

from launch import postgres
from launch.throwaway import folder


def main(words: list[str]) -> int:
    every = "--all" in words
    only = " ".join(word for word in words if word != "--all")
    with folder() as place:
        url = postgres.Cluster(place / "postgres").url
        (place / "home" / "static").mkdir()  # whitenoise looks for it
        os.environ.update(
            DATABASE_URL=url,
            ECASE_HOME=str(place / "home"),
            SECRET_KEY=secrets.token_urlsafe(),
            ECASE_KEYS=f"test:{secrets.token_urlsafe(32)}",
            ECASE_DIGEST_KEYS=f"test:{secrets.token_urlsafe(32)}",
            SECOND_FACTOR_DUTIES="",
            DJANGO_SETTINGS_MODULE="config.settings",
            # Thousands of kills take longer than an officer may be away.
            IDLE_MINUTES="600",
            IDLE_MINUTES_OF="HEAD=600,PAYER=600",
            PASSWORD_AGAIN_MINUTES="600",
        )
        return _run(place / "postgres", every=every, only=only)


def _run(place: Path, *, every: bool, only: str) -> int:
    import django
    from django.conf import settings

    from ecase.core.whose import the_owner_by_default

    the_owner_by_default()
    django.setup()
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["testserver"]

    from tests.crashes.run import run

    tallies = []
    for tally in run(place, every=every, only=only):
        tallies.append(tally)
        kills = ", ".join(f"{victim} killed {n} times" for victim, n in tally.tried.items())
        print(
            f"{tally.name}: {tally.statements} statements, {kills}, {tally.seconds:.0f} s",
            flush=True,
        )
        print("".join(f"  {failure}\n" for failure in tally.failures), end="")
    wrong = sum(len(tally.failures) for tally in tallies)
    print(f"{sum(sum(t.tried.values()) for t in tallies)} kills, {wrong} failures")
    return 1 if wrong or not tallies else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

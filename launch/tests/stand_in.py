"""Starts the launcher with a web server of ten lines in the product's place: quick to come up.

Preparing writes a row and the pages tell how many there are, so that a test sees what was kept.
"""

import os
import signal
import socket
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dj_database_url
import psycopg

from launch import CannotStart
from launch.running import run


def connect() -> psycopg.Connection:
    known = dj_database_url.parse(os.environ["DATABASE_URL"])
    return psycopg.connect(
        host=known["HOST"], port=known["PORT"], user=known["USER"], dbname=known["NAME"]
    )


def prepare() -> None:
    with connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS start (name text)")
        connection.execute("INSERT INTO start VALUES ('สมชาย')")
        connection.execute("GRANT SELECT ON start TO ecase_app")  # who serves owns nothing


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        with connect() as connection:
            found = connection.execute("SELECT count(*) FROM start WHERE name = 'สมชาย'").fetchone()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(found[0]).encode())

    def log_message(self, *words: object) -> None:
        pass


def serve(pid_file: str, bind: str) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Path(pid_file).write_text(str(os.getpid()))
    server = HTTPServer(("127.0.0.1", 0), Page, bind_and_activate=False)
    server.socket = socket.socket(fileno=int(bind.removeprefix("fd://")))
    server.serve_forever()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            prepare()
        case ["serve", "--pid", pid_file, "--bind", bind]:
            serve(pid_file, bind)
        case _:
            me = [sys.executable, "-m", "launch.tests.stand_in"]
            try:
                sys.exit(run([*me, "prepare"], [*me, "serve"]))
            except CannotStart as reason:
                sys.exit(str(reason))

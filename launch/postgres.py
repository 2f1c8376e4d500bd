"""A PostgreSQL of our own: made, started and stopped in one folder, and open to one user.

It has no TCP port. Its socket lies in a folder that only the system account of the server can open
(root passes anyway), and behind that it asks the system who is calling (peer), so that on a shared
machine not even another process of that account comes in as the application.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from ecase.core.roles import APP, CREATE_ROLES, ROLES
from launch import CannotStart, account, processes, programs
from launch.signals import pause

DATABASE = ROLE = "ecase"
SUPERUSER = "postgres"
PORT = 5432  # names the socket; nothing listens on the network
LONGEST_SOCKET = 103  # bytes; Linux allows 107, a Mac 103
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
PATIENCE = 120.0  # seconds; recovery after a crash can take a while

THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
# Its messages may quote what people typed: the log keeps what went wrong, not with which values.
LOGGING = [
    "logging_collector=off",
    "log_checkpoints=off",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
]


class Cluster:
    """One PostgreSQL in one folder. The folder is ours; data/ and socket/ are the server's."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "log"
        self.durable = durable
        self.account = account.for_data(self.data)
        found = programs.find()
        self.version = programs.major_version(found)
        self._check_version()
        self.programs = programs.reachable(found, self.account, folder)
        self.socket = self._socket_folder()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """As DATABASE_URL, of who owns the tables."""
        return self._url(ROLE)

    @property
    def app_url(self) -> str:
        """As DATABASE_URL, of who owns nothing: the web server signs in as it."""
        return self._url(APP)

    def _url(self, role: str) -> str:
        return f"postgres://{role}@{quote(str(self.socket), safe='')}:{PORT}/{DATABASE}"

    def start(self) -> None:
        """Starts it, over whatever an earlier start has left behind, with its database in it."""
        self.account.own(self.socket)
        self.stop_leftover()
        if not self.data.exists():
            self._initialise()
        self._write_access()
        deadline = time.monotonic() + PATIENCE
        self._launch()
        while not self._answers():
            if self.process is not None and self.process.poll() is not None:
                last = self.log.read_text(errors="replace")[-2000:]
                # Sessions of a server that was killed may take a moment to notice.
                if "shared memory block" not in last or time.monotonic() > deadline:
                    raise CannotStart(f"PostgreSQL does not start; its last words:\n{last}")
                pause(0.5)
                self._launch()
            elif time.monotonic() > deadline:
                raise CannotStart(
                    f"PostgreSQL does not answer after {PATIENCE:.0f} seconds: see {self.log}."
                )
            pause()
        self._create_database()

    def stop(self) -> None:
        """Ends what we started: sessions are cut, everything committed is on the disk."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
        if not self.socket.is_relative_to(self.folder):
            shutil.rmtree(self.socket, ignore_errors=True)

    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop_leftover(self) -> None:
        """Ends the server that a killed launcher left behind, and clears away what is stale."""
        pid_file = self.data / "postmaster.pid"
        pid = processes.number_in(pid_file)
        if pid is not None and self._is_ours(pid):
            ended = processes.stop(
                lambda: self._is_ours(pid), pid, (signal.SIGINT, 60.0), (signal.SIGQUIT, 20.0)
            )
            if not ended:
                raise CannotStart(
                    f"PostgreSQL (process {pid}) holds {self.data} and does not stop: end that "
                    "process, then start again."
                )
        # PostgreSQL itself would trust the number, and refuse to start while any process has it.
        pid_file.unlink(missing_ok=True)
        for stale in self.socket.glob(".s.PGSQL.*"):
            stale.unlink()

    def _is_ours(self, pid: int) -> bool:
        """Whether this process is the server of our data: numbers are dealt again."""
        words = processes.command(pid).split(" ", 1)
        if Path(words[0]).name not in ("postgres", "postmaster"):
            return False
        try:
            return (processes.PROC / str(pid) / "cwd").samefile(self.data)
        except OSError:
            return str(self.data) in words[-1]

    def _check_version(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            has = (self.data / "PG_VERSION").read_text().strip()
            if has != str(self.version):
                raise CannotStart(
                    f"The database in {self.data} is of PostgreSQL {has}, and the programs found "
                    f"are of {self.version}: set ECASE_PG_BIN to the bin folder of a PostgreSQL "
                    f"{has}, or choose another folder with ECASE_HOME."
                )

    def _socket_folder(self) -> Path:
        near = self.folder / "socket"
        if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return near
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"ecase-{self.account.uid}-{digest}"
        # Others may write there too: what stands under our name must be ours.
        if short.is_symlink() or (short.exists() and short.stat().st_uid != self.account.uid):
            raise CannotStart(
                f"The path {self.folder} is too long for PostgreSQL's socket, and {short} belongs "
                "to somebody else: choose a folder with a shorter path with ECASE_HOME."
            )
        return short

    def _initialise(self) -> None:
        new = self.folder / "data.new"  # renamed when whole: a half-made one is never started
        shutil.rmtree(new, ignore_errors=True)
        self.account.own(new)
        # Without a UTF-8 ctype, trigram search finds nothing at all in Thai.
        locale = ["--locale=C.UTF-8"]
        if self.version >= 17:
            builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            locale = [*builtin, "--locale=C", "--lc-ctype=C.UTF-8"]
        made = subprocess.run(
            [
                self.programs / "initdb",
                *(f"--pgdata={new}", f"--username={SUPERUSER}", "--encoding=UTF8"),
                *("--auth-local=peer", "--auth-host=reject", "--no-instructions"),
                *([] if self.durable else ["--no-sync"]),
                *locale,
            ],
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            check=False,
            **self.account.for_popen,
        )
        if made.returncode != 0:
            raise CannotStart(f"PostgreSQL's folder cannot be made:\n{made.stdout}{made.stderr}")
        new.rename(self.data)

    def _write_access(self) -> None:
        """Who may come in: the user who runs E-Case, and through the socket alone."""
        user = account.us().name
        access = {
            "access.conf": f"local all {SUPERUSER},{ROLE},{APP} peer map=ecase\n",
            "users.conf": "".join(f'ecase "{user}" {role}\n' for role in (SUPERUSER, ROLE, APP)),
        }
        for name, text in access.items():
            (self.folder / name).write_text(text)
            (self.folder / name).chmod(0o644)

    def _launch(self) -> None:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.socket}",
            "unix_socket_permissions=0700",
            f"hba_file={self.folder / 'access.conf'}",
            f"ident_file={self.folder / 'users.conf'}",
            *LOGGING,
            *([] if self.durable else THROWAWAY),
        ]
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.replace(self.log.with_name("log.old"))
        with open(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)) as log:
            self.process = subprocess.Popen(
                [
                    *(self.programs / "postgres", "-D", self.data, "-p", str(PORT)),
                    *(word for setting in settings for word in ("-c", setting)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,  # the terminal's Ctrl-C is ours to pass on, web first
                **self.account.for_popen,
            )

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket),
            port=PORT,
            user=SUPERUSER,
            dbname="postgres",
            connect_timeout=10,
            autocommit=True,
        )

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_database(self) -> None:
        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        with self._connect() as connection:
            # No superuser: triggers and constraints hold for the owner too. CREATEDB for tests.
            if not _exists(connection, "pg_roles", "rolname", ROLE):
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            connection.execute(CREATE_ROLES)
            for name in ROLES:
                connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(name), role))
            if not _exists(connection, "pg_database", "datname", DATABASE):
                statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role)
                connection.execute(statement)


def _exists(connection: psycopg.Connection, table: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    return connection.execute(query, [name]).fetchone() is not None


def place(home: Path) -> Path:
    """Where this home keeps its PostgreSQL: home/postgres, which may point elsewhere."""
    near = home / "postgres"
    if near.is_symlink() and not near.exists():
        raise CannotStart(
            f"{near} points to {near.readlink()}, which is gone: bring that folder back, or remove "
            f"{near} to begin with an empty database."
        )
    where = near.resolve()
    runs_as = account.for_data(where / "data")
    if where.exists():
        if not runs_as.reaches(where):
            raise CannotStart(
                f"PostgreSQL refuses to run as root, and the user {runs_as.name} in its place "
                f"cannot enter {where}: let others pass through the folders above it "
                "(chmod o+x), or choose another folder with ECASE_HOME."
            )
        return where
    if runs_as.reaches(home):
        near.mkdir()
        near.chmod(0o711)
        return near
    # Not in a temporary folder: those are swept.
    try:
        shelf = Path("/var/lib/ecase")
        shelf.mkdir(mode=0o711, exist_ok=True)
        far = Path(tempfile.mkdtemp(prefix="postgres-", dir=shelf))
        far.chmod(0o711)
    except OSError as error:
        raise CannotStart(
            f"PostgreSQL refuses to run as root, and the user {runs_as.name} in its place cannot "
            f"enter {home}: choose a folder that every user can enter with ECASE_HOME."
        ) from error
    near.symlink_to(far)
    print(f"The user {runs_as.name}, who runs PostgreSQL for root, cannot enter {home}:")
    print(f"the database is kept in {far}.", flush=True)
    return far

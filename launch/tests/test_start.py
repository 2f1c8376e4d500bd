import os
import shutil
import signal
import socket
import subprocess

import pytest

from launch import account, postgres, processes
from launch import home as homes
from launch.tests.conftest import wait_until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to another user")


def test_says_where_it_is_and_with_which_accounts(start, port):
    run = start().ready()

    code, said = run.stop()

    assert code == 0
    assert "officer2 head2 payer2" in said
    assert "ecase-demo-2566" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ends_with_everything_that_it_brought_up(start, number):
    run = start().ready()
    pids = run.pids

    code, said = run.stop(number)

    assert code == 0
    assert "Traceback" not in said
    assert {name: processes.command(pid) for name, pid in pids.items()} == dict.fromkeys(pids, "")


def test_can_be_called_off_while_it_is_preparing(start, home):
    run = start()
    wait_until((home / "postgres" / "data" / "postmaster.pid").exists)
    postmaster = run.pids["postgres"]

    code, said = run.stop()

    assert code == 0
    assert "Traceback" not in said
    assert not processes.command(postmaster)


def test_loses_nothing_when_everything_is_killed(start):
    run = start().ready()
    assert run.page() == "1"
    for pid in run.pids.values():
        os.kill(pid, signal.SIGKILL)

    assert start().ready().page() == "2"


@pytest.mark.parametrize("killed", ["launcher", "web", "postgres"])
def test_comes_up_again_whichever_part_was_killed(start, killed):
    run = start().ready()
    before = run.pids
    os.kill(before[killed], signal.SIGKILL)
    code, said = run.ended()
    assert code != 0
    assert killed == "launcher" or "has ended by itself" in said

    assert start().ready().page() == "2"
    assert not any(processes.command(pid) for pid in before.values())


def test_beside_a_running_one_is_refused_in_one_sentence(start, home, port):
    run = start().ready()

    code, said = start().ended()

    assert code == 1
    assert said.count("\n") == 1
    assert f"already runs from {home} at http://127.0.0.1:{port}" in said
    assert run.page() == "1"


def test_on_a_port_in_use_is_refused_in_one_sentence(start, home, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        code, said = start().ended()

    assert code == 1
    assert said == (
        f"Port {port} is in use by another program: choose another one, "
        f"for example PORT={port + 1}.\n"
    )
    assert not (home / "postgres").exists()


@pytest.mark.parametrize("wrong", ["eighty", "0", "65536", "-1", "๘๐๐๐"])
def test_on_an_impossible_port_is_refused(start, wrong):
    code, said = start(PORT=wrong).ended()
    assert code == 1
    assert "give a number from 1 to 65535" in said


def test_in_an_impossible_folder_is_refused(start, home):
    (home / "file").touch()
    code, said = start(home / "file").ended()
    assert code == 1
    assert "choose another with ECASE_HOME" in said


def test_is_not_held_up_by_a_process_number_that_was_dealt_again(start, home):
    start().ready().stop()
    data = home / "postgres" / "data"
    runs_as = account.for_data(data)
    with subprocess.Popen(["sleep", "60"], cwd="/", **runs_as.for_popen) as stranger:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n")

        assert start().ready().page() == "2"

        assert stranger.poll() is None
        stranger.kill()


def test_with_data_of_another_postgresql_is_refused(start, home):
    start().ready().stop()
    (home / "postgres" / "data" / "PG_VERSION").write_text("9\n")

    code, said = start().ended()

    assert code == 1
    assert "is of PostgreSQL 9, and the programs found are of" in said


def test_works_in_a_folder_whose_path_is_too_long_for_a_socket(start, home):
    far = home / ("ก" * 30) / "far away"
    assert start(far).ready().page() == "1"


def test_with_a_database_of_ones_own_makes_none(start, home):
    (home / "server").mkdir()
    (home / "server").chmod(0o711)
    cluster = postgres.Cluster(home / "server", durable=False)
    try:
        cluster.start()
        assert start(DATABASE_URL=cluster.url).ready().page() == "1"
        assert not (home / "postgres").exists()
    finally:
        cluster.stop()


def test_keeps_its_secret_to_itself(home):
    secret = homes.secret(home)
    assert len(secret) >= 50
    assert homes.secret(home) == secret
    assert (home / "secret").stat().st_mode & 0o777 == 0o600


@as_root
def test_lets_no_other_process_of_the_same_account_in(start, home):
    start().ready()
    cluster = postgres.Cluster(home / "postgres")

    tried = subprocess.run(
        [cluster.programs / "psql", "-h", cluster.socket, "-U", postgres.ROLE, "-c", "SELECT 1"],
        check=False,
        cwd="/",
        capture_output=True,
        text=True,
        **cluster.account.for_popen,
    )

    assert tried.returncode != 0
    assert "Peer authentication failed" in tried.stderr


@as_root
def test_keeps_the_database_elsewhere_when_its_user_cannot_enter_the_folder(start, home):
    private = home / "private"
    private.mkdir(mode=0o700)
    run = start(private / "home").ready()
    elsewhere = (private / "home" / "postgres").resolve()
    assert not elsewhere.is_relative_to(home)
    run.stop()

    again = start(private / "home").ready()
    assert again.page() == "2"

    again.stop()
    shutil.rmtree(elsewhere)

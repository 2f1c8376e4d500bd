import shutil

from launch import environment


def test_is_made_once_for_each_state_of_the_lock(tmp_path, capfd):
    lock, venv = tmp_path / "few.txt", tmp_path / "venv"
    lock.write_text("# nothing\n")

    environment.install(lock, venv)
    assert "Making venv" in capfd.readouterr().out

    environment.install(lock, venv)
    assert capfd.readouterr().out == ""

    lock.write_text("# nothing more\n")
    environment.install(lock, venv)
    assert capfd.readouterr().out == "Installing the packages of few.txt.\n"

    shutil.rmtree(venv / "bin")
    environment.install(lock, venv)
    assert "Making venv" in capfd.readouterr().out

import os
import re
import signal

from launch.tests.conftest import PRODUCT


def test_comes_up_with_its_look_from_an_empty_folder_and_again_after_a_kill(start):
    # Two real starts, with migrations and the demo: tens of seconds.
    run = start(command=PRODUCT).ready(300)
    assert run.get("/")[0] == 302
    status, sign_in = run.get("/sign-in/")
    assert status == 200
    assert "เข้าสู่ระบบ" in sign_in
    for file in re.findall(r'"(/static/[^"#]+)', sign_in):
        assert run.get(file)[0] == 200, file

    for pid in run.pids.values():
        os.kill(pid, signal.SIGKILL)

    again = start(command=PRODUCT).ready(60)
    assert again.get("/sign-in/")[0] == 200
    code, said = again.stop()
    assert code == 0
    assert "Preparing the database" not in said
    assert "Traceback" not in said

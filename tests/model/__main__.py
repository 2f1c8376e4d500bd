"""``python -m tests.model --histories 5000``: as many histories of the model test, on every core.

``--shrink`` makes a history that failed as short as possible, which takes some minutes. ``--from``
leaves out the histories before that one, which ran already: a history is made from its number.
``--fault`` seeds a fault (tests.model.faults): then the run must fail.
"""

import argparse
import os
import sys
from pathlib import Path

from launch.throwaway import with_database

asked = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__)
asked.add_argument("--histories", type=int, default=5000)
asked.add_argument("--from", type=int, default=0, dest="begin", metavar="HISTORY")
asked.add_argument("--shrink", action="store_true")
asked.add_argument("--fault", metavar="NAME")
wanted = asked.parse_args()
os.environ["ECASE_MODEL_HISTORIES"] = str(wanted.histories)
os.environ["ECASE_MODEL_FROM"] = str(wanted.begin)
if wanted.shrink:
    os.environ["ECASE_MODEL_SHRINK"] = "1"
if wanted.fault:
    os.environ["ECASE_MODEL_FAULT"] = wanted.fault
tests = str(Path(__file__).with_name("test_model.py"))
pytest = [
    sys.executable,
    "-m",
    "pytest",
    "-p",
    "no:cacheprovider",
    "-n",
    "auto",
    "--maxfail=1",
    tests,
]
sys.exit(with_database([*pytest, "--show-capture=no", "--tb=short"]))

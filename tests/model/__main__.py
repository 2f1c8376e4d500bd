"""``python -m tests.model --histories 5000``: as many histories of the model test, on every core.

``--shrink`` makes a history that failed as short as possible, which takes some minutes.
"""

import argparse
import os
import sys
from pathlib import Path

from launch.throwaway import with_database

asked = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__)
asked.add_argument("--histories", type=int, default=5000)
asked.add_argument("--shrink", action="store_true")
wanted = asked.parse_args()
os.environ["ECASE_MODEL_HISTORIES"] = str(wanted.histories)
if wanted.shrink:
    os.environ["ECASE_MODEL_SHRINK"] = "1"
tests = str(Path(__file__).with_name("test_model.py"))
pytest = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "auto", tests]
sys.exit(with_database([*pytest, "--show-capture=no", "--tb=short"]))

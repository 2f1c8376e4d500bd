"""Faults to seed in the product, one rule forgotten each, to see that the model finds them.

Of rules that no law of the database stands behind, so that nothing else makes a history red.
``python -m tests.model --fault NAME`` tries one; it is done when a history goes wrong.
"""

from collections.abc import Callable

from ecase.cases import overrides
from ecase.cases.actions import editing, recording
from ecase.payments import matching
from ecase.payments.actions import answering, filing


def _forget(module: object, name: str, told: object = None) -> Callable[[], None]:
    assert hasattr(module, name)
    return lambda: setattr(module, name, lambda *_, **__: told)


FAULTS = {
    "a flag stops no file": _forget(filing, "_refuse_flagged"),
    "a conflict stops no file": _forget(filing, "refuse_unsettled"),
    "the year has no limit": _forget(overrides, "_over_the_year", ""),
    "a list may name another sum": _forget(matching, "_not_as_sent", ""),
    "the bank's total is not compared": _forget(answering, "control_totals", {}),
    "an edit knows no ceiling": _forget(editing, "check_ceiling"),
    "a new case knows no ceiling": _forget(recording, "check_ceiling"),
}

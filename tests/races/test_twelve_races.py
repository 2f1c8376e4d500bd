"""Twelve races, each run fifty times; and each again without what guards it.

Both deeds wait for one another between what they check and what they write. With the guard the
second waits in the database instead, and sees what the first has done.

| race | lock | behind it |
|---|---|---|
| same person in two offices | person | index and trigger one_live_case |
| close / edit | office, meeting, case | triggers frozen_after_the_meeting, case_account_is_accepted |
| close / close | office, meeting, case | trigger closed_for_ever, unique meeting of an approval |
| file / bank change | approval, payment | triggers next_status, books_agree, fits_its_payment |
| pay all / fail | approval, payment, line | trigger answered_for_ever, then the case's own steps |
| double submit | office, draft, person | index and trigger one_live_case |
| approval number | office | unique number of a round, index one_meeting_collects |
| case number | counter | unique number and sequence of a case |
| ceiling | person | – |
| duty revoked / act | officer | – |
| document replaced / close | office, meeting, case | trigger frozen_after_approval |
| retry / late success | approval | – |
"""

import pytest

from tests.races import closing, paying, recording
from tests.races.guards import Without, taken_away
from tests.races.race import RAW, Race
from tests.races.together import Desks

pytestmark = pytest.mark.django_db(transaction=True)

RACES: dict[str, type[Race]] = {
    "same person in two offices": recording.SamePersonInTwoOffices,
    "close / edit": closing.CloseAgainstEdit,
    "close / close": closing.CloseAgainstClose,
    "file / bank change": paying.FileAgainstBankChange,
    "pay all / fail": paying.PayAllAgainstFail,
    "double submit": recording.DoubleSubmit,
    "approval number": recording.ApprovalNumber,
    "case number": recording.CaseNumber,
    "ceiling": recording.Ceiling,
    "duty revoked / act": paying.RevokeDutyAgainstAct,
    "document replaced / close": closing.ReplaceDocumentAgainstClose,
    "retry / late success": paying.RetryAgainstLateSuccess,
}
RUNS = 50
PATIENCE = 0.02  # seconds; each guarded run waits so long for a second that does not come
PATIENCE_WITHOUT = 1.0  # without the guard the second comes, at once


@pytest.mark.parametrize("race", RACES.values(), ids=RACES)
def test_has_one_effect_in_fifty_runs(reference, race):
    this = race()
    with Desks(patience=PATIENCE) as desks:
        for _ in range(RUNS):
            this.judge(*desks.race(*this.deeds()))
    assert desks.met == 0, "both were between check and write: nothing made the second wait"


@pytest.mark.parametrize(
    ("race", "without"),
    [
        pytest.param(race, without, id=f"{name} {without}")
        for name, race in RACES.items()
        for without in race.without
    ],
)
def test_is_red_without_its_guard(reference, race: type[Race], without: Without):
    this, seen = race(), ""
    with (
        taken_away(without),
        Desks(patience=PATIENCE_WITHOUT, without_locks_on=without.locks) as desks,
    ):
        for _ in range(RUNS):
            outcomes = desks.race(*this.deeds())
            try:
                this.judge(*outcomes)
            except AssertionError as red:
                if (RAW in str(red)) == (without.shows == "error"):
                    return
                seen = str(red)
    pytest.fail(f"{RUNS} runs without the guard, and no {without.shows} in any; but: {seen}")

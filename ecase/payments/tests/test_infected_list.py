"""The bank's list too is kept only where the virus scanner, if there is one, has called it clean."""

import pytest

from ecase.audit.models import Event
from ecase.cases.tests.test_viruses import Clamd, Tcp, running
from ecase.payments import actions
from ecase.payments.bank_results import ListRefused
from ecase.payments.models import ResultList
from tests import make

from .test_results_lists import OURS, PAID, csv_of


@pytest.fixture
def bring(officer, settings):
    """Brings a good list while the scanner says so."""

    def bring(says):
        with running(Tcp(("127.0.0.1", 0), Clamd)) as clamd:
            settings.CLAMD, clamd.says = f"127.0.0.1:{clamd.server_address[1]}", says
            return actions.receive_list("ผล.csv", csv_of(OURS, PAID), year=make.year(), by=officer)

    return bring


def test_one_with_a_virus_is_refused_and_put_on_record(bring, officer):
    with pytest.raises(ListRefused, match=r"«ผล\.csv» มีไวรัส \(Win\.Test\)"):
        bring(b"stream: Win.Test FOUND\n")
    assert not ResultList.objects.exists()
    event = Event.objects.get(verb="file.infected", by=officer)
    assert event.after["virus"] == "Win.Test" and len(event.after["sha256"]) == 64


def test_one_that_is_not_called_clean_is_refused(bring):
    with pytest.raises(ListRefused, match="ยังตรวจไวรัสไม่ได้"):
        bring(b"UNKNOWN COMMAND\n")
    assert not ResultList.objects.exists()
    assert bring(b"stream: OK\n").count == 1

"""Who comes to the door, and what is asked of them there."""

import pytest

from ecase.offices.models import Duty
from tests import make


@pytest.fixture
def person(reference):
    return make.officer(Duty.CASEWORKER)


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_DUTIES = ["HEAD", "PAYER", "ADMINISTRATOR", "AUDITOR"]

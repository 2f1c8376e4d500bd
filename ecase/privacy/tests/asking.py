"""A person who asks for the own data, as the tests need one."""

import io
import json
import zipfile

from django.utils import timezone

from ecase.privacy import actions
from ecase.privacy.models import Asker, Identity


def asked(citizen_id, *, by, **changes):
    """A request that the person brought in today, with the card."""
    facts = {
        "asked_by": Asker.SUBJECT,
        "asker": "",
        "identity": Identity.CARD,
        "proof": "",
        "received_on": timezone.localdate(),
        **changes,
    }
    return actions.take_request(citizen_id=citizen_id, **facts, by=by)


def unpacked(answer):
    """The parts of a package by their names."""
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def data_of(parts):
    return json.loads(parts["ข้อมูลส่วนบุคคล.json"])

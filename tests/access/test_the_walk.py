"""Who may open what: every address, every duty and a stranger, every kind of record and method."""

from django.urls import reverse

from ecase.audit.models import Event
from ecase.offices.models import Duty

from .declared import PAGES, PUBLIC
from .walking import Browser, addresses, walk, walk_without_token
from .world import YEAR


def test_each_address_is_declared():
    """A new page is red until it stands in declared.py, with who may open it and send to it."""
    assert {name for name, _ in addresses()} == set(PAGES) | set(PUBLIC)


def test_each_address_gives_to_each_what_is_declared(world):
    found = walk(world)
    assert found.wrong == []
    assert found.tried > 1500


def test_no_form_is_taken_without_its_token_or_from_another_site(world):
    found = walk_without_token(world)
    assert found.wrong == []
    assert found.tried > 100


def test_each_look_of_the_centre_at_a_number_is_on_record(world):
    auditor = world.centre[Duty.AUDITOR]
    address = reverse("cases:reveal", args=[YEAR, world.here.at["in_meeting"]])
    Browser(auditor).send("POST", address, {"next": "/"}, undo=False)
    assert Event.objects.filter(by=auditor, verb="case.citizen_id_disclosed").count() == 1

"""Races of recording (บันทึกข้อมูลเคส)."""

from decimal import Decimal

from ecase.cases.models import Case, Draft
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting
from ecase.people.models import Person
from ecase.regulations.models import AssistanceType
from tests import make
from tests.races.guards import Without
from tests.races.race import Race, refused
from tests.races.together import Deed

# Between what is checked of the person and the new case.
NUMBER = r'\ASELECT .* FROM "cases_casecounter"'


def known_person() -> Person:
    """Somebody who came before: a new row would make the second wait by itself."""
    return Person.objects.create(citizen_id=make.citizen_id())


def record(draft: Draft, facts, meets: str = NUMBER) -> Deed:
    return Deed(lambda: meetings.record_case(draft, facts, by=draft.officer), meets)


class SamePersonInTwoOffices(Race):
    """Two offices record the same aid of one person (I6): one case, the other asked for a reason."""

    without = (
        Without("error", locks=("people_person",)),
        Without(
            "damage",
            locks=("people_person",),
            triggers=("cases_case.one_live_case",),
            indexes=("one_live_case",),
        ),
    )

    def __init__(self) -> None:
        self.officers = [make.officer(), make.officer(of=make.office("1024"))]

    def deeds(self):
        self.person = known_person()
        drafts = [make.draft(by=by, citizen_id=self.person.citizen_id) for by in self.officers]
        return tuple(record(draft, make.facts()) for draft in drafts)

    def judge(self, first, second):
        assert refused(first, second) == 1
        assert Case.objects.filter(person=self.person).count() == 1


class DoubleSubmit(Race):
    """One form is sent twice: one case, and both are shown it."""

    without = (
        Without("error", locks=("offices_office", "cases_draft", "people_person")),
        Without(
            "damage",
            locks=("offices_office", "cases_draft", "people_person"),
            triggers=("cases_case.one_live_case",),
            indexes=("one_live_case",),
        ),
    )

    def __init__(self) -> None:
        self.officer = make.officer()

    def deeds(self):
        person = known_person()
        self.draft = make.draft(by=self.officer, citizen_id=person.citizen_id)
        facts = make.facts()
        return record(self.draft, facts), record(self.draft, facts)

    def judge(self, first, second):
        assert refused(first, second) == 0
        assert first == second == Case.objects.get(person__citizen_id=self.draft.citizen_id)


class CaseNumber(Race):
    """Two offices record two persons: two numbers of the city, one after the other."""

    without = (
        Without("error", locks=("cases_casecounter",)),
        Without(
            "damage",
            locks=("cases_casecounter",),
            indexes=("case_sequence_once_a_year", "cases_case_number_key"),
        ),
    )

    def __init__(self) -> None:
        self.officers = [make.officer(), make.officer(of=make.office("1024"))]
        make.case(by=self.officers[0])  # the counter is there

    def deeds(self):
        self.last = Case.objects.latest("sequence").sequence
        write = r'\AUPDATE "cases_casecounter"'
        return tuple(record(make.draft(by=by), make.facts(), write) for by in self.officers)

    def judge(self, first, second):
        assert refused(first, second) == 0
        assert {first.sequence, second.sequence} == {self.last + 1, self.last + 2}


class Ceiling(Race):
    """Two aids of one item of the schedule, together over the year's limit (I7): the second needs a
    reason. Only the person's lock knows: no index can add up."""

    without = (Without("damage", locks=("people_person",)),)

    def __init__(self) -> None:
        self.officers = [make.officer(), make.officer(of=make.office("1024"))]
        kinds = AssistanceType.objects.filter(schedule=1, item=1)
        self.kinds = [
            kinds.get(name=make.KINDERGARTEN),
            kinds.get(name="เงินสนับสนุนกิจกรรมทางการศึกษาระดับประถมศึกษา"),
        ]

    def deeds(self):
        self.person = known_person()
        return tuple(
            record(
                make.draft(by=by, citizen_id=self.person.citizen_id),
                make.facts(assistance_type=kind, amount=Decimal("2000.00")),
            )
            for by, kind in zip(self.officers, self.kinds, strict=True)
        )

    def judge(self, first, second):
        assert refused(first, second) == 1
        assert Case.objects.filter(person=self.person, override_because="").count() == 1


class ApprovalNumber(Race):
    """Two cases begin a round where none collects: one round, whose number its approval will bear."""

    without = (
        Without("error", locks=("offices_office",)),
        Without(
            "damage",
            locks=("offices_office",),
            indexes=(
                "one_meeting_collects",
                "case_is_on_a_round",
                "meeting_number_once_a_year",
            ),
        ),
    )

    def __init__(self) -> None:
        self.officer, self.head = make.officer(), make.officer()

    def deeds(self):
        for meeting in Meeting.objects.open().filter(office=make.office()):
            make.close(meeting, by=self.head)
        drafts = [make.draft(by=self.officer) for _ in range(2)]
        write = r'\AINSERT INTO "meetings_meeting"'
        return tuple(record(draft, make.facts(), write) for draft in drafts)

    def judge(self, first, second):
        assert refused(first, second) == 0
        assert first.round == second.round
        numbers = list(Meeting.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1)), f"rounds of one number: {numbers}"

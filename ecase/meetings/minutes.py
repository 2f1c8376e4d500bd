"""What the minutes of a round say (รายงานการประชุม), gathered from what was recorded of it.

Of a closed round it is as it stood at the closing: a case that was set aside and later went on in
another round, or was disqualified afterwards, is in these minutes as set aside. That is read from
the register, for the case itself has moved on.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from ecase.audit.models import Event, subject_of
from ecase.cases.models import Case

from .models import Meeting, Stage

LEFT = ("case.set_aside", "case.disqualified")
BACK = "case.in_meeting"


@dataclass(frozen=True)
class Outside:
    """A case that the round does not grant, and why: the reason as it was recorded then."""

    case: Case
    reason: str
    return_on: str  # in ISO form, or empty


@dataclass(frozen=True)
class MinutesFacts:
    """The records that the minutes tell; ``digest`` is that of the closed list, else empty."""

    meeting: Meeting
    granted: list[Case]
    set_aside: list[Outside]
    disqualified: list[Outside]
    digest: str


def minutes_facts(meeting: Meeting) -> MinutesFacts:
    """Gather them. Of a round that is still open they are those of this moment, a draft."""
    closing = Event.objects.about(meeting).filter(verb="meeting.closed").first()
    if meeting.stage == Stage.CLOSED:
        granted = meeting.cases().filter(approved_on__isnull=False).order_by("sequence")
    else:
        granted = meeting.agenda()
    told = {verb: list[Outside]() for verb in LEFT}
    for case, event in _outside(meeting, at=meeting.closed_at or timezone.now()):
        told[event.verb].append(Outside(case, event.note, event.after.get("return_on") or ""))
    return MinutesFacts(
        meeting=meeting,
        granted=list(granted.in_full()),
        set_aside=told["case.set_aside"],
        disqualified=told["case.disqualified"],
        digest=closing.after["digest"] if closing else "",
    )


def _outside(meeting: Meeting, *, at: datetime) -> list[tuple[Case, Event]]:
    """The cases that were out of the round at a time, each with how it had left."""
    still_here = meeting.cases().filter(approved_on=None)
    moved_on = Case.objects.filter(pk__in=_went_on(meeting))
    cases = {subject_of(case): case for case in (still_here | moved_on).in_full()}
    steps = Event.objects.filter(subject__in=list(cases), verb__in=(*LEFT, BACK), at__lte=at)
    last = {event.subject: event for event in steps.order_by("pk")}
    left = [(cases[subject], event) for subject, event in last.items() if event.verb in LEFT]
    return sorted(left, key=lambda pair: pair[0].sequence)


def _went_on(meeting: Meeting) -> list[int]:
    """The keys of the cases that were put back from this round into a later one."""
    later = Case.objects.filter(
        office=meeting.office_id, fiscal_year=meeting.fiscal_year_id, round__gt=meeting.number
    )
    keys = {subject_of(Case(pk=key)): key for key in later.values_list("pk", flat=True)}
    moves = Event.objects.filter(subject__in=list(keys), verb=BACK, before__round=meeting.number)
    return [keys[subject] for subject in moves.values_list("subject", flat=True)]

"""What an administrator does with officers: on record, by another, and at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from ecase.audit.models import Event
from ecase.offices import actions
from ecase.offices.forms import ProfileForm
from ecase.offices.models import (
    AdministratorRequest,
    AdministratorsLink,
    AlreadyAsked,
    AlreadyDecided,
    Appointment,
    Duty,
    DutyEnded,
    DutyHeld,
    NoPasswordYet,
    Officer,
    OwnAccount,
    OwnRequest,
    SignInLink,
    SwitchedOff,
    TakesTwo,
    WrongDuty,
)
from ecase.offices.telling import VERBS, entries
from tests import make


@pytest.fixture
def admin(reference):
    return make.centre_officer(Duty.ADMINISTRATOR)


@pytest.fixture
def second(admin):
    return make.centre_officer(Duty.ADMINISTRATOR)


@pytest.fixture
def today():
    return timezone.localdate()


def duties_of(officer, on=None):
    return Officer.objects.with_duties(on or timezone.localdate()).get(pk=officer.pk).duties


def test_a_duty_has_its_days(admin, officer, today):
    clerk = make.officer(Duty.CASEWORKER)
    first, last = today + timedelta(days=3), today + timedelta(days=9)
    actions.give_duty(clerk, Duty.PAYER, starts_on=first, ends_on=last, by=admin)
    held = [Duty.PAYER in duties_of(clerk, first + timedelta(days=n)) for n in (-1, 0, 6, 7)]
    assert held == [False, True, True, False]
    with pytest.raises(DutyHeld):
        actions.give_duty(clerk, Duty.PAYER, starts_on=last, by=admin)
    actions.give_duty(clerk, Duty.PAYER, starts_on=last + timedelta(days=1), by=admin)


def test_a_duty_ends_at_once_or_after_its_last_day(admin, officer, today):
    actions.end_duty(officer, Duty.PAYER, by=admin)
    actions.end_duty(officer, Duty.HEAD, last_day=today + timedelta(days=2), by=admin)
    assert duties_of(officer) == {Duty.CASEWORKER, Duty.HEAD}
    assert duties_of(officer, today + timedelta(days=3)) == {Duty.CASEWORKER}
    actions.end_duty(officer, Duty.HEAD, by=admin)
    assert duties_of(officer) == {Duty.CASEWORKER}


def test_a_duty_that_has_not_begun_can_be_taken_back(admin, today):
    clerk = make.officer(Duty.CASEWORKER)
    first = today + timedelta(days=5)
    actions.give_duty(clerk, Duty.HEAD, starts_on=first, by=admin)
    actions.end_duty(clerk, Duty.HEAD, last_day=today, by=admin)
    assert duties_of(clerk, first) == {Duty.CASEWORKER}


def test_only_an_administrator_does_any_of_it(officer, stranger, today):
    auditor = make.centre_officer(Duty.AUDITOR)
    for by in (stranger, auditor):
        for act in (
            lambda by=by: actions.give_duty(officer, Duty.HEAD, starts_on=today, by=by),
            lambda by=by: actions.move(officer, make.office("1024"), by=by),
            lambda by=by: actions.switch_off(officer, reason="x", by=by),
            lambda by=by: actions.make_link(officer, by=by),
            lambda by=by: actions.ask_for_administrator(auditor, reason="x", by=by),
            lambda by=by: actions.close_year(make.year(), by=by),
            lambda by=by: actions.open_year(2567, by=by),
        ):
            with pytest.raises(DutyEnded):
                act()


def test_nobody_rules_over_the_own_account(admin, second, today):
    for act in (
        lambda: actions.give_duty(admin, Duty.AUDITOR, starts_on=today, by=admin),
        lambda: actions.end_duty(admin, Duty.ADMINISTRATOR, by=admin),
        lambda: actions.move(admin, make.office(), by=admin),
        lambda: actions.switch_off(admin, reason="x", by=admin),
        lambda: actions.switch_on(admin, by=admin),
        lambda: actions.make_link(admin, by=admin),
        lambda: actions.ask_for_administrator(admin, reason="x", by=admin),
    ):
        with pytest.raises(OwnAccount):
            act()


def test_who_moves_leaves_the_duties_behind(admin, officer):
    old, new = make.office(), make.office("1024")
    moved = actions.move(officer, new, by=admin)
    assert moved.office == new
    assert duties_of(officer) == set()
    assert {held.office for held in officer.appointments.all()} == {old}
    told_of = Event.objects.about(officer).filter(verb__startswith="officer.moved")
    assert {event.office for event in told_of} == {"1008", "1024"}


def test_who_is_switched_off_keeps_no_link(admin, officer):
    actions.make_link(officer, by=admin)
    actions.switch_off(officer, reason="ลาออก", by=admin)
    with pytest.raises(SwitchedOff):
        actions.make_link(officer, by=admin)
    actions.switch_on(officer, by=admin)
    assert duties_of(officer)
    assert not SignInLink.objects.good().exists()


def test_a_duty_is_of_the_officers_place(admin, officer, today):
    with pytest.raises(WrongDuty):
        actions.give_duty(officer, Duty.AUDITOR, starts_on=today, by=admin)


# --- an administrator is made by two


def test_one_asks_and_another_accepts(admin, second, today):
    auditor = make.centre_officer(Duty.AUDITOR)
    with pytest.raises(TakesTwo):
        actions.give_duty(auditor, Duty.ADMINISTRATOR, starts_on=today, by=admin)
    asked = actions.ask_for_administrator(auditor, reason="ภาระงานเพิ่มขึ้น", by=admin)
    with pytest.raises(AlreadyAsked):
        actions.ask_for_administrator(auditor, reason="x", by=second)
    with pytest.raises(OwnRequest):
        actions.accept_administrator(asked, by=admin)
    given = actions.accept_administrator(asked, by=second)
    assert (given.given_by, given.accepted_by) == (admin, second)
    assert Duty.ADMINISTRATOR in duties_of(auditor)
    with pytest.raises(AlreadyDecided):
        actions.decline_administrator(asked, because="x", by=second)
    verbs = set(Event.objects.about(auditor).values_list("verb", "by"))
    assert {
        ("officer.administrator_asked", admin.pk),
        ("officer.administrator_accepted", second.pk),
    } <= verbs


@pytest.mark.parametrize("link_first", [True, False])
def test_nobody_becomes_an_administrator_while_a_link_for_the_account_is_out(
    admin, second, link_first
):
    """Or who made the link would open the new administrator's account with it."""
    auditor = make.centre_officer(Duty.AUDITOR)
    if link_first:
        actions.make_link(auditor, by=admin)
        with pytest.raises(NoPasswordYet):
            actions.ask_for_administrator(auditor, reason="x", by=admin)
        return
    asked = actions.ask_for_administrator(auditor, reason="x", by=admin)
    secret = actions.make_link(auditor, by=admin)
    with pytest.raises(NoPasswordYet):
        actions.accept_administrator(asked, by=second)
    link = SignInLink.objects.get(digest=actions.digest_of(secret))
    actions.use_link(link, new="ประโยคยาวที่จำได้เอง")
    assert actions.accept_administrator(asked, by=second)


def test_another_may_decline_and_it_stays_on_record(admin, second):
    auditor = make.centre_officer(Duty.AUDITOR)
    asked = actions.ask_for_administrator(auditor, reason="x", by=admin)
    actions.decline_administrator(asked, because="ยังไม่ผ่านการอบรม", by=second)
    assert duties_of(auditor) == {Duty.AUDITOR}
    found = AdministratorRequest.objects.get()
    assert (found.answer, found.because, found.decided_by) == ("DECLINED", "ยังไม่ผ่านการอบรม", second)


def test_what_was_asked_by_one_who_is_none_any_more_is_not_accepted(admin, second):
    third, auditor = make.centre_officer(Duty.ADMINISTRATOR), make.centre_officer(Duty.AUDITOR)
    asked = actions.ask_for_administrator(auditor, reason="x", by=third)
    actions.end_duty(third, Duty.ADMINISTRATOR, by=admin)
    with pytest.raises(DutyEnded):
        actions.accept_administrator(asked, by=second)


def test_nobody_gets_into_the_account_of_an_administrator(admin, second):
    """Or one person, with the link of the other, would be both."""
    with pytest.raises(AdministratorsLink):
        actions.make_link(second, by=admin)
    broken(
        "nobody makes the link of an administrator",
        lambda: SignInLink.objects.create(
            officer=second,
            digest="0" * 64,
            made_by=admin,
            expires_at=timezone.now() + timedelta(hours=1),
        ),
    )


def test_the_last_administrator_stays(admin, today):
    broken(
        "the last administrator stays", lambda: admin.appointments.update(ended_at=timezone.now())
    )
    broken("the last administrator stays", lambda: update(admin, is_active=False))
    broken("administrator_until_ended", lambda: admin.appointments.update(ends_on=today))
    second = make.centre_officer(Duty.ADMINISTRATOR)
    actions.end_duty(second, Duty.ADMINISTRATOR, by=admin)
    broken("the last administrator stays", lambda: update(admin, is_active=False))


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_leave_one(admin, second):
    ready = Barrier(2)

    def end(who, by):
        ready.wait()
        try:
            actions.end_duty(who, Duty.ADMINISTRATOR, by=by)
        except DutyEnded:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as desks:
        ended = list(desks.map(end, (admin, second), (second, admin)))
    assert sorted(ended) == [False, True]


# --- what the database holds by itself


def broken(law, act):
    with pytest.raises(DatabaseError, match=law), transaction.atomic():
        act()


def update(officer, **facts):
    return Officer.objects.filter(pk=officer.pk).update(**facts)


def test_the_laws_hold_without_the_actions(admin, second, officer, today):
    auditor = make.centre_officer(Duty.AUDITOR)

    def given(to=officer, duty=Duty.HEAD, starts_on=today + timedelta(days=90), **facts):
        return Appointment.objects.create(officer=to, duty=duty, starts_on=starts_on, **facts)

    last = {"ends_on": today + timedelta(days=99)}
    another = make.officer(Duty.CASEWORKER)
    broken("a duty is given", lambda: given(another, given_by=officer, **last))
    broken(
        "days that are over",
        lambda: given(another, starts_on=today - timedelta(days=1), given_by=admin),
    )
    broken("appointment_is_by_another", lambda: given(admin, Duty.AUDITOR, given_by=admin))
    broken("accepts an administrator", lambda: given(auditor, Duty.ADMINISTRATOR, given_by=admin))
    broken("accepts an administrator", lambda: given(auditor, Duty.ADMINISTRATOR))
    for accepting in (admin, auditor):
        broken(
            "accepted_by_a_third|is accepted by",
            lambda a=accepting: given(
                auditor, Duty.ADMINISTRATOR, given_by=admin, accepted_by=a, starts_on=today
            ),
        )
    broken("Cannot update", lambda: officer.appointments.update(duty=Duty.AUDITOR))
    broken("Cannot delete", lambda: officer.appointments.all().delete())
    broken("no duty in the old one", lambda: update(officer, office=make.office("1024")))
    actions.end_duty(officer, Duty.HEAD, by=admin)
    over = officer.appointments.filter(duty=Duty.HEAD)
    broken("Cannot update", lambda: over.update(ended_at=None, ends_on=None))


def test_a_request_is_of_three_and_decided_once(admin, second):
    auditor = make.centre_officer(Duty.AUDITOR)
    asked = actions.ask_for_administrator(auditor, reason="x", by=admin)
    found = AdministratorRequest.objects.filter(pk=asked.pk)
    now = {"decided_at": timezone.now()}
    broken("request_is_of_three", lambda: found.update(answer="ACCEPTED", decided_by=admin, **now))
    broken(
        "request_declined_because",
        lambda: found.update(answer="DECLINED", decided_by=second, **now),
    )
    broken("is accepted by", lambda: found.update(answer="ACCEPTED", decided_by=auditor, **now))
    broken("Cannot update", lambda: found.update(reason="y"))
    actions.decline_administrator(asked, because="x", by=second)
    broken("Cannot update", lambda: found.update(because="y"))


# --- on the next request


@pytest.mark.parametrize("how", ["switched off", "moved", "demoted", "new link"])
def test_who_is_out_does_nothing_old_on_the_next_request(admin, officer, client, how):
    case = make.case(by=officer)
    page = reverse("cases:show", args=[2566, case.number])
    client.force_login(officer)
    assert client.get(page).status_code == 200
    match how:
        case "switched off":
            actions.switch_off(officer, reason="พ้นราชการ", by=admin)
            expected = 302
        case "moved":
            moved = actions.move(officer, make.office("1024"), by=admin)
            actions.give_duty(moved, Duty.HEAD, starts_on=timezone.localdate(), by=admin)
            expected = 404
        case "demoted":
            for duty in officer.duties:
                actions.end_duty(officer, duty, by=admin)
            expected = 403
        case "new link":
            actions.make_link(officer, by=admin)
            expected = 302
    assert client.get(page).status_code == expected
    assert client.post(f"{page}disqualification/", {"reason": "x"}).status_code in (302, 403, 404)
    case.refresh_from_db()
    assert case.status == "IN_MEETING"


def test_all_that_an_officer_types_of_oneself_is_told_and_shown(admin, client):
    who, fields = make.officer(), ProfileForm.base_fields
    typed = {name: f"ใหม่ {number}" for number, name in enumerate(fields)}
    actions.edit_profile(who, **typed, by=who)
    [told] = entries(Event.objects.about(who).filter(verb="officer.profile_edited"))
    client.force_login(admin)
    page = client.get(f"/officers/{who.pk}/").text
    for name, field in fields.items():
        assert field.label in told.sentence
        assert typed[name] in page


def test_everything_done_to_an_account_has_its_sentence(admin, second, officer, today):
    actions.give_duty(make.officer(Duty.CASEWORKER), Duty.PAYER, starts_on=today, by=admin)
    auditor = make.centre_officer(Duty.AUDITOR)
    for answer in (
        lambda asked: actions.decline_administrator(asked, because="x", by=second),
        lambda asked: actions.accept_administrator(asked, by=second),
    ):
        answer(actions.ask_for_administrator(auditor, reason="x", by=admin))
    actions.end_duty(officer, Duty.HEAD, last_day=today, by=admin)
    actions.move(officer, make.office("1024"), by=admin)
    actions.make_link(officer, by=admin)
    actions.use_link(officer.links.get(), new="ประโยคยาวที่จำได้")
    actions.switch_off(officer, reason="x", by=admin)
    actions.switch_on(officer, by=admin)
    events = Event.objects.filter(subject__startswith="offices.officer:").order_by("pk")
    assert set(events.values_list("verb", flat=True)) <= set(VERBS)
    for sentence in entries(events):
        assert not {"{", "}", "None"} & set(sentence.sentence.split())
        assert "officer." not in sentence.sentence

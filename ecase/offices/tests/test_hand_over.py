"""A new head asks at the door and is let in by the administrator."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ecase.audit.models import Event
from ecase.core.thai import thai_date
from ecase.offices import actions
from ecase.offices.models import (
    AlreadyDecided,
    Duty,
    HandOver,
    HandOverFile,
    HandOverNotTaken,
    HandOverPaper,
    Knock,
    Officer,
    SignInLink,
    TooManyKnocks,
)
from tests import make

DOOR = "/access-request/"


@pytest.fixture
def admin(reference):
    return make.centre_officer(Duty.ADMINISTRATOR)


@pytest.fixture
def today():
    return timezone.localdate()


def pdf(name="บัตร.pdf", content=None):
    return SimpleUploadedFile(name, make.scan().pdf if content is None else content)


def typed(**changed):
    told = {
        "office": make.office().pk,
        "title": "นาง",
        "first_name": "วิไล",
        "last_name": "ใจงาม",
        "effective_on": thai_date(timezone.localdate()),
        "phone": "0812345678",
        "card": [pdf()],
    }
    told.update(changed)
    return {name: value for name, value in told.items() if value is not None}


def asked(**facts):
    """A request with a card, as the door takes it; the child process has its own tests."""
    card = actions.GoodFile(HandOverPaper.CARD, "บัตร.pdf", make.scan())
    told = {"first_name": "วิไล", "last_name": "ใจงาม", "phone": "0812345678", **facts}
    return actions.ask_for_hand_over(make.office(), facts=told, files=[card], sent_from=None)


def head(day=None, **changed):
    told = {
        "username": "wilai.j",
        "is_known": False,
        "effective_on": day or timezone.localdate(),
        "profile": {"title": "นาง", "first_name": "วิไล", "last_name": "ใจงาม"},
    }
    return actions.NewHead(**{**told, **changed})


def duties_of(officer, day=None):
    return Officer.objects.with_duties(day or timezone.localdate()).get(pk=officer.pk).duties


# --- at the door


def test_anybody_may_ask_and_the_card_is_kept_clean(reference):
    browser = Client()
    answer = browser.post(DOOR, typed(card=[pdf("บัตร ชื่อ.pdf")]), follow=True)
    assert answer.redirect_chain[-1][0] == "/access-request/sent/"
    request = HandOver.objects.get()
    assert (request.office.code, request.name, request.answer) == ("1008", "นางวิไล ใจงาม", "")
    file = request.files.get()
    assert (file.paper, file.name, file.pages) == ("card", "บัตร ชื่อ.pdf", 1)
    assert Event.objects.filter(verb="hand_over.asked", by=None, office="1008").exists()


def test_the_form_may_come_as_a_scan_in_place_of_the_name(reference):
    nameless = dict.fromkeys(("title", "first_name", "last_name", "effective_on"))
    assert "ยังไม่ได้กรอก กรอกที่นี่ หรือแนบแบบฟอร์ม" in Client().post(DOOR, typed(**nameless)).text
    answer = Client().post(DOOR, typed(**nameless, form=[pdf("แบบฟอร์ม.pdf")]))
    assert answer.status_code == 302
    assert set(HandOver.objects.get().files.values_list("paper", flat=True)) == {"card", "form"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"card": None}, "ยังไม่ได้เลือกไฟล์"),
        ({"card": [pdf("ก.pdf", b"MZ not a scan")]}, "ก.pdf"),
        ({"card": [pdf(f"{n}.pdf") for n in range(4)]}, "ไม่เกิน 3 ไฟล์"),
        ({"card": [pdf("ใหญ่.pdf", b"x" * (10 * 1024 * 1024 + 1))]}, "เกิน 10 MB"),
        ({"phone": "12"}, "หมายเลขโทรศัพท์"),
    ],
    ids=["no card", "no scan", "many", "large", "no phone"],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(reference, changed, says):
    answer = Client().post(DOOR, typed(**changed))
    assert answer.status_code == 200
    assert says in answer.text
    assert "วิไล" in answer.text  # what was typed is still there
    assert not HandOver.objects.exists()


def test_who_knocks_too_often_waits_and_others_do_not(reference):
    Knock.objects.bulk_create(Knock(address="127.0.0.1") for _ in range(Knock.FROM_ONE_ADDRESS))
    answer = Client().post(DOOR, typed())
    assert (answer.status_code, HandOver.objects.count()) == (409, 0)
    assert "รอหนึ่งชั่วโมง" in answer.text
    assert Client().post(DOOR, typed(), REMOTE_ADDR="10.0.0.9").status_code == 302
    Knock.objects.bulk_create(Knock(address=f"10.1.0.{n}") for n in range(Knock.FROM_ALL))
    assert Client().post(DOOR, typed(), REMOTE_ADDR="10.0.0.8").status_code == 409


def test_who_knocks_is_told_apart_behind_our_own_proxy_too(reference, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    Knock.objects.bulk_create(Knock(address="203.0.113.9") for _ in range(Knock.FROM_ONE_ADDRESS))
    for sender, status in (("203.0.113.9", 409), ("203.0.113.10", 302)):
        answer = Client(headers={"X-Forwarded-For": sender}).post(DOOR, typed())
        assert answer.status_code == status
    assert HandOver.objects.get().sent_from == "203.0.113.10"


def test_one_household_knocks_from_one_address_however_many_it_has(reference):
    for n in range(Knock.FROM_ONE_ADDRESS):
        actions.knock(f"2001:db8::{n:x}")
    with pytest.raises(TooManyKnocks):
        actions.knock("2001:db8::ffff")
    actions.knock("2001:db8:0:1::1")


def test_a_knock_is_forgotten_after_a_day(reference):
    Knock.objects.create(address="10.0.0.1")
    Knock.objects.update(at=timezone.now() - Knock.KEPT - timedelta(seconds=1))
    actions.knock("10.0.0.2")
    assert [knock.address for knock in Knock.objects.all()] == ["10.0.0.2"]


def test_one_office_cannot_be_flooded(reference):
    for _ in range(5):
        asked()
    with pytest.raises(HandOverNotTaken, match="รอพิจารณาอยู่ 5 เรื่อง"):
        asked()


def test_the_form_can_still_be_downloaded(reference):
    assert reverse("offices:access_request") in Client().get("/sign-in/").text
    assert Client().get(reverse("offices:access_request"))["Content-Type"] == "application/pdf"


# --- at the centre


def test_the_new_head_takes_over_from_the_old_one_today(admin):
    old = make.officer()
    officer, secret = actions.accept_hand_over(asked(), head(), leaving=[old], by=admin)
    assert duties_of(officer) == {Duty.HEAD}
    assert duties_of(old) == set()
    assert not officer.has_usable_password()
    assert SignInLink.objects.good().get().digest == actions.digest_of(secret)
    request = HandOver.objects.get()
    assert (request.answer, request.officer, request.decided_by) == ("ACCEPTED", officer, admin)


def test_the_old_head_stays_until_the_day_before(admin, today):
    old, day = make.officer(), today + timedelta(days=7)
    officer, _ = actions.accept_hand_over(asked(), head(day), leaving=[old], by=admin)
    eve = day - timedelta(days=1)
    assert (duties_of(officer, eve), duties_of(officer, day)) == (set(), {Duty.HEAD})
    assert (len(duties_of(old, eve)), duties_of(old, day)) == (3, set())


def test_an_officer_who_is_known_keeps_the_password_and_comes_along(admin, today):
    known = make.officer(Duty.CASEWORKER, of=make.office("1024"))
    chosen = head(username=known.username, is_known=True)
    with pytest.raises(HandOverNotTaken, match="ในวันที่เริ่มดำรงตำแหน่ง"):
        later = head(today + timedelta(days=2), username=known.username, is_known=True)
        actions.accept_hand_over(asked(), later, leaving=[], by=admin)
    officer, secret = actions.accept_hand_over(asked(), chosen, leaving=[], by=admin)
    assert (officer.pk, officer.office, secret) == (known.pk, make.office(), "")
    assert duties_of(officer) == {Duty.HEAD}
    assert officer.check_password(make.PASSWORD)


@pytest.mark.parametrize("who", ["nobody", "centre", "off"])
def test_only_an_open_account_of_an_office_can_be_named(admin, who):
    username = {
        "nobody": lambda: "nobody",
        "centre": lambda: make.centre_officer().username,
        "off": lambda: actions.switch_off(make.officer(), reason="x", by=admin).username,
    }[who]()
    with pytest.raises(HandOverNotTaken):
        actions.accept_hand_over(
            asked(), head(username=username, is_known=True), leaving=[], by=admin
        )


def test_it_is_decided_once(admin):
    request = asked()
    actions.decline_hand_over(request, because="บัตรไม่ชัด", by=admin)
    with pytest.raises(AlreadyDecided):
        actions.accept_hand_over(request, head(), leaving=[], by=admin)
    with pytest.raises(AlreadyDecided):
        actions.decline_hand_over(request, because="x", by=admin)
    assert not Officer.objects.filter(username="wilai.j").exists()


def test_the_database_keeps_what_was_sent_and_decided(admin, officer):
    request = asked()
    now = timezone.now()
    for change, law in (
        ({"phone": "0800000000"}, "Cannot update"),
        ({"answer": "DECLINED", "decided_by": admin, "decided_at": now}, "hand_over_decided"),
        (
            {"answer": "DECLINED", "because": "x", "decided_by": officer, "decided_at": now},
            "is decided by an administrator",
        ),
    ):
        with pytest.raises(DatabaseError, match=law), transaction.atomic():
            HandOver.objects.update(**change)
    actions.decline_hand_over(request, because="x", by=admin)
    for act in (
        lambda: HandOver.objects.update(because="y"),
        lambda: HandOver.objects.all().delete(),
        lambda: HandOverFile.objects.update(name="y"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


# --- the administrator's pages


def test_the_page_approves_and_shows_the_link_this_once(admin, client):
    old, request = make.officer(username="old.head"), asked()
    client.force_login(admin)
    page = reverse("offices:hand_over", args=[request.pk])
    assert "old.head" in client.get(page).text
    day = thai_date(timezone.localdate())
    post = {"accept": "1", "account": "new", "username": "old.head", "effective_on": day}
    post |= {"title": "นาง", "first_name": "วิไล", "last_name": "ใจงาม", "leaving": [old.pk]}
    assert "มีผู้ใช้ชื่อนี้แล้ว" in client.post(page, post).text
    unknown = client.post(
        page, {**post, "account": "known", "username": "nobody", "phone": "0811111111"}
    )
    assert unknown.status_code == 200 and "ไม่มีบัญชีของเขตที่เปิดใช้อยู่ชื่อนี้" in unknown.text
    assert 'value="0811111111"' in unknown.text
    answer = client.post(page, {**post, "username": "wilai.j"})
    assert "/first-password/" in answer.text
    assert duties_of(old) == set()
    assert "/first-password/" not in client.get(page).text


def test_the_page_declines_with_a_reason(admin, client):
    request = asked()
    client.force_login(admin)
    page = reverse("offices:hand_over", args=[request.pk])
    assert client.post(page, {"decline": "1", "because": ""}).status_code == 200
    client.post(page, {"decline": "1", "because": "บัตรไม่ชัด"})
    assert HandOver.objects.get().because == "บัตรไม่ชัด"
    assert "ไม่อนุมัติ" in client.get(reverse("offices:hand_overs")).text


def test_the_papers_are_served_without_rights_and_each_look_is_on_record(admin, client):
    request = asked()
    file = request.files.get()
    client.force_login(admin)
    where = [request.pk, file.pk]
    for answer in (
        client.get(reverse("offices:hand_over_paper", args=where)),
        client.get(reverse("offices:hand_over_page", args=[*where, 1])),
    ):
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(reverse("offices:hand_over_page", args=[*where, 2])).status_code == 404
    looks = Event.objects.about(request).filter(verb="hand_over.file_opened", by=admin)
    assert looks.count() == 1  # turning the pages is one look

"""Each value of text.csv, typed into the real forms; and every list and paper that shows them."""

import io
import logging
import re
import unicodedata
import zipfile
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import time_machine
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from python_calamine import CalamineWorkbook

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import Case, Draft, Status
from ecase.core.logs import WithoutPeople
from ecase.core.tests.paper_text import squeezed
from ecase.core.thai import age_on, fiscal_year
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting
from ecase.offices.models import Officer
from ecase.payments import actions as payments
from ecase.payments.bank_files import Format
from ecase.payments.flags import flags_of
from ecase.payments.models import FlagKind, Payment
from ecase.payments.printouts import PAPERS
from ecase.payments.tests.flagged import settle
from ecase.regulations.models import Bank
from tests import make
from tests.desk import DeskClient
from tests.hostile.texts import (
    BOXES,
    EXCEPTIONS,
    IN_LAW,
    NO_FIELD,
    OWN_ACCOUNT,
    TEXTS,
    boxes_of,
    fill_in_all,
    of,
    said,
)

THAI = re.compile("[ก-๙]")
ELSEWHERE = {
    *("national_id", "disqualify_reason", "search", "username", "password"),
    *("query_param", "fiscal_year"),
}


class Lines(logging.Handler):
    """What is written into the log while the forms are filled in."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(WithoutPeople().format(record))


@pytest.fixture(scope="module")
def filled(_reference_once, django_db_blocker, tmp_path_factory):
    """All values of the case form, typed; and the log of it."""
    home = tmp_path_factory.mktemp("typed")
    files = {
        "default": {
            "BACKEND": "ecase.core.storage.DurableStorage",
            "OPTIONS": {"location": home / "documents"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    lines = Lines()
    with override_settings(STORAGES=files), django_db_blocker.unblock():
        officer, client = make.officer(), DeskClient()
        client.force_login(officer)
        logging.getLogger().addHandler(lines)
        outcomes = fill_in_all(client, officer)
        logging.getLogger().removeHandler(lines)
    return officer, outcomes, lines.lines


@pytest.fixture
def at_desk(filled, client, db):
    client.force_login(filled[0])
    return client


@pytest.mark.parametrize("typed", of(*BOXES), ids=str)
def test_what_is_typed_into_the_case_form(typed, filled, record_property):
    outcome = filled[1][typed.id]
    record_property("came of it", outcome.why or f"stored: {outcome.stored[:40]!a}")
    taken = not outcome.why
    if typed.expected in ("accept", "normalise", "warn"):
        assert taken, outcome.why
    if typed.expected == "refuse" or typed.id == "dob-021":
        assert not taken
    if not taken:
        assert THAI.search(outcome.why)
        (value,) = (boxes_of(typed)[BOXES[typed.field]],)
        assert visible(outcome.kept) == visible(value)  # a browser sends no others
        return
    match typed.field:
        case "dob" if typed.id != "dob-024":
            assert outcome.stored == IN_LAW.get(typed.id, typed.normalised)
        case "dob":
            assert outcome.stored == "2004-02-29"
            born = date(2004, 2, 29)  # a year older on the day that a common year has instead
            assert (age_on(born, date(2023, 2, 28)), age_on(born, date(2023, 3, 1))) == (18, 19)
        case _ if typed.id != "account_no-030":
            assert outcome.stored == typed.wanted
    if typed.expected == "warn":
        assert "ข้อสังเกต" in outcome.page
    if "bidi_controls_removed" in typed.must:
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", outcome.stored)


def visible(text: str) -> str:
    """What of a text a box of a form keeps: the database takes no NUL, one line has no line breaks."""
    return "".join(c for c in text if unicodedata.category(c) != "Cc" and c != "\ufffd")


def test_nothing_that_was_typed_is_in_the_log(filled):
    log = "\n".join(filled[2])
    for typed in of("first_name", "last_name", "account_name", "hardship"):
        if len(typed.value.strip()) > 6:
            assert typed.value.strip() not in log, typed.id


def test_every_value_is_typed_or_has_no_field():
    fields = {typed.field for typed in TEXTS}
    assert fields == {*BOXES, *ELSEWHERE, *NO_FIELD}
    assert not {*BOXES, *ELSEWHERE} & {*NO_FIELD}
    assert set(EXCEPTIONS) <= {typed.id for typed in TEXTS}


# --- other forms


@pytest.mark.parametrize("typed", of("national_id"), ids=str)
def test_a_citizen_id(typed, at_desk, record_property):
    drafts = Draft.objects.count()
    page = at_desk.post("/2566/cases/check/", {"citizen_id": typed.value})
    if page.status_code == 200:
        record_property("came of it", said(page, "citizen_id"))
        assert typed.expected in ("refuse", "either")
        assert THAI.search(said(page, "citizen_id"))
        assert Draft.objects.count() == drafts
        return
    assert typed.expected in ("accept", "normalise", "warn", "either")
    stored = Draft.objects.latest("created_at").citizen_id
    assert stored == typed.wanted
    history = at_desk.get(page.url).text
    assert ("ตรวจกับบัตร" in history) == (typed.expected == "warn")
    assert stored not in page.url and stored not in history


@pytest.mark.parametrize("typed", of("disqualify_reason"), ids=str)
def test_a_reason(typed, at_desk, filled):
    case = Case.objects.filter(status=Status.IN_MEETING).first()
    address = reverse("cases:disqualify", args=[2566, case.number])
    page = at_desk.post(address, {"reason": typed.value})
    case.refresh_from_db()
    if typed.expected == "refuse":
        assert THAI.search(said(page, "reason")) and case.status == Status.IN_MEETING
    else:
        assert case.status == Status.DISQUALIFIED
        assert escape(typed.value) in at_desk.get(case.get_absolute_url()).text


@pytest.mark.parametrize("typed", of("search"), ids=str)
def test_a_search(typed, at_desk, filled):
    """Wildcards are letters like others; nothing of another office is found."""
    theirs = make.case(by=make.officer(of=make.office("1024")), first_name=f"ก{typed.value}ก")
    page = at_desk.post("/2566/cases/search/", {"q": typed.value}, follow=True)
    shown = {case.pk for case in page.context["page"].rows}
    names = Case.objects.visible_to(filled[0]).in_full()
    assert shown <= {c.pk for c in names if typed.value in f"{c.first_name} {c.last_name}"}
    assert theirs.pk not in shown
    assert typed.value not in page.redirect_chain[-1][0]


@pytest.mark.parametrize("typed", of("username"), ids=str)
def test_a_user_name(typed, filled, db):
    """All but the officer's own are answered alike, whether there is such an officer or not."""
    make.officer(username="khet_pomprap")
    sign_in = {"username": typed.value, "password": make.PASSWORD}
    page = Client().post("/sign-in/", sign_in)
    assert page.status_code == (200 if typed.expected == "refuse" else 302)
    wrong = Client().post("/sign-in/", {**sign_in, "password": "wrong-passphrase"})
    assert wrong.status_code == 200
    if "\x00" not in typed.value:
        nobody = Client().post("/sign-in/", {"username": "nobody", "password": "wrong-passphrase"})
        assert wrong.context["form"].errors == nobody.context["form"].errors


@pytest.mark.parametrize("typed", of("password"), ids=str)
def test_a_new_password(typed, client, officer, caplog):
    caplog.set_level(logging.DEBUG)
    client.force_login(officer)
    new = {"current": make.PASSWORD, "new": typed.value, "again": typed.value}
    page = client.post("/password/", new)
    officer = Officer.objects.get(pk=officer.pk)
    taken = officer.check_password(typed.value.replace("\x00", "x"))
    assert taken == (page.status_code == 302)
    assert taken or THAI.search(said(page, "new"))
    assert typed.expected == "either" or taken == (typed.expected == "accept")
    assert (
        not taken
        or Client()
        .post("/sign-in/", {"username": officer.username, "password": typed.value})
        .status_code
        == 302
    )
    assert not [r for r in caplog.records if typed.value.strip() and typed.value in str(r.__dict__)]


@pytest.mark.parametrize("typed", of("query_param"), ids=str)
def test_a_number_in_an_address(typed, at_desk):
    names = ("page", "year", "round", "district", "id", "office", "after", "sort", "s", "version")
    for place in ("cases/", "meeting/", "payments/", "approvals/", "results/", "conflicts/"):
        answer = at_desk.get(f"/2566/{place}", dict.fromkeys(names, typed.value), follow=True)
        assert answer.status_code in (200, 400, 404), place


@pytest.mark.parametrize("typed", of("fiscal_year"), ids=str)
def test_a_fiscal_year(typed, at_desk):
    answer = at_desk.get(f"/{typed.value}/cases/")
    assert answer.status_code == (200 if typed.expected == "accept" else 404)


@pytest.mark.parametrize("typed", of("event_time"), ids=str)
def test_the_end_of_a_year(typed, officer):
    """Events follow one another over midnight, and the day of Bangkok says the fiscal year."""
    bangkok = ZoneInfo("Asia/Bangkok")
    for late, early in (
        (datetime(2022, 9, 30, 23, 59, 59, tzinfo=bangkok), datetime(2022, 10, 1, tzinfo=bangkok)),
        (
            datetime(2022, 12, 31, 23, 59, tzinfo=bangkok),
            datetime(2023, 1, 1, 0, 1, tzinfo=bangkok),
        ),
    ):
        years = []
        for at in (late, early):
            with time_machine.travel(at, tick=False):
                cases.look_up(make.citizen_id(), fiscal_year=make.year(), by=officer)
                years.append(fiscal_year(timezone.localdate()))
        assert years == ([2565, 2566] if late.month == 9 else [2566, 2566])
    looks = Event.objects.filter(verb="person.history_seen", by=officer).order_by("pk")
    times = [event.at for event in looks]
    assert times == sorted(times) and len(times) == 4


# --- lists and papers

WILD = ("=HYPERLINK", "<script>", "{{7*7}}", "@SUM", "{=1+1}", "%s%n", "None", "O'Brien")


@pytest.fixture
def recorded(filled):
    return [o.case for o in {o.case.pk: o for o in filled[1].values() if o.case}.values()]


def test_every_list_opens_and_shows_text_as_text(at_desk, recorded):
    whole = ""
    for place in ("cases/", "meeting/", "books/", "payments/", "approvals/", "account-changes/"):
        page = at_desk.get(f"/2566/{place}")
        assert page.status_code == 200, place
        whole += page.text
    for case in recorded:
        page = at_desk.get(case.get_absolute_url())
        assert page.status_code == 200
        for text in (case.first_name, case.last_name):
            assert escape(text) in page.text
        assert escape(case.hardship.split("\n")[0]) in page.text
        whole += page.text
    assert "<script>window" not in whole and "<img src=x" not in whole
    assert "{{7*7}}" in whole


def test_papers_of_a_case_open_and_print_what_was_typed(at_desk, recorded):
    wild = [c for c in recorded if any(w in f"{c.first_name} {c.last_name}" for w in WILD)]
    long = max(recorded, key=lambda case: len(case.hardship))
    for case in [*wild[:2], long]:
        for paper in ("sheet", "request_paper", "kcorp1"):
            content = at_desk.get(reverse(f"cases:{paper}", args=[2566, case.number])).content
            text = opened(content)
            assert bare(case.first_name) in text and bare(case.last_name) in text, (paper, case)


def test_the_meeting_its_papers_and_the_banks_file_open(at_desk, filled, recorded):
    officer = filled[0]
    meeting = Meeting.objects.get(office=officer.office)
    agenda = reverse("meetings:agenda_paper", args=[2566, meeting.key])
    text = opened(at_desk.get(agenda).content)
    for case in recorded:
        assert bare(case.first_name) in text, case.first_name
    own = next(c for c in recorded if c.bank_account.account_number == OWN_ACCOUNT)
    payments.declare_account(
        bank=Bank.objects.get(pk="006"), account_number=OWN_ACCOUNT, by=make.officer()
    )
    second = make.other_of(officer)
    approval = make.close(meetings.round_of(own), by=second)
    flagged = [
        p
        for p in Payment.objects.filter(approval=approval)
        if flags_of(Payment.objects.filter(pk=p.pk))
    ]
    kinds = [flag.kind for flag in flags_of(Payment.objects.filter(case=own))]
    assert FlagKind.OFFICERS_ACCOUNT in kinds
    for payment in flagged:
        settle(payment, second)
    for paper in PAPERS:
        text = opened(at_desk.get(f"/2566/approvals/{approval.key}/{paper}.pdf").content)
        assert paper != "report" or all(bare(case.first_name) in text for case in recorded)
    file = make.file(approval, by=officer)
    assert file.format == Format.SPREADSHEET
    book = CalamineWorkbook.from_object(io.BytesIO(bytes(file.content)))
    sheet = book.get_sheet_by_index(0)
    cells = {cell for row in sheet.to_python() for cell in row}
    named = {case.bank_account.account_name for case in recorded}
    assert {name for name in named if name.startswith(tuple("=+@"))} <= cells
    assert len([cell for cell in cells if str(cell).startswith(tuple("=+@"))]) == 3
    assert {type(cell) for cell in cells} == {str}
    with zipfile.ZipFile(io.BytesIO(bytes(file.content))) as parts:
        for part in parts.namelist():
            assert not re.search(rb"<f[ >/]", parts.read(part))  # no formula anywhere


def opened(content: bytes) -> str:
    """The text of a paper without spaces, in one spelling."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.pages
    return bare(squeezed(content))


def bare(text: str) -> str:
    """Letters and signs alone: pictures of faces have no letters in the official font."""
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if unicodedata.category(c)[0] in "LNP" and ord(c) < 0x10000)

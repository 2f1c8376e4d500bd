"""Every page of the manual's work, on a desk and on a phone: nothing hidden, nothing broken."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from ecase.cases import actions as cases
from ecase.cases.models import Draft, Status
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting
from ecase.offices.actions import GoodFile, ask_for_administrator, ask_for_hand_over
from ecase.offices.models import HandOverPaper, Separation
from ecase.payments import actions as payments
from ecase.payments.models import Payment, PaymentStatus, Result
from ecase.privacy.actions import take_request
from ecase.privacy.models import Asker, Identity
from tests import make

pytestmark = pytest.mark.browser

SIZES = [{"width": 1440, "height": 900}, {"width": 390, "height": 844}]
STATES = (
    PaymentStatus.PAID,
    PaymentStatus.RETURNED,
    PaymentStatus.IN_FILE,
    PaymentStatus.DUE,
    PaymentStatus.FAILED,
    PaymentStatus.HELD,
)
BEHIND_THE_DOOR = {
    "years": "/",
    "password": "/password/",
    "profile": "/profile/",
    "devices": "/devices/",
    "second factor": "/second-factor/",
    "add an app": "/second-factor/app/",
    "add a passkey": "/second-factor/passkey/",
    "own accounts": "/own-accounts/",
    "home": "/2566/",
    "check": "/2566/cases/check/",
    "history": "/2566/cases/drafts/{draft}/",
    "record": "/2566/drafts/{draft}/form/",
    "cases": "/2566/cases/",
    "case": "/2566/cases/2566-1/",
    "case begun again": "/2566/cases/2566-10/",
    "disqualify": "/2566/cases/2566-11/disqualification/",
    "meeting": "/2566/meeting/",
    "approvals": "/2566/approvals/",
    "waiting": "/2566/payments/",
    "closing": "{closing}",
    "edit": "{edit}",
    "set aside": "{set_aside}",
    "approval": "{approval}",
    "all paid": "{confirm_all}",
    "correct": "{correct_account}",
    "failed": "{mark_failed}",
    "result": "{result}",
    "account changes": "/2566/account-changes/",
    "account changes decided": "/2566/account-changes/?show=decided",
    "account change": "{account_change}",
    "conflicts": "/2566/conflicts/",
    "conflicts settled": "/2566/conflicts/?show=settled",
    "conflict": "{conflict}",
    "note a conflict": "{note_conflict}",
    "flags": "{flags}",
    "results": "/2566/results/",
    "result list": "{result_list}",
    "voiding": "{voiding}",
    "voiding, answered": "{answered}",
    "waivers": "/waivers/",
    "week": "/register/week/",
    "look-ups": "/register/look-ups/",
    "data requests": "/privacy/requests/",
    "take a data request": "/privacy/requests/new/",
    "data request": "{data_request}",
    "not found": "/2566/cases/2566-999/",
    "no such year": "/2599/",
}


@pytest.fixture
def addresses(offices, caseworker):
    """An office in the middle of its year, as its head and payer sees it, who recorded nothing of
    it; gives the addresses that have keys in them."""
    officer = make.officer()
    second = make.other_of(officer)
    others = {"bank": make.Bank.objects.get(code="004")}
    for status in STATES:
        bank = others if status == PaymentStatus.IN_FILE else {}
        name = f"คน{status.label}"
        make.case(by=officer, first_name=name, account_name=f"นาง{name} สิทธิ์ชัยศรี", **bank)
    approval = make.approval(by=officer, of=Meeting.objects.get())
    by_status = dict(zip(STATES, approval.payments.order_by("position"), strict=True))
    for status in (PaymentStatus.HELD, *STATES[:-1]):
        make.bring(by_status[status], status, by=officer)
    flagged = make.case(by=officer, account_name="นายสมชาย แซ่ตั้ง")
    unseen = make.approval(by=officer, of=meetings.round_of(flagged))
    make.corrected(unseen.payments.get(), by=officer)
    make.case(Status.SET_ASIDE, by=officer)
    make.case(Status.DISQUALIFIED, by=officer)
    failed = Payment.objects.get(status=PaymentStatus.FAILED).case
    again = cases.begin_again(failed, fiscal_year=make.year(), by=officer)
    meetings.record_case(again, make.facts(), by=officer)
    kindergarten = make.AssistanceType.objects.get(name=make.KINDERGARTEN)
    make.case(by=officer, assistance_type=kindergarten, amount=3000, birth_date=date(2015, 10, 2))
    make.case(by=officer)
    again = {"citizen_id": again.citizen_id, "override_because": "ไฟไหม้บ้านซ้ำ"}
    make.case(by=officer, **again)
    draft = make.draft(by=second)
    waits, paid = by_status[PaymentStatus.IN_FILE], by_status[PaymentStatus.PAID]
    pending = waits.case.number
    paid_line, waiting_line = paid.lines.get(), waits.lines.get()
    conflict = payments.note_conflict(paid_line, says=Result.RETURNED, because="OTHER", by=officer)
    payments.ask_to_void(waiting_line.file, reason="ทำไฟล์ผิดวัน", by=officer)
    received = make.result_list(waiting_line, by=officer)
    make.waiver(make.office(), Separation.FILE)
    meeting = Meeting.objects.get(number=3)
    year = 2566
    asked = take_request(
        citizen_id=paid.case.person.citizen_id,
        asked_by=Asker.SUBJECT,
        asker="",
        identity=Identity.CARD,
        proof="",
        received_on=timezone.localdate(),
        by=officer,
    )

    def of_file(file):
        return reverse("payments:voiding", args=[year, approval.key, file.group, file.number])

    return second, {
        "draft": draft.pk,
        "data_request": asked.get_absolute_url(),
        "closing": reverse("payments:closing", args=[year, meeting.key]),
        "edit": reverse("meetings:edit", args=[year, "2566-11"]),
        "set_aside": reverse("meetings:set_aside", args=[year, meeting.key]),
        "approval": reverse("payments:show", args=[year, approval.key]),
        "confirm_all": reverse("payments:confirm_all", args=[year, approval.key]),
        "correct_account": reverse("payments:correct_account", args=[year, pending]),
        "mark_failed": reverse("payments:mark_failed", args=[year, pending]),
        "result": reverse("payments:result", args=[year, paid.case.number]),
        "account_change": reverse(
            "payments:account_change", args=[year, by_status[PaymentStatus.HELD].case.number]
        ),
        "conflict": reverse("payments:conflict", args=[year, conflict.pk]),
        "note_conflict": reverse("payments:note_conflict", args=[year, paid.case.number]),
        "flags": reverse("payments:flags", args=[year, unseen.key]),
        "result_list": reverse("payments:result_list", args=[year, received.pk]),
        "voiding": of_file(waiting_line.file),
        "answered": of_file(paid_line.file),
    }


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size["width"])
def test_it_is_whole_and_open_to_everyone(desk, addresses, size):
    """axe finds nothing, nothing runs off the side, the console is silent, the frame is there."""
    officer, keys = addresses
    page = desk(officer, viewport=size)
    loud = []
    page.on("console", lambda message: loud.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: loud.append(str(error)))
    wrong = {}
    for name, address in BEHIND_THE_DOOR.items():
        page.goto(address.format(**keys))
        found = Axe().run(page).response["violations"]
        if found:
            wrong[name] = [(f["id"], [n["html"][:120] for n in f["nodes"][:2]]) for f in found]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            wrong[f"{name} (wide)"] = wide
    expected = [line for line in loud if "404" not in line]
    assert not wrong
    assert not expected


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size["width"])
def test_the_administrators_pages_too(desk, offices, size):
    waiver = make.waiver(make.office())
    admin, who = waiver.granted_by, make.officer()
    asked = ask_for_hand_over(
        make.office(),
        facts={"phone": "0812345678"},
        files=[GoodFile(HandOverPaper.CARD, "บัตร.pdf", make.scan())],
        sent_from=None,
    )
    ask_for_administrator(make.centre_officer(), reason="ภาระงานเพิ่มขึ้น", by=admin)
    page = desk(admin, viewport=size)
    of_officer = ("", "duties/", "duties/HEAD/end/", "move/", "off/", "link/")
    rest = ("/officers/", "/officers/new/", "/administrators/", "/hand-overs/", "/fiscal-years/")
    for address in (
        *("/waivers/", "/waivers/new/", *rest, f"/hand-overs/{asked.pk}/"),
        *(f"/officers/{who.pk}/{step}" for step in of_officer),
    ):
        page.goto(address)
        assert not Axe().run(page).response["violations"], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_the_door_too(desk, offices):
    for size in SIZES:
        page = desk(viewport=size)
        for address in ("/sign-in/", "/access-request/", "/access-request/sent/"):
            page.goto(address)
            assert not Axe().run(page).response["violations"], address


LISTS = ["home", "cases", "meeting", "approvals", "waiting", "approval"]


@pytest.mark.parametrize("name", LISTS)
def test_a_first_visit_to_a_list_is_light(desk, addresses, name):
    """Under 200 KB with its style, script and fonts (ui: first load)."""
    officer, keys = addresses
    page = desk(officer)
    sizes = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(BEHIND_THE_DOOR[name].format(**keys), wait_until="networkidle")
    assert 0 < sum(sizes) < 200_000


PRINTED_CELLS = """() => [...document.querySelectorAll("main .table tr")].map(row =>
    [...row.cells].filter(cell => cell.checkVisibility()).map(cell => cell.innerText.trim()))"""


@pytest.mark.parametrize("name", LISTS)
def test_a_printed_list_has_no_column_of_buttons(desk, addresses, name):
    """Buttons do not print; nor then does a column that held nothing else."""
    officer, keys = addresses
    page = desk(officer)
    page.goto(BEHIND_THE_DOOR[name].format(**keys))
    page.emulate_media(media="print")
    heading, *rows = page.evaluate(PRINTED_CELLS)
    assert rows
    for row in rows:  # of one cell is the bank or the year of the rows below it
        assert len(row) in (1, len(heading)) and all(row), (heading, row)


def test_it_is_worked_by_keyboard_alone(desk, caseworker):
    page = desk(caseworker)
    page.goto("/2566/cases/check/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="ข้ามไปยังเนื้อหา")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("หมายเลขบัตรประจำตัวประชาชน")).to_be_focused()
    page.keyboard.type("5838023466970")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="ดำเนินการต่อ").press("Enter")
    expect(page.get_by_role("button", name="ยืนยัน", exact=True)).to_be_visible()
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_the_menu_opens_on_a_phone(desk, caseworker, script):
    page = desk(caseworker, viewport=SIZES[1], java_script_enabled=script)
    page.goto("/2566/")
    page.get_by_role("button", name="เมนู").click()
    page.get_by_role("link", name="แสดงข้อมูลเคส").click()
    expect(page.get_by_role("heading", name="แสดงข้อมูลเคส")).to_be_visible()

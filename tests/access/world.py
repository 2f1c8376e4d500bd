"""Two offices with something at every address, made by the real actions (F9-F14, S1).

Whatever is written in an office is a word of its own (``Words``), so that one alone says whose it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from fido2.cose import CoseKey
from fido2.webauthn import Aaguid, AttestedCredentialData

from ecase.cases import actions as cases
from ecase.cases.models import Case, Draft, DraftPage, Source
from ecase.core.papers import Told
from ecase.core.tests.paper_text import MADE_AT, example
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting
from ecase.offices import actions as offices
from ecase.offices.door.models import Device, Passkey, SignIn
from ecase.offices.models import OF_AN_OFFICE, Duty, HandOverPaper, Officer
from ecase.payments import actions as payments
from ecase.payments.flags import flags_of
from ecase.payments.models import BankGroup, Payment, PaymentStatus, Result, Settlement
from ecase.privacy import actions as privacy
from ecase.privacy.models import Asker, Identity, RetentionRun
from ecase.regulations.models import AssistanceType, Bank
from tests import make

YEAR = 2566
PAPER = make.scan().pdf  # of a long paper: what it says is of no matter
PUBLIC_KEY = CoseKey({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})  # nobody's
SHARED_ID = make.citizen_id(40_000_000_007)  # of a person who asks in both offices
SHARED_ACCOUNT, SHARED_PHONE = "6190384752", "0619038475"


@dataclass
class Words:
    """Everything that one office says: each text a word that stands nowhere else."""

    mark: str  # two letters
    first: int  # of its numbers
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def __call__(self, what: str) -> str:
        word = f"{self.mark}{len(self.texts):03}{what.title()}z"
        self.texts[word] = what
        return word

    def number(self, what: str, digits: str) -> str:
        self.numbers[digits] = what
        return digits

    def account(self) -> str:
        return self.number("account", f"{self.first + len(self.numbers) * 7919:010}")

    def phone(self) -> str:
        return self.number("phone", f"0{self.first // 10 + len(self.numbers) * 7919:09}")

    def citizen_id(self) -> str:
        body = self.first * 7 + len(self.numbers) * 7919
        return self.number("citizen ID", make.citizen_id(body))


@dataclass
class Home:
    """An office of the walk: who works there, and the names in addresses of what it has."""

    code: str
    words: Words
    boss: Officer  # holds all duties, and did all that is there
    people: dict[Duty, Officer]
    at: dict[str, Any] = field(default_factory=dict)  # one of each kind of record
    own: dict[int, dict[str, Any]] = field(default_factory=dict)  # what one officer alone sees
    cases: list[Case] = field(default_factory=list)

    def record(self, name: str, who: Officer | None = None) -> Any:
        return (self.own.get(who.pk, {}) if who else {}).get(name) or self.at.get(name, name)


def build(code: str, mark: str, first: int) -> Home:
    """One office with a case in every state, papers, files, conflicts, proposals and drafts."""
    words, office = Words(mark, first), make.office(code)

    def engaged(*duties: Duty, name: str) -> Officer:
        names = {"first_name": words("officer"), "last_name": words("officer")}
        return make.officer(*duties, of=office, username=f"{mark}-{name}".lower(), **names)

    boss = engaged(name="boss")
    offices.edit_profile(
        boss, position=words("position"), phone=words.phone(), email=_email(words), by=boss
    )
    people = {duty: engaged(duty, name=duty) for duty in OF_AN_OFFICE}
    home = Home(code, words, boss, people)
    _closed_rounds(home)
    _open_round(home)
    home.at["data_request"] = _asked_for_own_data(home)
    home.at["waiver"] = make.waiver(office, reason=words("waiver")).pk
    for who in (boss, *people.values()):
        home.own[who.pk] = _of_one_officer(home, who)
    home.at |= home.own[boss.pk]
    return home


def _email(words: Words) -> str:
    return f"{words('mail')}@example.com"


def _facts(home: Home, **changes: Any) -> dict[str, Any]:
    words = home.words
    said = {
        "first_name": words("first"),
        "last_name": words("last"),
        "hardship": words("hardship"),
        "account_name": words("holder"),
        "other_papers": words("papers"),
    }
    if "account_number" not in changes:
        said |= {"account_number": words.account(), "phone": words.phone(), "email": _email(words)}
    return {**said, **changes}


def _case(home: Home, citizen_id: str = "", **changes: Any) -> Case:
    """A case in the meeting whose every fact is a word of the office."""
    draft = cases.look_up(
        citizen_id or home.words.citizen_id(), fiscal_year=make.year(YEAR), by=home.boss
    )
    _files(home, draft, home.boss)
    facts = make.facts(**_facts(home, **changes))
    case = meetings.record_case(draft, facts, by=home.boss)
    home.cases.append(case)
    return Case.objects.in_full().get(pk=case.pk)


def _files(home: Home, draft: Draft, by: Officer) -> None:
    for pages, bundle in enumerate(("supporting", "financial"), start=home.words.first % 7 + 1):
        cases.keep_file(
            draft, bundle=bundle, name=f"{home.words('file')}.pdf", scan=make.scan(pages), by=by
        )


def _payment(case: Case) -> Payment:
    return Payment.objects.get(case=case)


def _closed_rounds(home: Home) -> None:
    """Two approvals: one in files with results of every kind, one whose first file is taken back."""
    words, boss = home.words, home.boss
    paid, waits, held, corrected = (_case(home) for _ in range(4))
    # A person and an account that the other office knows too.
    _case(
        home,
        SHARED_ID,
        account_number=SHARED_ACCOUNT,
        phone=SHARED_PHONE,
        **({"override_because": words("override")} if _is_known() else {}),
    )
    approval = make.approval(by=boss, of=_collecting(home))
    home.at |= {"approval": approval.key, "bundle": "financial", "in_file": waits.number}
    held_payment = _payment(held)
    payments.propose_account(
        held_payment,
        {**held.bank_account.facts, "account_number": words.account()},
        reason=words("proposal"),
        by=boss,
    )
    refused = payments.propose_account(
        _payment(corrected),
        {**corrected.bank_account.facts, "account_number": words.account()},
        reason=words("proposal"),
        by=boss,
    )
    payments.refuse_account(refused, because=words("refusal"), by=make.other_of(boss))
    for flagged in approval.payments.due():
        _settle_flags(flagged, words, make.other_of(boss))
    make.bring(_payment(paid), PaymentStatus.PAID, by=boss)
    [line] = _payment(paid).lines.all()
    conflict = payments.note_conflict(
        line, says=Result.RETURNED, because="OTHER", note=words("conflict"), by=boss
    )
    payments.settle_conflict(
        conflict,
        settlement=Settlement.CORRECTED,
        because=words("settled"),
        by=make.other_of(boss),
    )
    waiting = _payment(waits).lines.get()
    answered = _payment(corrected)
    payments.mark_returned(answered, because="OTHER", note=words("returned"), by=boss)
    again = payments.note_conflict(
        answered.lines.get(), says=Result.PAID, note=words("conflict"), by=boss
    )
    heading = "เลขอ้างอิง,เลขที่บัญชี,จำนวนเงิน,ผลการโอน,หมายเหตุ"
    row = (waiting.reference, waiting.bank_account.account_number, waiting.amount, "สำเร็จ")
    content = f"{heading}\n{','.join(map(str, row))},{words('row')}\n".encode()
    results = payments.receive_list(f"{words('list')}.csv", content, year=make.year(YEAR), by=boss)
    home.at |= {
        "held": held.number,
        "answered": paid.number,
        "conflict": again.pk,
        "result_list": results.pk,
        "group": BankGroup.KRUNGTHAI.value,
    }
    _second_round(home)


def _second_round(home: Home) -> None:
    words, boss = home.words, home.boss
    twins = words.account()
    _case(home, account_number=twins)
    _case(home, account_number=twins)  # flagged: one account for two
    failed = _case(home)
    other_bank = _case(home, bank=Bank.objects.get(code="025"))
    make_round = make.approval(by=boss, of=_collecting(home))
    payments.mark_failed(_payment(failed), reason=words("failure"), by=boss)
    _settle_flags(_payment(other_bank), words, make.other_of(boss))
    file = make.file(make_round, BankGroup.OTHERS, by=boss)
    payments.ask_to_void(file, reason=words("void"), by=boss)
    home.at |= {"second": make_round.key, "others": BankGroup.OTHERS.value}


def _open_round(home: Home) -> None:
    """A round with a case to be decided, one set aside, one disqualified, one edited."""
    words, boss = home.words, home.boss
    alike = {"account_number": SHARED_ACCOUNT, "phone": SHARED_PHONE}  # as a person's of the other
    case = _case(home, **alike)
    facts = make.facts(
        **_facts(home, **alike, assistance_type=AssistanceType.objects.get(name=make.KINDERGARTEN)),
        amount=Decimal("900.00"),
        birth_date=date(2018, 1, 5),
    )
    case = meetings.edit_case(
        case, facts, opened_version=case.version, amount_because=words("amount"), by=boss
    )
    aside, not_fit = _case(home), _case(home)
    meetings.set_aside([aside], because="HOME_VISIT", note=words("aside"), return_on=None, by=boss)
    cases.disqualify(not_fit, reason=words("unfit"), by=boss)
    meeting = _collecting(home)
    home.at |= {
        "in_meeting": case.number,
        "meeting": meeting.key,
        "source": Source.objects.filter(document__case=case).first().pk,
        "page": 1,
        "ended": not_fit.number,
    }


def _asked_for_own_data(home: Home) -> UUID:
    """A person of the office asks, by somebody else, for what is kept."""
    words = home.words
    asked = privacy.take_request(
        citizen_id=home.cases[0].person.citizen_id,
        asked_by=Asker.PROXY,
        asker=words("asker"),
        identity=Identity.CARD,
        proof=words("proof"),
        received_on=timezone.localdate(),
        by=home.boss,
    )
    return asked.pk


def _of_one_officer(home: Home, who: Officer) -> dict[str, Any]:
    """What nobody else sees, of the own office neither: a draft, a long paper, an own account."""
    words = home.words
    draft = cases.look_up(words.citizen_id(), fiscal_year=make.year(YEAR), by=who)
    cases.keep_typed(draft, {"first_name": words("typed"), "hardship": words("typed")}, by=who)
    _files(home, draft, who)
    return {
        "draft": draft.pk,
        "draft_page": DraftPage.objects.of(draft).first().pk,
        **_of_anybody(words, who),
    }


def _of_anybody(words: Words, who: Officer) -> dict[str, Any]:
    account = payments.declare_account(
        bank=Bank.objects.get(code="006"), account_number=words.account(), by=who
    )
    told = Told("request", {**example("request"), "office": words("paper")}, MADE_AT)
    paper, _ = offices.ask_for_paper(told, name=words("paper"), to_keep=False, by=who)
    offices.keep_paper(paper.pk, PAPER)
    device = Device.objects.create(
        officer_id=who.pk, browser=words("device"), digest=f"{who.pk:064}"
    )
    elsewhere = SignIn.objects.create(officer_id=who.pk, device=device, session_key=f"of {who.pk}")
    passkey = Passkey.objects.create(
        officer_id=who.pk,
        name=words("passkey"),
        credential_id=who.pk.to_bytes(8, "big"),
        credential=AttestedCredentialData.create(Aaguid.NONE, b"x", PUBLIC_KEY),
        sign_count=0,
    )
    return {
        "own_account": account.pk,
        "long_paper": paper.pk,
        "sign_in": elsewhere.pk,
        "passkey": passkey.pk,
    }


def _asked_of_the_centre(home: Home, administrator: Officer) -> None:
    """What an administrator has to decide: who becomes one too, and who becomes head of an office."""
    words = home.words
    request = offices.ask_for_administrator(
        make.centre_officer(Duty.AUDITOR), reason=words("reason"), by=administrator
    )
    facts = {"phone": words.phone(), "first_name": words("head"), "last_name": words("head")}
    card = offices.GoodFile(HandOverPaper.CARD, f"{words('card')}.pdf", make.scan())
    asked = offices.ask_for_hand_over(
        make.office(home.code), facts=facts, files=[card], sent_from=None
    )
    home.at |= {
        "officer": home.people[Duty.HEAD].pk,
        "administrator_request": request.pk,
        "hand_over": asked.pk,
        "hand_over_file": asked.files.get().pk,
        "year": YEAR,
    }


def _collecting(home: Home) -> Meeting:
    return Meeting.objects.of(make.office(home.code), make.year(YEAR)).open().get()


def _is_known() -> bool:
    return Case.objects.asked_for_by(SHARED_ID).exists()


def _settle_flags(payment: Payment, words: Words, by: Officer) -> None:
    flags = flags_of(Payment.objects.filter(pk=payment.pk))
    if flags:
        shown = {(flag.kind, flag.about) for flag in flags}
        payments.settle_flags(payment, shown=shown, reason=words("flag"), by=by)


@dataclass
class World:
    """Both offices and the centre."""

    here: Home
    there: Home
    centre: dict[Duty, Officer]

    @property
    def walkers(self) -> dict[Duty, Officer]:
        """One officer of each duty, with no other."""
        return {**self.here.people, **self.centre}


def world(of: Callable[..., Home] = build) -> World:
    there = of("1024", "Bq", 5_310_000_003)
    here = of("1008", "Ax", 2_840_000_009)
    centre = {duty: make.centre_officer(duty) for duty in (Duty.ADMINISTRATOR, Duty.AUDITOR)}
    for who in centre.values():
        here.own[who.pk] = _of_anybody(here.words, who)
    run = RetentionRun.objects.create(years=5, count=1, asked_by=centre[Duty.ADMINISTRATOR])
    for home in (here, there):
        _asked_of_the_centre(home, centre[Duty.ADMINISTRATOR])
        home.at["retention_run"] = run.pk
    return World(here, there, centre)

"""One case in full (แสดงข้อมูล, R53): what it says, its documents, its whole history."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ecase.audit.models import Event
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import disclosure
from ..checklist import labels
from ..lookalikes import lookalikes
from ..models import ENDED, NEXT, BankAccount, Bundle, Case, Document, Status
from ..notices import LABELS as NOTICES
from ..remarks import remarks
from ..rows import status_look
from ..story import story
from .finding import came_from, find_case, find_whatever_is_left, stone_of

THUMBS = 6  # pages shown small beside the large one
TOLD = 300  # events; a case has some tens of them


@require_safe
@open_to(*EVERY_DUTY)
def show(request: OfficerRequest, number: str) -> HttpResponse:
    case = find_whatever_is_left(request, number)
    if stone := stone_of(case):
        return render(request, "cases/removed.html", {"case": case, "stone": stone})
    today = timezone.localdate()
    events = Event.objects.about(case).select_related("by")[:TOLD]
    accounts = list(case.bank_accounts.select_related("bank", "made_by").order_by("-version"))
    tone, icon = status_look(case.status)
    steps = _steps(request, case)
    context = {
        "case": case,
        "age": case.age(today),
        "status_tone": tone,
        "status_icon": icon,
        "steps": steps,
        "is_granted": case.approved_on or case.amount != case.requested_amount,
        "remarks": [] if case.is_frozen else _remarks(request, case, today),
        "is_revealed": case.pk in disclosure.revealed(request),
        "is_account_revealed": case.pk in disclosure.revealed_accounts(request),
        "papers": {
            name: labels(getattr(case, f"{name}_papers")) for name in ("attached", "missing")
        },
        "accounts": accounts[1:] and _versions(accounts),
        "viewer": _viewer(request, case),
        "story": story(events),
        "notice": NOTICES.get(Status(case.status), "") if steps.works else "",
        "begun_again_as": list(case.followed_by.order_by("pk")),
    }
    return render(request, "cases/show.html", context)


@open_to(*EVERY_DUTY)
@require_POST
def reveal(request: OfficerRequest, number: str) -> HttpResponse:
    """แสดง the full citizen ID, on record; back to the row or page that asked."""
    case = find_case(request, number)
    disclosure.reveal(request, case)
    return redirect(f"{came_from(request, case.get_absolute_url())}#c{case.number}")


@open_to(*EVERY_DUTY)
@require_POST
def reveal_account(request: OfficerRequest, number: str) -> HttpResponse:
    """แสดง the full account and contacts, on record; back to the page that asked."""
    case = find_case(request, number)
    disclosure.reveal_account(request, case)
    return redirect(f"{came_from(request, case.get_absolute_url())}#account")


def _remarks(request: OfficerRequest, case: Case, today: date) -> list[str]:
    """What to look at twice: in the case itself, and beside those of other persons."""
    return [*remarks(case, today=today), *lookalikes([case], officer=request.user)[case.pk]]


@dataclass(frozen=True)
class Steps:
    """What this officer may do with the case now, and the word that says why not."""

    works: bool  # the cases of this office are this officer's work
    edit: bool
    disqualify: bool
    begin_again: bool
    why_not: str


def _steps(request: OfficerRequest, case: Case) -> Steps:
    works = request.user.may(Duty.CASEWORKER, Duty.HEAD)
    over = case.status in ENDED and not case.begun_again
    if case.status == Status.APPROVED:
        why_not = "ที่ประชุมอนุมัติแล้ว แก้ได้เพียงข้อมูลทางการเงิน ที่เมนูจ่ายให้ประชาชน"
    elif case.status == Status.PAID:
        why_not = "จ่ายแล้ว แก้ไขไม่ได้"
    elif not works:
        why_not = "ดูได้อย่างเดียว เจ้าหน้าที่หรือหัวหน้าฝ่ายของเขตเป็นผู้แก้ไข"
    else:
        why_not = ""
    return Steps(
        works=works,
        edit=works and not case.is_frozen,
        disqualify=works and Status.DISQUALIFIED in NEXT[case.status],
        begin_again=works and over,
        why_not=why_not,
    )


@dataclass(frozen=True)
class Version:
    account: BankAccount
    is_current: bool


def _versions(accounts: Sequence[BankAccount]) -> list[Version]:
    return [Version(account, position == 0) for position, account in enumerate(accounts)]


@dataclass(frozen=True)
class Viewer:
    """The document in view: one version of one bundle, at one page."""

    document: Document
    page: int
    versions: list[Document]  # of the same bundle, newest first
    others: list[Document]  # the newest of each other bundle
    may_see_received: bool

    @property
    def thumbs(self) -> range:
        """Some pages around the one in view."""
        first = max(1, min(self.page - THUMBS // 2, self.document.pages - THUMBS + 1))
        return range(first, min(first + THUMBS, self.document.pages + 1))

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page < self.document.pages else None

    @property
    def is_newest(self) -> bool:
        return self.document == self.versions[0]


def _viewer(request: OfficerRequest, case: Case) -> Viewer | None:
    """What ?bundle=&version=&page= asks for, else the first page of the newest papers."""
    documents = list(case.documents.select_related("added_by").order_by("-bundle", "-version"))
    if not documents:
        return None
    asked = {name: request.GET.get(name, "") for name in ("bundle", "version", "page")}
    of_bundle = [d for d in documents if d.bundle == asked["bundle"]]
    versions = of_bundle or [d for d in documents if d.bundle == documents[0].bundle]
    shown = next((d for d in versions if str(d.version) == asked["version"]), versions[0])
    page = int(asked["page"]) if re.fullmatch("[0-9]{1,4}", asked["page"]) else 1
    newest = {bundle: next((d for d in documents if d.bundle == bundle), None) for bundle in Bundle}
    others = [d for bundle, d in newest.items() if d and bundle != shown.bundle]
    audits = request.user.may(Duty.AUDITOR)
    return Viewer(shown, min(max(page, 1), shown.pages), versions, others, audits)

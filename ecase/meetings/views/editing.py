"""Changing a case in the meeting, taking it out for now and putting it back (R61-R68)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.actions import Facts
from ecase.cases.disclosure import reveal_account, revealed_accounts
from ecase.cases.forms import BundleBox
from ecase.cases.models import BankAccount, Case, Document, Draft, Status
from ecase.cases.overrides import asker
from ecase.cases.receiving import arrange, kept_files, number_of, take_files_beside
from ecase.core.thai import baht
from ecase.offices.access import OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import actions
from ..actions import Leave
from ..clashes import CHANGES, Clash, clash
from ..forms import EditForm
from ..models import Meeting
from .recording import tell_remarks


@open_to(Duty.CASEWORKER, Duty.HEAD)
def edit(request: OfficerRequest, number: str) -> HttpResponse:
    """แก้ไขข้อมูลเคสในที่ประชุมสำนักงานเขต."""
    case = _case(request, number)
    if case.is_frozen:
        status = 409 if request.method == "POST" else 200
        return render(request, "meetings/frozen.html", {"case": case}, status=status)
    if case.pk not in revealed_accounts(request):
        reveal_account(request, case)  # the form shows the whole account, also when it comes back
    rounds = list(Meeting.objects.of(case.office, case.fiscal_year).open())
    if request.method == "POST":
        return _confirm(request, case, rounds)
    return _page(request, case, EditForm(case, rounds=rounds))


def _confirm(request: OfficerRequest, case: Case, rounds: list[Meeting]) -> HttpResponse:
    draft, refused = take_files_beside(request, case, cases.begin_edit)
    form = EditForm(
        case,
        request.POST,
        rounds=rounds,
        kept=kept_files(draft),
        refused=refused,
        why_override=asker(case),
    )
    opened = min(max(number_of(request, "opened_version"), 1), case.version)
    if opened != case.version and not form.says_the_same:
        met = _clash(case, opened, form)
        merged = EditForm(
            case,
            _merged(request.POST, form, met),
            rounds=rounds,
            kept=kept_files(draft),
            refused=refused,
        )
        return _page(request, case, merged, draft, met=met, status=409)
    if "lay_out" in request.POST:
        draft = _lay_out(request, case, draft)
    if draft and ("lay_out" in request.POST or arrange(request, draft)):
        left = EditForm(
            case, rounds=rounds, initial=form.typed, kept=kept_files(draft), refused=refused
        )
        return _page(request, case, left, draft)
    if not form.is_valid():
        return _page(request, case, form, draft)
    return _save(request, case, form, draft, opened)


def _lay_out(request: OfficerRequest, case: Case, draft: Draft | None) -> Draft:
    """The draft with the pages of a bundle's version in force, to be arranged."""
    draft = draft or cases.begin_edit(case, by=request.user)
    if document := case.documents.latest_of(request.POST["lay_out"][:20]):
        cases.bring_in(draft, document)
    return draft


def _save(
    request: OfficerRequest, case: Case, form: EditForm, draft: Draft | None, opened: int
) -> HttpResponse:
    typed = form.cleaned_data
    comes_back = bool(typed.get("come_back"))
    leave = (
        Leave(
            because=typed["because"],
            note=typed["note"],
            return_on=typed["return_on"],
            wanted=typed.get("wanted", ()),
        )
        if typed.get("leave")
        else None
    )
    saved = actions.edit_case(
        case,
        Facts(**form.facts),
        opened_version=opened,
        amount_because=typed["amount_because"],
        draft=draft,
        leave=leave,
        into=form.round if comes_back else None,
        into_collecting=comes_back and form.round is None,
        by=request.user,
    )
    into = actions.round_of(saved) if comes_back else None
    done = f"บันทึกเคส {case} แล้ว"
    if leave:
        done += " และนำออกจากที่ประชุมชั่วคราว ดำเนินการต่อได้ที่เมนูหน้าหลัก"
    if into:
        done += f" และนำกลับเข้ารอบ {into}"
    messages.success(request, done)
    tell_remarks(request, saved)
    if saved.status == Status.SET_ASIDE and not leave:
        return redirect("reporting:home", request.year.pk)
    return redirect(into or actions.round_of(saved))


def _page(
    request: OfficerRequest,
    case: Case,
    form: EditForm,
    draft: Draft | None = None,
    *,
    met: Clash | None = None,
    status: int = 200,
) -> HttpResponse:
    waits = case.status == Status.SET_ASIDE
    home = reverse("reporting:home", args=[request.year.pk])
    asked = f"ขอไว้ {baht(case.requested_amount)} บาท"
    page = {
        "case": case,
        "form": form,
        "draft": draft,
        "clash": met,
        "papers": _papers(case, form),
        "round": f"{case.round}/{case.fiscal_year_id}",
        "amount_hint": asked if case.reduced_by else "",
        "because_hint": f"ครั้งก่อน: {case.amount_because}" if case.amount_because else "",
        "back": home if waits else actions.round_of(case).get_absolute_url(),
    }
    return render(request, "meetings/edit.html", page, status=status)


def _papers(case: Case, form: EditForm) -> list[tuple[BundleBox, Document | None, str]]:
    """Each bundle's box, its version in force, and where that can be looked at."""
    in_force = {doc.bundle: doc for doc in case.documents.latest_of_each_bundle()}
    papers = []
    for box in form.boxes:
        document = in_force.get(box.field.name)
        address = [case.fiscal_year_id, case.number, box.field.name]
        url = reverse("cases:document", args=[*address, document.version]) if document else ""
        papers.append((box, document, url))
    return papers


def _clash(case: Case, opened: int, form: EditForm) -> Clash:
    """What was saved after this officer opened the page."""
    changes = Event.objects.about(case).filter(verb__in=CHANGES).select_related("by")
    account = set(BankAccount.FACTS)
    since = list(changes[: case.version - opened])
    anew = sum(not account.isdisjoint(event.after) for event in since)
    then = case.bank_accounts.get(version=max(case.bank_account.version - anew, 1))
    form.is_valid()
    read = {name: value for name, value in form.cleaned_data.items() if name in form.FACTS}
    return clash(since, read, account_then=then)


def _merged(typed: QueryDict, form: EditForm, met: Clash) -> QueryDict:
    """What was typed, with the first officer's values where the second changed nothing."""
    data = typed.copy()
    now: dict[str, Any] = EditForm(form.case, rounds=[]).typed
    for name in met.taken_over:
        data.pop(name, None)
        if now[name]:
            says = now[name] if isinstance(now[name], list) else [str(now[name])]
            data.setlist(name, ["on"] if now[name] is True else says)
    return data


def _case(request: OfficerRequest, number: str) -> Case:
    found = Case.objects.visible_to(request.user).of_year(request.year).in_full()
    return get_object_or_404(found, number=number)

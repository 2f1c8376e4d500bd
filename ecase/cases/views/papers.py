"""The papers of one case that are printed (แบบพิมพ์ของเคส); each printing is on record."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecase.audit.models import Event
from ecase.core.printing import printed
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import actions
from ..notices import notice as letter_of
from ..printouts import SheetFacts, case_sheet, request_form
from ..story import story
from .finding import find_case


@require_safe
@open_to(*EVERY_DUTY)
def request_paper(request: OfficerRequest, number: str) -> HttpResponse:
    """แบบคำขอรับความช่วยเหลือ filled in from the case."""
    case = find_case(request, number)
    paper = request_form(case, made_at=timezone.now())
    actions.print_paper(case, actions.CasePaper.REQUEST, by=request.user)
    return printed(paper, f"แบบคำขอ-{case}.pdf")


@require_safe
@open_to(*EVERY_DUTY)
def sheet(request: OfficerRequest, number: str) -> HttpResponse:
    """ใบสรุปเคส: the case on paper, with its whole history."""
    case = find_case(request, number)
    facts = SheetFacts(
        case=case,
        accounts=list(case.bank_accounts.select_related("bank", "made_by").order_by("-version")),
        documents=list(case.documents.select_related("added_by").order_by("-bundle", "-version")),
        deeds=story(Event.objects.about(case).select_related("by")).deeds,
        printed_by=str(request.user),
    )
    paper = case_sheet(facts, made_at=timezone.now())
    actions.print_paper(case, actions.CasePaper.SHEET, by=request.user)
    return printed(paper, f"ใบสรุปเคส-{case}.pdf")


@require_safe
@open_to(Duty.CASEWORKER, Duty.HEAD)
def notice(request: OfficerRequest, number: str) -> HttpResponse:
    """หนังสือแจ้งผล: the letter that the status of the case calls for."""
    case = find_case(request, number)
    decided = Event.objects.about(case).filter(verb="case.disqualified").first()
    paper = letter_of(case, decided_at=decided.at if decided else None, made_at=timezone.now())
    actions.print_paper(case, actions.CasePaper.NOTICE, by=request.user)
    return printed(paper, f"หนังสือแจ้งผล-{case}.pdf")

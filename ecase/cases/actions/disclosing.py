"""Showing what a case hides (แสดง). Nothing changes, but each look is put on record."""

from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record
from ecase.audit.models import Event
from ecase.offices.models import Officer

from ..models import Case, Document, Source

# Turning the pages of one document is one look at it.
ONE_LOOK = timedelta(minutes=10)


@transaction.atomic
def disclose_citizen_id(case: Case, *, by: Officer) -> None:
    """Show one officer the full citizen ID (แสดงเลขบัตร)."""
    record("case.citizen_id_disclosed", case, by=by)


@transaction.atomic
def disclose_account(case: Case, *, by: Officer) -> None:
    """Show one officer the full bank account, phone and e-mail (แสดงเลขบัญชี)."""
    record("case.account_disclosed", case, by=by, after={"account": case.bank_account.version})


@transaction.atomic
def disclose_document(document: Document, *, by: Officer) -> None:
    """Let one officer look at a scanned document (เปิดดูเอกสาร), on record once in ten minutes."""
    facts = {"bundle": document.bundle, "version": document.version}
    before = Event.objects.about(document.case).filter(
        verb="case.document_opened", by=by, after=facts, at__gt=timezone.now() - ONE_LOOK
    )
    if not before.exists():
        record("case.document_opened", document.case, by=by, after=facts)


@transaction.atomic
def download_document(document: Document, *, by: Officer) -> None:
    """Hand one officer a document as a file (ดาวน์โหลด); each time is on record."""
    facts = {"bundle": document.bundle, "version": document.version}
    record("case.document_downloaded", document.case, by=by, after=facts)


@transaction.atomic
def take_out_received(source: Source, *, reason: str, by: Officer) -> None:
    """Hand an auditor a file exactly as it was received (ขอไฟล์ที่ได้รับ), with the reason."""
    document = source.document
    facts = {
        "bundle": document.bundle,
        "version": document.version,
        "sha256": source.received.sha256,
    }
    record("case.received_taken_out", document.case, by=by, after=facts, note=reason)


class CasePaper(StrEnum):
    """A paper of one case that says who it is about (แบบพิมพ์ของเคส), by the event of its printing."""

    ACCOUNT = "case.account_form_printed"  # K-corp1; like the next, with the full ID and account
    REQUEST = "case.request_form_printed"
    SHEET = "case.sheet_printed"
    NOTICE = "case.notice_printed"


@transaction.atomic
def print_paper(case: Case, paper: CasePaper, *, by: Officer) -> None:
    """Print a paper of the case; each printing is on record, with the status that it tells."""
    record(paper.value, case, by=by, after={"status": case.status})

"""What a browser would send of the forms about a case."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ecase.cases.models import Case
from ecase.people.models import Title
from ecase.regulations.models import AssistanceType
from tests import make


def pdf(name: str = "สแกน.pdf", pages: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make.scan(pages).pdf, "application/pdf")


def files() -> dict:
    return {"supporting": pdf("คำร้อง.pdf"), "financial": pdf("สมุดบัญชี.pdf")}


def form(**changes) -> dict:
    """An ordinary form: a livelihood grant of 5,000 baht, without its files."""
    typed = {
        "title": Title.objects.get(name="นาง").pk,
        "gender": "F",
        "first_name": "น้ำทิพย์",
        "last_name": "สิทธิ์ชัยศรี",
        "birth_date": "29/02/2523",
        "assistance_type": AssistanceType.objects.get(name=make.LIVELIHOOD).pk,
        "amount": "5,000",
        "hardship": "ยากจน",
        "bank": "006",
        "branch_code": "",
        "account_name": "นางน้ำทิพย์ สิทธิ์ชัยศรี",
        "account_number": "001-2-34567-8",
        "phone": "",
        "email": "",
    }
    return {**typed, **changes}


def as_opened(case: Case, **changes) -> dict:
    """The edit form of a case that was made with ``make.case``, as its page was opened."""
    number = case.bank_account.account_number
    shown = {"opened_version": case.version, "account_number": number, "because": "PAPERS_MISSING"}
    shown["attached_papers"] = case.attached_papers
    return form(**{**shown, **changes})

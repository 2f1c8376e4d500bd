from django.urls import path

from . import addresses  # noqa: F401 -- registers case_number and bundle
from .views import check, deciding, documents, evidence, listing, papers, showing

app_name = "cases"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("search/", listing.search, name="search"),
    path("check/", check.check, name="check"),
    path("drafts/<uuid:draft>/", check.show_history, name="history"),
    path("drafts/<uuid:draft>/pages/<int:page>/", documents.draft_page, name="draft_page"),
    path("<case_number:number>/", showing.show, name="show"),
    path("<case_number:number>/citizen-id/", showing.reveal, name="reveal"),
    path("<case_number:number>/account/", showing.reveal_account, name="reveal_account"),
    path("<case_number:number>/disqualification/", deciding.disqualify, name="disqualify"),
    path("<case_number:number>/begin-again/", deciding.begin_again, name="begin_again"),
    path("<case_number:number>/kcorp1/", documents.kcorp1, name="kcorp1"),
    path("<case_number:number>/received/", evidence.received, name="received"),
    path("<case_number:number>/request.pdf", papers.request_paper, name="request_paper"),
    path("<case_number:number>/sheet.pdf", papers.sheet, name="sheet"),
    path("<case_number:number>/notice.pdf", papers.notice, name="notice"),
    path(
        "<case_number:number>/documents/<bundle:bundle>/<int:version>/",
        documents.document,
        name="document",
    ),
    path(
        "<case_number:number>/documents/<bundle:bundle>/<int:version>/<int:page>/",
        documents.page_picture,
        name="page_picture",
    ),
]

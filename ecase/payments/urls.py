from django.urls import path

from ecase.cases import addresses  # noqa: F401 -- registers case_number

from .views import accounts, approvals, closing, files, paying, results

app_name = "payments"

urlpatterns = [
    path("meetings/<str:key>/closing/", closing.closing, name="closing"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<str:key>/<str:paper>.pdf", approvals.paper, name="paper"),
    path("payments/", paying.waiting, name="waiting"),
    path("payments/<str:key>/", paying.show, name="show"),
    path("payments/<str:key>/all-paid/", results.confirm_all, name="confirm_all"),
    path("payments/<str:key>/files/<str:group>/", files.make_file, name="make_file"),
    path("payments/<str:key>/files/<str:group>/<int:number>/", files.file, name="file"),
    path("payment/<case_number:number>/account/", accounts.correct_account, name="correct_account"),
    path("payment/<case_number:number>/failure/", results.mark_failed, name="mark_failed"),
    path("payment/<case_number:number>/result/", results.result, name="result"),
]

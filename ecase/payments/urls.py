from django.urls import path

from ecase.cases import addresses  # noqa: F401 -- registers case_number

from .views import (
    accounts,
    approvals,
    changes,
    closing,
    conflicts,
    files,
    flags,
    paying,
    result_lists,
    results,
)

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
    path("payments/<str:key>/files/<str:group>/<int:number>/cover/", files.cover, name="cover"),
    path(
        "payments/<str:key>/files/<str:group>/<int:number>/voiding/", files.voiding, name="voiding"
    ),
    path("payments/<str:key>/flags/", flags.flags, name="flags"),
    path("results/", result_lists.result_lists, name="result_lists"),
    path("results/<int:key>/", result_lists.result_list, name="result_list"),
    path("account-changes/", changes.account_changes, name="account_changes"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/<int:key>/", conflicts.conflict, name="conflict"),
    path(
        "payment/<case_number:number>/account-change/",
        changes.account_change,
        name="account_change",
    ),
    path("payment/<case_number:number>/conflict/", conflicts.note_conflict, name="note_conflict"),
    path("payment/<case_number:number>/account/", accounts.correct_account, name="correct_account"),
    path("payment/<case_number:number>/failure/", results.mark_failed, name="mark_failed"),
    path("payment/<case_number:number>/result/", results.result, name="result"),
]

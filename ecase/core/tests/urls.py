"""The addresses that the shells lead to, and pages on which things go wrong."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import include, path

from ecase.core.errors import RuleError

GOES_WRONG = {
    "rule": RuleError("เคส Case2566-2 มีสถานะอนุมัติเงิน จึงเปลี่ยนเป็น<ขาดคุณสมบัติ>ไม่ได้\nเปิดหน้านี้ใหม่"),
    "denied": PermissionDenied("หน้านี้เปิดให้หัวหน้าฝ่าย"),
    "bad": SuspiciousOperation("x"),
    "much": RequestDataTooBig("x"),
    "broken": ZeroDivisionError("secret"),
    "away": OperationalError("connection to 10.0.0.1 refused"),
}


@login_not_required
def page(request, year=None):
    return HttpResponse("ok")


@login_not_required
def wrong(request, how):
    raise GOES_WRONG[how]


@login_not_required
def file(request):
    return HttpResponse(b"x", headers={"Content-Disposition": 'attachment; filename="a.xlsx"'})


def named(app, *names, year=True):
    at = "<int:year>/" if year else ""
    return include(([path(f"{at}{app}/{name}/", page, name=name) for name in names], app))


handler400 = "ecase.core.views.bad_request"
handler403 = "ecase.core.views.permission_denied"
handler404 = "ecase.core.views.page_not_found"
handler500 = "ecase.core.views.server_error"

DOOR = ("sign_in", "sign_out", "years", "password", "profile", "devices", "officers")

urlpatterns = [
    path("wrong/<str:how>/", wrong),
    path("page/", page),
    path("file/", file),
    path("", named("offices", *DOOR, year=False)),
    path("", named("reporting", "home")),
    path("", named("register", "register", "week", year=False)),
    path("", named("cases", "check", "list", "search")),
    path("", named("meetings", "current")),
    path("", named("payments", "approvals", "waiting")),
]

"""ตั้งรหัสผ่าน with a one-time link: without signing in, for nobody has the password yet."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from .. import actions
from ..forms_of_officers import FirstPasswordForm
from ..models import LINK_HOURS, Officer

LINK = "sign_in_link"  # in the session: the digest of the link that was opened


@require_safe
@login_not_required
@sensitive_variables("secret")
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The link itself. Its secret goes out of the address at once; nothing is spent by opening it."""
    digest = actions.digest_of(secret)
    if actions.link_of(digest):
        request.session[LINK] = digest
    else:  # so that strangers make no sessions
        request.session.pop(LINK, None)
    return redirect("offices:first_password")


@sensitive_post_parameters()
@login_not_required
def first_password(request: HttpRequest) -> HttpResponse:
    """The officer chooses the password, and then signs in with it like everybody."""
    digest = request.session.get(LINK, "")
    link = actions.link_of(digest)
    if link is None:
        return render(request, "offices/link_spent.html", status=410)
    officer = Officer.objects.with_duties(timezone.localdate()).get(pk=link.officer_id)
    form = FirstPasswordForm(request.POST or None, officer=officer)
    if form.is_valid():
        actions.use_link(link, new=form.cleaned_data["new"])
        logout(request)  # whoever was signed in at this browser; the link goes too
        messages.success(request, "ตั้งรหัสผ่านแล้ว เข้าสู่ระบบด้วยชื่อผู้ใช้และรหัสผ่านใหม่")
        return redirect("offices:sign_in")
    return render(request, "offices/first_password.html", {"form": form, "officer": officer})


def show_link(request: HttpRequest, who: Officer, secret: str) -> HttpResponse:
    """The link for the administrator who made it. Not redirected to: its secret stands in this one
    answer and is kept nowhere."""
    address = request.build_absolute_uri(reverse("offices:open_link", args=[secret]))
    page = {"who": who, "address": address, "hours": LINK_HOURS}
    return render(request, "offices/link_made.html", page)

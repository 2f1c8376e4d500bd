"""บัญชีธนาคารของตนเอง: what an officer declares, seen and ended by that officer alone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to

from .. import actions
from ..forms_of_officers import OwnAccountForm
from ..models import OfficerAccount


@open_to(*EVERY_DUTY)
def own_accounts(request: OfficerRequest) -> HttpResponse:
    """The accounts declared so far, and a form for one more."""
    form = OwnAccountForm(request.POST or None)
    if form.is_valid():
        account = actions.declare_account(**form.cleaned_data, by=request.user)
        messages.success(request, f"แจ้งบัญชี {account} เป็นบัญชีของคุณแล้ว")
        return redirect("own_accounts:list")
    accounts = OfficerAccount.objects.of(request.user).select_related("bank")
    return render(request, "payments/own_accounts.html", {"accounts": accounts, "form": form})


@require_POST
@open_to(*EVERY_DUTY)
def end(request: OfficerRequest, key: int) -> HttpResponse:
    """เลิกใช้: the account is no longer the officer's."""
    account = get_object_or_404(OfficerAccount.objects.of(request.user), pk=key)
    ended = actions.end_account(account, by=request.user)
    messages.success(request, f"เลิกใช้บัญชี {ended} แล้ว")
    return redirect("own_accounts:list")

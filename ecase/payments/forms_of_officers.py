"""What officers type about accounts of their own."""

from typing import Any

from django import forms

from ecase.core.forms import DigitsField, ModelSelectField
from ecase.regulations.models import Bank


class OwnAccountForm(forms.Form):
    """บัญชีธนาคารของตนเอง: one more."""

    bank = ModelSelectField(
        None, label="ชื่อธนาคาร", data=lambda bank: {"lengths": bank.account_lengths or None}
    )
    account_number = DigitsField(
        label="หมายเลขบัญชีธนาคาร", min_digits=6, max_digits=20, help_text="จะมีขีดหรือใช้เลขไทยก็ได้"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        banks = Bank.objects.filter(is_active=True, is_payee=True).order_by("position", "code")
        self.fields["bank"].queryset = banks  # type: ignore[attr-defined]
        self.fields["bank"].widget.attrs["data-bank"] = True
        self.fields["account_number"].widget.attrs["data-bank-account"] = True

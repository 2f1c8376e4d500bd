"""What is typed about a case, field by field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ecase.core.forms import (
    DigitsField,
    EmailField,
    LineField,
    ModelSelectField,
    PhoneField,
)
from ecase.regulations.models import Bank


def _bank_data(bank: Bank) -> dict[str, object]:
    """What the page needs to know of a bank while one types (app.js)."""
    return {
        "code": bank.code,
        "branch": "1" if bank.needs_branch else None,
        "lengths": bank.account_lengths or None,
    }


class BankAccountForm(forms.Form):
    """Where the money goes (ข้อมูลทางการเงิน, R37-R43); its fields are those of a BankAccount."""

    bank = ModelSelectField(None, label="ชื่อธนาคาร", data=_bank_data)
    branch_code = DigitsField(
        label="รหัสสาขาของธนาคาร",
        min_digits=4,
        max_digits=4,
        required=False,
        help_text="4 หลัก ต้องกรอกเฉพาะ ธ.ก.ส.",
    )
    account_name = LineField(label="ชื่อบัญชีธนาคาร", max_length=150, help_text="ตามหน้าสมุดบัญชี")
    account_number = DigitsField(label="หมายเลขบัญชีธนาคาร", min_digits=6, max_digits=20)
    phone = PhoneField(label="หมายเลขโทรศัพท์", required=False)
    email = EmailField(label="อีเมล", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        banks = Bank.objects.filter(is_active=True, is_payee=True).order_by("position", "code")
        self.fields["bank"].queryset = banks  # type: ignore[attr-defined]
        for name, mark in (
            ("bank", "data-bank"),
            ("branch_code", "data-bank-branch"),
            ("account_number", "data-bank-account"),
        ):
            self.fields[name].widget.attrs[mark] = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        bank = cleaned.get("bank")
        if bank and bank.needs_branch and not cleaned.get("branch_code", "missing"):
            self.add_error(
                "branch_code",
                ValidationError(
                    f"ยังไม่ได้กรอก {bank.name}ต้องมีรหัสสาขา 4 หลัก ดูในสมุดบัญชีธนาคาร", code="required"
                ),
            )
        return cleaned

    @property
    def bank_code(self) -> str:
        """The code of the bank as chosen so far, for the read-only box รหัสธนาคาร."""
        value = self["bank"].value()
        return str(getattr(value, "pk", value) or "")

from typing import Any

from django import forms

from ecase.core.forms import LineField
from ecase.offices.forms import ODD

LONGEST_ANSWER = 20_000  # characters of what a browser says for a passkey


class SecondStepForm(forms.Form):
    """ยืนยันขั้นที่สอง: a code of the app, a recovery code, or what a passkey says."""

    code = forms.CharField(
        label="รหัสจากแอป หรือรหัสสำรอง",
        max_length=40,
        required=False,
        help_text="รหัส 6 หลักที่แอปแสดงขณะนี้ หรือรหัสสำรอง 16 ตัวอักษร",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        error_messages=ODD,
    )
    passkey = forms.CharField(
        required=False, max_length=LONGEST_ANSWER, widget=forms.HiddenInput, error_messages=ODD
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("code") and not cleaned.get("passkey"):
            self.add_error("code", "ยังไม่ได้กรอกรหัส")
        return cleaned


class AppForm(forms.Form):
    """เพิ่มแอปยืนยันตัวตน."""

    code = forms.CharField(
        label="รหัส 6 หลักที่แอปแสดง",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "ยังไม่ได้กรอกรหัสจากแอป", **ODD},
    )


class PasskeyForm(forms.Form):
    """เพิ่มพาสคีย์."""

    name = LineField(label="ชื่อที่ใช้เรียกพาสคีย์นี้", max_length=60, help_text="เช่น โทรศัพท์ของฉัน หรือกุญแจสีดำ")
    answer = forms.CharField(
        max_length=LONGEST_ANSWER,
        widget=forms.HiddenInput,
        error_messages={
            "required": "เบราว์เซอร์ยังไม่ได้สร้างพาสคีย์ กดปุ่มแล้วทำตามที่เบราว์เซอร์บอก"
            " หากเบราว์เซอร์นี้ใช้พาสคีย์ไม่ได้ ให้เพิ่มแอปยืนยันตัวตนแทน",
            **ODD,
        },
    )

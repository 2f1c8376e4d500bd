from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    validate_password,
)
from django.utils import timezone

from ecase.core.forms import (
    EmailField,
    LineField,
    ModelSelectField,
    PhoneField,
    SelectField,
    TextField,
    ThaiDateField,
)

from .models import LONGEST_PASSWORD, LONGEST_WAIVER, Office, Officer, Separation, normalised

WRONG = "รหัสผ่านไม่ถูกต้อง ตรวจแป้นพิมพ์ภาษาและตัวพิมพ์ใหญ่ แล้วพิมพ์ใหม่"

# Django's own sentences on these have no Thai.
ODD = {
    "null_characters_not_allowed": "มีอักขระที่พิมพ์ไม่ได้ ลบแล้วพิมพ์ใหม่",
    "max_length": "ยาวเกินไป ตรวจแล้วพิมพ์ใหม่",
}
WEAK = {
    "password_too_short": "สั้นเกินไป ต้องมีอย่างน้อย 12 ตัวอักษร",
    "password_too_common": "เดาง่ายเกินไป มีคนใช้รหัสผ่านนี้มาก ตั้งเป็นประโยคที่จำได้แทน",
    "password_entirely_numeric": "มีแต่ตัวเลข เพิ่มตัวอักษรด้วย",
    "password_too_similar": "คล้ายชื่อหรือข้อมูลของคุณเกินไป ตั้งเป็นประโยคอื่น",
}


class SignInForm(forms.Form):
    """เข้าสู่ระบบ."""

    username = forms.CharField(
        label="ชื่อผู้ใช้",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "ยังไม่ได้กรอกชื่อผู้ใช้", **ODD},
    )
    password = forms.CharField(
        label="รหัสผ่าน",
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "ยังไม่ได้กรอกรหัสผ่าน", **ODD},
    )


class PasswordForm(forms.Form):
    """เปลี่ยนรหัสผ่าน."""

    current = forms.CharField(
        label="รหัสผ่านปัจจุบัน",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "ยังไม่ได้กรอกรหัสผ่านปัจจุบัน", **ODD},
    )
    new = forms.CharField(
        label="รหัสผ่านใหม่",
        strip=False,
        help_text="อย่างน้อย 12 ตัวอักษร ยาวและจำได้ดีกว่าสั้นและซับซ้อน",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "ยังไม่ได้กรอกรหัสผ่านใหม่", **ODD},
    )
    again = forms.CharField(
        label="ยืนยันรหัสผ่านใหม่",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "ยังไม่ได้กรอกรหัสผ่านใหม่อีกครั้ง", **ODD},
    )

    def __init__(self, *args: object, officer: Officer, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.officer = officer

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.officer.check_password(current):
            raise forms.ValidationError(
                "รหัสผ่านปัจจุบันไม่ถูกต้อง ตรวจแป้นพิมพ์ภาษาและตัวพิมพ์ใหญ่", code="wrong"
            )
        return current

    def clean_new(self) -> str:
        new = normalised(self.cleaned_data["new"])
        if len(new) > LONGEST_PASSWORD:
            raise forms.ValidationError(f"ยาวเกินไป ตั้งให้ไม่เกิน {LONGEST_PASSWORD} ตัวอักษร")
        if len(set(new)) == 1:
            raise forms.ValidationError("เป็นตัวอักษรเดียวซ้ำกัน เดาได้ง่าย ตั้งเป็นประโยคที่จำได้แทน")
        try:
            validate_password(new, self.officer)
        except forms.ValidationError as weak:
            said = [
                WEAK.get(str(error.code), " ".join(error.messages)) for error in weak.error_list
            ]
            raise forms.ValidationError(said) from weak
        return new

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and normalised(again) != self.cleaned_data["new"]:
            raise forms.ValidationError("ไม่ตรงกับรหัสผ่านใหม่ พิมพ์ให้เหมือนกันทั้งสองช่อง")
        return again


class PasswordAgainForm(forms.Form):
    """ยืนยันรหัสผ่านอีกครั้ง."""

    password_again = forms.CharField(
        label="รหัสผ่าน",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": "ยังไม่ได้กรอกรหัสผ่าน", **ODD},
    )

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer

    def clean_password_again(self) -> str:
        given: str = self.cleaned_data["password_again"]
        if not self.officer.check_password(given):
            raise forms.ValidationError(WRONG, code="wrong")
        return given

    @property
    def is_wrong(self) -> bool:
        """Whether a password was given and is not the officer's."""
        return self.has_error("password_again", "wrong")


class ProfileForm(forms.Form):
    """แก้ไขข้อมูลส่วนตัว."""

    title = LineField(label="คำนำหน้า", max_length=40)
    first_name = LineField(label="ชื่อ", max_length=100)
    last_name = LineField(label="นามสกุล", max_length=100)
    position = LineField(label="ตำแหน่ง", max_length=150, required=False)
    phone = PhoneField(label="หมายเลขโทรศัพท์", required=False)
    email = EmailField(label="อีเมล", required=False)


class WaiverForm(forms.Form):
    """ให้ข้อยกเว้นการแบ่งแยกหน้าที่."""

    office = ModelSelectField(None, label="สำนักงานเขต")
    rule = SelectField(label="ข้อที่ยกเว้น", choices=Separation.choices)
    reason = TextField(label="เหตุผล", max_length=500, help_text="พิมพ์บนเอกสารทุกฉบับที่ใช้ข้อยกเว้นนี้")
    starts_on = ThaiDateField(label="มีผลตั้งแต่", help_text="วว/ดด/ปปปป พ.ศ.")
    ends_on = ThaiDateField(label="มีผลถึง", help_text="วว/ดด/ปปปป พ.ศ. ไม่เกิน 1 ปี")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"starts_on": timezone.localdate()}, **kwargs})
        offices: Any = self.fields["office"]
        offices.queryset = Office.objects.order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        today = timezone.localdate()
        if first and first < today:
            self.add_error("starts_on", "ผ่านไปแล้ว ข้อยกเว้นไม่มีผลย้อนหลัง พิมพ์วันนี้หรือวันหลังจากนี้")
        if first and last:
            if last < first:
                self.add_error("ends_on", "อยู่ก่อนวันที่เริ่มมีผล พิมพ์วันที่หลังจากนั้น")
            elif last - first > LONGEST_WAIVER:
                self.add_error("ends_on", "นานเกิน 1 ปี ให้ข้อยกเว้นได้ครั้งละไม่เกิน 1 ปี")
            elif last < today:
                self.add_error("ends_on", "ผ่านไปแล้ว พิมพ์วันที่ยังมาไม่ถึง")
        return cleaned

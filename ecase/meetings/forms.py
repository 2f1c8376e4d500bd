from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ecase.cases.models import SetAsideReason
from ecase.core.forms import SelectField, TextField, ThaiDateField


class SetAsideForm(forms.Form):
    """Why cases leave the meeting for now (นำออกจากที่ประชุมชั่วคราว, R65)."""

    because = SelectField(label="เหตุที่นำออกชั่วคราว", choices=SetAsideReason.choices)
    note = TextField(
        label="รายละเอียด",
        help_text="เช่น เอกสารที่ขาด หรือเรื่องที่ต้องไปเยี่ยม",
        max_length=1000,
        required=False,
    )
    return_on = ThaiDateField(
        label="วันที่จะกลับมาดำเนินการ", help_text="วว/ดด/ปปปป พ.ศ. หน้าหลักจะเตือนเมื่อถึงวัน", required=False
    )

    def clean_return_on(self) -> date | None:
        day: date | None = self.cleaned_data["return_on"]
        if day and day < timezone.localdate():
            raise ValidationError("วันนี้ผ่านไปแล้ว พิมพ์วันที่ยังมาไม่ถึง หรือเว้นว่างไว้")
        return day

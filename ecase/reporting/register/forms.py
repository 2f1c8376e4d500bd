from datetime import date
from typing import Any

from django import forms

from ecase.core.forms import CitizenIdField, LineField, ModelSelectField, ThaiDateField
from ecase.offices.models import Office


class RegisterSearchForm(forms.Form):
    """ค้นทะเบียน: whatever is filled in must hold."""

    officer = LineField(
        label="ผู้ทำ", max_length=100, required=False, help_text="ชื่อผู้ใช้ หรือบางส่วนของชื่อ"
    )
    citizen_id = CitizenIdField(label="เลขบัตรของผู้ขอ", required=False, help_text="ครบ 13 หลัก")
    record = LineField(
        label="เลขเคสหรือรายการอนุมัติ",
        max_length=30,
        required=False,
        help_text="เช่น 2566-2 หรือ 2566/1008-1",
    )
    office = ModelSelectField(
        Office.objects.order_by("code"), label="ทะเบียนของเขต", required=False, empty_label="ทุกเขต"
    )
    first = ThaiDateField(label="ตั้งแต่วันที่", required=False)
    last = ThaiDateField(label="ถึงวันที่", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", "อยู่ก่อนวันแรก แก้วันใดวันหนึ่ง")
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked for, as it is kept."""
        office = self.cleaned_data["office"]
        return {**self.cleaned_data, "office": office.code if office else ""}

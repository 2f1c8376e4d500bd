"""What is typed about a person's own data (ข้อมูลส่วนบุคคล)."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from ecase.core.forms import CitizenIdField, LineField, RadioField, TextField, ThaiDateField

from .models import Asker, Ground, Handing, Identity

DAY = "วว/ดด/ปปปป พ.ศ."


class DataRequestForm(forms.Form):
    """รับคำขอเข้าถึงข้อมูลส่วนบุคคล."""

    citizen_id = CitizenIdField(
        label="หมายเลขบัตรประจำตัวประชาชนของเจ้าของข้อมูล", help_text="ครบ 13 หลัก"
    )
    asked_by = RadioField(label="ผู้ขอ", choices=Asker.choices, initial=Asker.SUBJECT)
    asker = LineField(
        label="ชื่อผู้ขอแทน",
        max_length=200,
        required=False,
        help_text="กรอกเมื่อผู้อื่นขอแทนเจ้าของข้อมูล",
    )
    identity = RadioField(label="ผู้ขอยืนยันตัวด้วย", choices=Identity.choices, initial=Identity.CARD)
    proof = LineField(
        label="หลักฐานอื่นที่ตรวจแล้ว",
        max_length=300,
        required=False,
        help_text="กรอกเมื่อขอแทน หรือยืนยันตัวด้วยเอกสารอื่น เช่น หนังสือมอบอำนาจลงวันที่ใด คำสั่งศาล สูติบัตร"
        " ไม่ต้องพิมพ์เลขบัตร",
    )
    received_on = ThaiDateField(label="รับคำขอเมื่อวันที่", help_text=f"{DAY} ครบกำหนดตอบใน 30 วัน")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"received_on": timezone.localdate()}, **kwargs})

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("ยังมาไม่ถึง พิมพ์วันที่ได้รับคำขอจริง")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for_another = cleaned.get("asked_by") not in (None, Asker.SUBJECT)
        if cleaned.get("asked_by") == Asker.SUBJECT:
            cleaned["asker"] = ""
        if for_another and not cleaned.get("asker") and "asker" not in self.errors:
            self.add_error("asker", "ยังไม่ได้กรอก พิมพ์ชื่อและนามสกุลของผู้ที่มาขอแทน")
        needs_proof = for_another or cleaned.get("identity") == Identity.OTHER
        if needs_proof and not cleaned.get("proof") and "proof" not in self.errors:
            self.add_error("proof", "ยังไม่ได้กรอก พิมพ์ว่าตรวจเอกสารใด ลงวันที่เท่าใด")
        return cleaned


class PersonSearchForm(forms.Form):
    """ค้นคำขอด้วยเลขบัตร: one exact ID, and no part of one."""

    citizen_id = CitizenIdField(label="เลขบัตรของเจ้าของข้อมูล", help_text="ครบ 13 หลัก")


class GiveForm(forms.Form):
    """บันทึกว่ามอบข้อมูลแล้ว."""

    handing = RadioField(label="วิธีมอบ", choices=Handing.choices, initial=Handing.IN_PERSON)


class RefuseForm(forms.Form):
    """ปฏิเสธคำขอ."""

    ground = RadioField(label="เหตุที่กฎหมายให้ปฏิเสธ", choices=Ground.choices)
    because = TextField(
        label="เหตุผล", max_length=1000, help_text="ผู้ขอจะได้รับเหตุผลนี้ และต้องเก็บไว้ให้ตรวจตามมาตรา 39"
    )

"""What the administrator types of officers, and what is typed at the door."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from ecase.core.forms import (
    CheckListField,
    EmailField,
    LineField,
    ModelSelectField,
    MultipleFileField,
    PhoneField,
    RadioField,
    SelectField,
    TextField,
    ThaiDateField,
)
from ecase.core.thai import fiscal_year

from .forms import PasswordForm, ProfileForm
from .models import OF_AN_OFFICE, Duty, HandOverPaper, Office, Officer

CENTRE = "centre"
NAMED = ("title", "first_name", "last_name")
USERNAME = re.compile(r"\A[a-z][a-z0-9._-]{2,59}\Z")
MB = 1024 * 1024
LARGEST_PAPER = 10 * MB  # all files of one paper; a card copied and a form are a page or two
MOST_FILES = 3
DAY = "วว/ดด/ปปปป พ.ศ."


class UsernameField(LineField):
    """ชื่อผู้ใช้ of a new account."""

    def __init__(self, **kwargs: Any) -> None:
        hint = "ตัวอักษรอังกฤษพิมพ์เล็ก ตามด้วยตัวเลข จุด หรือขีดได้ เช่น kamonchanok.j"
        super().__init__(**{"label": "ชื่อผู้ใช้", "max_length": 60, "help_text": hint, **kwargs})

    def to_python(self, value: Any) -> str:
        name = super().to_python(value)
        if name and not USERNAME.match(name):
            raise forms.ValidationError(
                "ใช้ได้เฉพาะ a-z ตัวเลข จุด และขีด ขึ้นต้นด้วยตัวอักษร อย่างน้อย 3 ตัว", code="invalid"
            )
        return name


def _places() -> list[tuple[str, str]]:
    offices = Office.objects.order_by("name")
    return [(CENTRE, "ส่วนกลาง (สำนักพัฒนาสังคม)"), *((o.code, o.full_name) for o in offices)]


def _office(code: str) -> Office | None:
    return None if code == CENTRE else Office.objects.get(code=code)


class OfficerForm(ProfileForm):
    """เพิ่มเจ้าหน้าที่. It has no box for a password: that is the officer's alone."""

    username = UsernameField()
    place = SelectField(label="สังกัด", choices=[])
    duties = CheckListField(
        label="หน้าที่",
        choices=[(duty.value, duty.label) for duty in Duty if duty != Duty.ADMINISTRATOR],
        help_text="ผู้ตรวจสอบเป็นของส่วนกลาง หน้าที่อื่นเป็นของเขต ผู้ดูแลระบบขอแต่งตั้งภายหลังจากหน้าของเจ้าหน้าที่",
    )
    since = ThaiDateField(label="ทำหน้าที่ตั้งแต่", help_text=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"since": timezone.localdate()}, **kwargs})
        places: Any = self.fields["place"]
        places.choices = [*places.choices, *_places()]

    def clean_username(self) -> str:
        return _free(self.cleaned_data["username"])

    def clean_since(self) -> date:
        return _not_past(self.cleaned_data["since"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "place" in cleaned:
            cleaned["office"] = _office(cleaned.pop("place"))
            fitting = OF_AN_OFFICE if cleaned["office"] else (Duty.AUDITOR,)
            cleaned["duties"] = [Duty(duty) for duty in cleaned.get("duties", ())]
            if strange := [duty for duty in cleaned["duties"] if duty not in fitting]:
                names = " ".join(duty.label for duty in strange)
                self.add_error("duties", f"{names} ไม่ใช่หน้าที่ของสังกัดที่เลือก เลือกหน้าที่หรือสังกัดใหม่")
        return cleaned


class DutyForm(forms.Form):
    """แต่งตั้งให้ทำหน้าที่."""

    duty = SelectField(label="หน้าที่", choices=[])
    starts_on = ThaiDateField(label="ตั้งแต่วันที่", help_text=DAY)
    ends_on = ThaiDateField(label="ถึงวันที่", help_text=f"{DAY} เว้นว่างไว้หากยังไม่กำหนด", required=False)

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"starts_on": timezone.localdate()}, **kwargs})
        fitting = (Duty.AUDITOR,) if officer.sees_every_office else OF_AN_OFFICE
        duties: Any = self.fields["duty"]
        duties.choices = [*duties.choices, *((duty.value, duty.label) for duty in fitting)]

    def clean_duty(self) -> Duty:
        return Duty(self.cleaned_data["duty"])

    def clean_starts_on(self) -> date:
        return _not_past(self.cleaned_data["starts_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "อยู่ก่อนวันที่เริ่มทำหน้าที่ พิมพ์วันที่หลังจากนั้น")
        return cleaned


class EndDutyForm(forms.Form):
    """สิ้นสุดหน้าที่."""

    last_day = ThaiDateField(
        label="ทำหน้าที่ถึงวันที่", help_text=f"{DAY} เว้นว่างไว้หากให้สิ้นสุดทันที", required=False
    )

    def clean_last_day(self) -> date | None:
        day: date | None = self.cleaned_data["last_day"]
        return _not_past(day) if day else None


class MoveForm(forms.Form):
    """ย้ายสังกัด."""

    place = SelectField(label="สังกัดใหม่", choices=[])

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = officer.office.code if officer.office else CENTRE
        places: Any = self.fields["place"]
        places.choices = [*places.choices, *(place for place in _places() if place[0] != now)]

    @property
    def office(self) -> Office | None:
        """The new office; None is the centre."""
        return _office(self.cleaned_data["place"])


class BecauseForm(forms.Form):
    """A reason, and nothing else (เหตุผล)."""

    because = TextField(label="เหตุผล", max_length=500)


class FirstPasswordForm(PasswordForm):
    """ตั้งรหัสผ่าน with a link: there is no password of before."""

    current = None  # type: ignore[assignment]  # how Django takes a field away


class YearForm(forms.Form):
    """เปิดปีงบประมาณ."""

    year = forms.IntegerField(
        label="ปีงบประมาณ (พ.ศ.)",
        # A number box of the browser takes no Thai digits.
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "ยังไม่ได้กรอก", "invalid": "พิมพ์ปี พ.ศ. 4 หลัก เช่น 2570"},
    )

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        most = fiscal_year(timezone.localdate()) + 1
        if not 2560 <= year <= most:
            raise forms.ValidationError(f"เปิดได้ตั้งแต่ปี 2560 ถึงปี {most} ตรวจปี พ.ศ. อีกครั้ง")
        return year


# --- เปลี่ยนหัวหน้าฝ่าย


class HandOverForm(forms.Form):
    """ขอใช้งานระบบ E-Case: the manual's form on screen. What a scan of it says need not be typed."""

    office = ModelSelectField(None, label="สำนักงานเขต")
    title = LineField(label="คำนำหน้า", max_length=40, required=False)
    first_name = LineField(label="ชื่อ", max_length=100, required=False)
    last_name = LineField(label="นามสกุล", max_length=100, required=False)
    position = LineField(label="ตำแหน่ง", max_length=150, required=False)
    effective_on = ThaiDateField(label="เริ่มดำรงตำแหน่งวันที่", help_text=DAY, required=False)
    former_head = LineField(label="แทนหัวหน้าฝ่ายคนเดิม (ชื่อ นามสกุล)", max_length=200, required=False)
    phone = PhoneField(
        label="หมายเลขโทรศัพท์ที่ติดต่อได้", help_text="ผู้ดูแลระบบโทรกลับเพื่อยืนยันและส่งลิงก์ตั้งรหัสผ่าน"
    )
    email = EmailField(label="อีเมล", required=False)
    note = TextField(label="หมายเหตุ", max_length=1000, required=False)
    card = MultipleFileField(
        label=HandOverPaper.CARD.label,
        help_text="PDF หรือภาพ ไม่เกิน 10 MB ขีดฆ่าศาสนาและหมู่โลหิตก่อน",
        accept=".pdf,.jpg,.jpeg,.png,.heic",
    )
    form = MultipleFileField(
        label=HandOverPaper.FORM.label,
        help_text="หากกรอกแบบฟอร์มกระดาษแล้ว แนบที่นี่แทนการกรอกชื่อข้างบนได้",
        accept=".pdf,.jpg,.jpeg,.png,.heic",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices: Any = self.fields["office"]
        offices.queryset = Office.objects.order_by("name")

    def clean_card(self) -> list[Any]:
        return _few(self.cleaned_data["card"])

    def clean_form(self) -> list[Any]:
        return _few(self.cleaned_data["form"] or [])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("form") and "form" not in self.errors:
            for name in (*NAMED, "effective_on"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, "ยังไม่ได้กรอก กรอกที่นี่ หรือแนบแบบฟอร์มที่กรอกแล้ว")
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, without the office and the files."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("office", "card", "form")
        }


class AcceptHandOverForm(ProfileForm):
    """อนุมัติคำขอเปลี่ยนหัวหน้าฝ่าย, as the administrator has checked it."""

    field_order = ("account", "username")

    account = RadioField(
        label="บัญชีของหัวหน้าฝ่ายคนใหม่",
        choices=[("new", "เปิดบัญชีใหม่"), ("known", "มีบัญชีอยู่แล้ว ใช้ชื่อผู้ใช้เดิม")],
        initial="new",
    )
    username = UsernameField()
    effective_on = ThaiDateField(label="ทำหน้าที่หัวหน้าฝ่ายตั้งแต่", help_text=DAY)
    leaving = CheckListField(label="หัวหน้าฝ่ายคนเดิมที่พ้นหน้าที่ทั้งหมด")

    def __init__(self, *args: Any, heads: list[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMED:  # who has an account is named already
            self.fields[name].required = False
        self.heads = {str(officer.pk): officer for officer in heads}
        leaving: Any = self.fields["leaving"]
        leaving.choices = [(key, f"{who} ({who.username})") for key, who in self.heads.items()]
        leaving.initial = list(self.heads)
        if not heads:
            del self.fields["leaving"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("account") == "new":
            if "username" in cleaned:
                try:
                    _free(cleaned["username"])
                except forms.ValidationError as taken:
                    self.add_error("username", taken)
            for name in NAMED:
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, "ยังไม่ได้กรอก ดูจากแบบฟอร์มหรือบัตรที่แนบมา")
        elif account := cleaned.get("username"):
            known = Officer.objects.filter(username=account, is_active=True).exclude(office=None)
            if not known.exists():
                self.add_error("username", "ไม่มีบัญชีของเขตที่เปิดใช้อยู่ชื่อนี้ ตรวจชื่อผู้ใช้จากหน้าเจ้าหน้าที่")
        return cleaned

    @property
    def who_leaves(self) -> list[Officer]:
        """Who gives the duty up."""
        return [self.heads[key] for key in self.cleaned_data.get("leaving", [])]

    @property
    def facts(self) -> dict[str, Any]:
        """Of the new head."""
        return {
            "username": self.cleaned_data["username"],
            "is_known": self.cleaned_data["account"] == "known",
            "effective_on": self.cleaned_data["effective_on"],
            "profile": {name: self.cleaned_data[name] for name in ProfileForm.base_fields},
        }


def _free(username: str) -> str:
    if Officer.objects.filter(username__iexact=username).exists():
        raise forms.ValidationError("มีผู้ใช้ชื่อนี้แล้ว หากเพิ่งเพิ่มคนนี้ ให้เปิดจากหน้าเจ้าหน้าที่ หากเป็นคนอื่น ตั้งชื่อใหม่")
    return username


def _not_past(day: date) -> date:
    if day < timezone.localdate():
        raise forms.ValidationError("ผ่านไปแล้ว ไม่มีผลย้อนหลัง พิมพ์วันนี้หรือวันหลังจากนี้")
    return day


def _few(files: list[Any]) -> list[Any]:
    if len(files) > MOST_FILES:
        raise forms.ValidationError(f"เลือกมา {len(files)} ไฟล์ ส่งได้ไม่เกิน {MOST_FILES} ไฟล์ต่อช่อง")
    if sum(file.size for file in files) > LARGEST_PAPER:
        raise forms.ValidationError(
            f"รวมกันเกิน {LARGEST_PAPER // MB} MB ย่อภาพหรือสแกนใหม่ให้เล็กลง แล้วเลือกไฟล์อีกครั้ง"
        )
    return files

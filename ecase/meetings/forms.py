"""What is typed about a case in the meeting: taking it out for now, changing it, putting it back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from ecase.cases.checklist import labels, missing_of
from ecase.cases.forms import CaseForm
from ecase.cases.models import BankAccount, Bundle, Case, SetAsideReason, Status
from ecase.core.forms import (
    CheckField,
    CheckListField,
    RadioField,
    SelectField,
    TextField,
    ThaiDateField,
)
from ecase.regulations.models import AssistanceType, PaperKind

from .models import Meeting, Stage

NEW_ROUND = "new"


class SetAsideForm(forms.Form):
    """Why cases leave the meeting for now (นำออกจากที่ประชุมชั่วคราว, R65).

    ``offer`` it the papers that they lack, ready to be chosen.
    """

    because = SelectField(label="เหตุที่นำออกชั่วคราว", choices=SetAsideReason.choices)
    note = TextField(
        label="รายละเอียด",
        help_text="เช่น เอกสารที่ขาด หรือเรื่องที่ต้องไปเยี่ยม แต่ละบรรทัดเป็นหนึ่งข้อในหนังสือแจ้งผู้ขอรับ",
        max_length=1000,
        required=False,
    )
    wanted = CheckListField(
        label="เอกสารที่ยังขาด",
        choices=PaperKind.choices,
        help_text="ใช้เมื่อเลือกเหตุเอกสารไม่ครบถ้วน จะอยู่ในหนังสือแจ้งผู้ขอรับด้วย",
    )
    return_on = ThaiDateField(
        label="วันที่จะกลับมาดำเนินการ", help_text="วว/ดด/ปปปป พ.ศ. หน้าหลักจะเตือนเมื่อถึงวัน", required=False
    )

    def offer(self, kinds: Collection[str]) -> None:
        """Show these papers to be chosen, all ticked to begin with; none of them: no such field."""
        if not kinds:
            del self.fields["wanted"]
            return
        fields: dict[str, Any] = self.fields
        fields["wanted"].widget.choices = list(zip(kinds, labels(kinds), strict=True))
        self.initial.setdefault("wanted", list(kinds))

    def clean_return_on(self) -> date | None:
        day: date | None = self.cleaned_data["return_on"]
        if day and day < timezone.localdate():
            raise ValidationError("วันนี้ผ่านไปแล้ว พิมพ์วันที่ยังมาไม่ถึง หรือเว้นว่างไว้")
        return day


class EditForm(SetAsideForm, CaseForm):
    """แก้ไขข้อมูลเคสในที่ประชุมสำนักงานเขต (R61-R68)."""

    amount_because = TextField(
        label="เหตุผลของที่ประชุม",
        max_length=1000,
        required=False,
        help_text="ต้องระบุเมื่อที่ประชุมแก้ประเภทหรือจำนวนเงิน",
    )
    leave = CheckField(
        label="คลิกเพื่อนำเคสออกจากที่ประชุมสำนักงานเขตชั่วคราว"
        ' (สามารถดำเนินการเคสที่นำออกจากที่ประชุมได้ที่เมนู "หน้าหลัก")'
    )
    come_back = CheckField(label="คลิกเพื่อนำเคสกลับเข้าที่ประชุมสำนักงานเขต")
    into = RadioField(label="นำกลับเข้ารอบ", required=False)

    field_order = (
        *CaseForm.field_order,
        *("amount_because", "leave", "because", "wanted", "note", "return_on"),
        *("come_back", "into"),
    )
    papers_needed = False

    def __init__(
        self,
        case: Case,
        data: Mapping[str, Any] | None = None,
        *,
        rounds: Sequence[Meeting],
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.case, self.rounds = case, {str(meeting.number): meeting for meeting in rounds}
        says = {name: getattr(case, name) for name in self.FACTS if name not in BankAccount.FACTS}
        self.now = {**says, **case.bank_account.facts}
        # Ticked and confirmed is all that the manual asks: the commonest reason stands there.
        first = {"because": SetAsideReason.PAPERS_MISSING, "into": self._usual_round()}
        super().__init__(data, initial={**self.now, **first, **(initial or {})}, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["because"].required = False
        fields["into"].choices = self._round_choices()
        gone = ["come_back", "into"] if case.status == Status.IN_MEETING else ["leave"]
        gone += [] if case.status == Status.IN_MEETING else ["because", "note", "return_on"]
        for name in gone:
            del self.fields[name]
        self.offer(missing_of(case) if case.status == Status.IN_MEETING else ())

    def types(self) -> Any:
        """Also the case's own type, where the schedule has it no more."""
        ours = Q(is_active=True) | Q(pk=self.case.assistance_type_id)
        types = AssistanceType.objects.filter(ours).with_ceiling(timezone.localdate())
        return types.order_by("position")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        resolved = self._deliberates(cleaned) and self._is_decided(cleaned)
        if resolved and not cleaned.get("amount_because", "unreadable"):
            self.add_error(
                "amount_because",
                "รอบนี้กำลังพิจารณา การแก้ประเภทหรือจำนวนเงินต้องระบุเหตุผลของที่ประชุม",
            )
        if cleaned.get("leave") and not cleaned.get("because", "unreadable"):
            self.add_error("because", "ยังไม่ได้เลือกเหตุที่นำออกชั่วคราว")
        return cleaned

    @property
    def says_the_same(self) -> bool:
        """Whether the case says all of this already: a second click, say."""
        return self.is_valid() and self.facts == self.now and not any(self.kept.values())

    @property
    def round(self) -> Meeting | None:
        """The round that the case shall come back into; None where one is to be begun for it."""
        return self.rounds.get(self.cleaned_data.get("into") or self._usual_round())

    @property
    def typed(self) -> dict[str, Any]:
        return {name: self[name].value() for name in self.fields if name not in Bundle.values}

    @property
    def parts(self) -> list[tuple[str, str, int]]:
        """Also the part that says what becomes of the case in the meeting."""
        ours = [name for name in self.fields if name not in CaseForm.base_fields]
        problems = sum(len(self.errors.get(name, ())) for name in ours)
        return [*super().parts, ("meeting", "ในที่ประชุม", problems)]

    def _usual_round(self) -> str:
        """Who was set aside comes back into the round that collects, as new cases do (R68)."""
        for number, meeting in self.rounds.items():
            if meeting.stage == Stage.COLLECTING:
                return number
        return NEW_ROUND

    def _round_choices(self) -> list[tuple[str, str]]:
        choices = [
            (number, f"รอบ {meeting} {meeting.get_stage_display()}")
            for number, meeting in sorted(self.rounds.items(), reverse=True)
        ]
        return choices if self._usual_round() != NEW_ROUND else [(NEW_ROUND, "รอบใหม่"), *choices]

    def _deliberates(self, cleaned: Mapping[str, Any]) -> bool:
        numbers = [str(self.case.round)]
        if cleaned.get("come_back"):
            numbers.append(cleaned.get("into") or self._usual_round())
        rounds = (self.rounds.get(number) for number in numbers)
        return any(meeting and meeting.stage == Stage.DELIBERATING for meeting in rounds)

    def _is_decided(self, cleaned: Mapping[str, Any]) -> bool:
        """Whether another amount or type is asked for than the case has."""
        return any(
            name in cleaned and cleaned[name] != self.now[name]
            for name in ("amount", "assistance_type")
        )

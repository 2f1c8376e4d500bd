"""What is typed about money that is on its way."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ecase.cases.checklist import paper_checks
from ecase.cases.forms import BankAccountForm, BundleBox, sent_at_once
from ecase.cases.models import Bundle, Case, DraftFile
from ecase.core.forms import (
    BahtField,
    DigitsField,
    LineField,
    MultipleFileField,
    RadioField,
    SelectField,
    TextField,
    ThaiDateField,
)
from ecase.core.thai import baht
from ecase.core.widgets import MultipleFileInput

from .bank_files import Format
from .models import Conflict, Result, ReturnReason, SameAccount, Settlement, TransferFile

RETURNED_BECAUSE = "เหตุที่โอนไม่ผ่าน"

# Why an account is corrected, the most frequent first: it is chosen already (R98 of the manual).
OTHER = "อื่น ๆ"
CORRECTIONS = (
    "กรอกธนาคารหรือเลขบัญชีผิด",
    "ชื่อบัญชีไม่ตรงกับสมุดบัญชี",
    "ผู้รับเงินเปลี่ยนบัญชี",
    "บัญชีเดิมถูกต้อง ตรวจแล้วให้โอนใหม่",
    "แก้ไขหมายเลขโทรศัพท์หรืออีเมล",
    OTHER,
)
# These are seen in the papers that the case has; for the rest the new account needs its own paper.
SEEN_IN_FILED_PAPERS = (CORRECTIONS[0], CORRECTIONS[1])


class _ReturnedForm(forms.Form):
    """Asks first why the bank sent the money back, where the file still waits for its result."""

    line = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=2**62)

    def __init__(self, *args: Any, pending: int | None, presumed: ReturnReason, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["line"].initial = pending
        if pending is not None:
            self.fields["returned_because"] = SelectField(
                label=RETURNED_BECAUSE,
                choices=ReturnReason.choices,
                initial=presumed,
                help_text="เคสนี้อยู่ในไฟล์ที่รอผล ระบบจะบันทึกว่าโอนไม่ผ่านก่อน ตรวจให้ตรงกับผลจากธนาคาร",
            )

    @property
    def before(self) -> dict[str, Any]:
        """What the actions are told of the return."""
        because = self.cleaned_data.get("returned_because", "")
        return {"returned_because": because, "line": self.cleaned_data.get("line")}


class CorrectAccountForm(BankAccountForm, _ReturnedForm):
    """แก้ไขข้อมูลทางการเงิน (R97-R98)."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31)
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    because = SelectField(
        label="เหตุผลที่แก้ไข",
        choices=[(text, text) for text in CORRECTIONS],
        initial=CORRECTIONS[0],
    )
    note = LineField(label="รายละเอียดเพิ่มเติม", max_length=300, required=False)
    financial = MultipleFileField(
        label="อัปโหลดเอกสารทางการเงิน",
        required=False,
        help_text="เมื่อเปลี่ยนบัญชีให้แนบชุดใหม่ เลือกได้หลายไฟล์ PDF, JPEG, PNG, TIFF หรือ HEIC ระบบรวมเป็นไฟล์เดียวให้",
    )

    def __init__(
        self,
        case: Case,
        *args: Any,
        kept: Iterable[DraftFile] = (),
        refused: Mapping[str, list[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        initial = {**case.bank_account.facts, "opened_version": case.version}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.now = case.bank_account
        self.kept, self.refused = list(kept), refused or {}
        self.fields["financial"].widget.attrs.update(sent_at_once())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("because") == OTHER and not cleaned.get("note", OTHER):
            self.add_error("note", "ยังไม่ได้กรอก เลือกอื่น ๆ แล้วให้ระบุเหตุผล")
        if "returned_because" in self.fields and not self.errors and self.now.is_where(cleaned):
            self.add_error("account_number", SameAccount.WHY)
        if not self.errors and self._needs_paper(cleaned):
            self.add_error("financial", "เปลี่ยนบัญชีรับเงินต้องแนบสำเนาสมุดบัญชีใหม่ เลือกไฟล์แล้วกดยืนยันอีกครั้ง")
        if refused := [why for reasons in self.refused.values() for why in reasons]:
            self.add_error("financial", refused)
        return cleaned

    def _needs_paper(self, cleaned: dict[str, Any]) -> bool:
        moves = not self.now.is_where(cleaned)
        return moves and cleaned["because"] not in SEEN_IN_FILED_PAPERS and not self.kept

    @property
    def account(self) -> dict[str, Any]:
        """Where the money goes, by the names of a BankAccount's facts."""
        return {name: self.cleaned_data[name] for name in BankAccountForm.base_fields}

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, right or wrong, to come back while a file is taken out."""
        return {name: self[name].value() for name in self.fields if name != "financial"}

    @property
    def box(self) -> BundleBox:
        refused = self.refused.get(Bundle.FINANCIAL, [])
        papers = paper_checks(Bundle.FINANCIAL)
        return BundleBox(self[Bundle.FINANCIAL], self.kept, papers, refused, may_tick=False)

    @property
    def reason(self) -> str:
        """The reason as the register keeps it."""
        because, note = self.cleaned_data["because"], self.cleaned_data["note"]
        return note if because == OTHER else f"{because} {note}".strip()


class FailForm(_ReturnedForm):
    """บันทึกจ่ายไม่สำเร็จ (R100-R101)."""

    reason = TextField(label="ระบุเหตุผลของการจ่ายไม่สำเร็จ", max_length=1000)


class ReturnForm(forms.Form):
    """โอนไม่ผ่าน: what the bank says about one line."""

    line = forms.IntegerField(widget=forms.HiddenInput, max_value=2**62)
    because = SelectField(label=RETURNED_BECAUSE, choices=ReturnReason.choices)
    note = LineField(label="รายละเอียดจากธนาคาร", max_length=300, required=False)


class PaidForm(forms.Form):
    """จ่ายสำเร็จ: the line that the page showed, and nothing to type."""

    line = forms.IntegerField(widget=forms.HiddenInput, max_value=2**62)


class ConfirmAllForm(forms.Form):
    """จ่ายสำเร็จทั้งหมด: the bank's total of each file must be its control total (I16)."""

    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, control_totals: Iterable[tuple[TransferFile, Decimal]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.control = {f"total_{file.pk}": (file, total) for file, total in control_totals}
        for name, (file, _) in self.control.items():
            self.fields[name] = BahtField(label=f"ยอดรวมตามจอธนาคาร {file}")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, (_, total) in self.control.items():
            if name in cleaned and cleaned[name] != total:
                self.add_error(name, ValidationError(_differs(cleaned[name], total), "differs"))
        return cleaned

    @property
    def totals(self) -> dict[int, Decimal]:
        """The totals as typed, by the file's key."""
        return {file.pk: self.cleaned_data[name] for name, (file, _) in self.control.items()}


def _differs(typed: Decimal, control: Decimal) -> str:
    word = "น้อยกว่า" if typed < control else "มากกว่า"
    return (
        f"{word}ยอดคุม {baht(control)} บาท อยู่ {baht(abs(typed - control))} บาท ตรวจยอดในระบบของธนาคาร"
        " หากมีรายที่โอนไม่ผ่าน ให้บันทึกรายนั้นก่อน"
    )


class RefuseForm(forms.Form):
    """ไม่รับรองบัญชี: why, for the one who proposed it."""

    because = TextField(label="เหตุผลที่ไม่รับรอง", max_length=500)


class VoidForm(forms.Form):
    """ขอยกเลิกไฟล์: why a file that was made is not sent."""

    reason = TextField(
        label="เหตุผลที่ยกเลิกไฟล์",
        max_length=500,
        help_text="ยืนยันว่ายังไม่ได้นำไฟล์นี้เข้าระบบของธนาคาร",
    )


class MakeFileForm(forms.Form):
    """ไฟล์สำหรับโอนเงิน: in which format, and for which day; the usual ones unless told."""

    kind = SelectField(label="รูปแบบไฟล์", choices=(), required=False)
    effective_on = ThaiDateField(label="วันที่โอนมีผล", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(f.value, f.label) for f in Format.offered()]  # type: ignore[attr-defined]

    def clean_kind(self) -> Format:
        return Format(self.cleaned_data["kind"] or Format.offered()[0])

    def clean_effective_on(self) -> date | None:
        day: date | None = self.cleaned_data["effective_on"]
        if day and day < timezone.localdate():
            raise ValidationError("วันนี้ผ่านไปแล้ว พิมพ์วันที่ยังมาไม่ถึง หรือเว้นว่างไว้")
        return day


class ConflictForm(forms.Form):
    """ธนาคารแจ้งผลต่างจากเดิม: what the bank says now of one line."""

    line = forms.IntegerField(widget=forms.HiddenInput, max_value=2**62)
    says = forms.CharField(widget=forms.HiddenInput)
    because = SelectField(
        label=RETURNED_BECAUSE,
        choices=ReturnReason.choices,
        initial=ReturnReason.OTHER,
        required=False,
    )
    note = LineField(label="หลักฐานหรือรายละเอียดจากธนาคาร", max_length=300)


class SettleForm(forms.Form):
    """ตัดสินผลที่ขัดกัน: which word stands, and why."""

    settlement = RadioField(label="ผลการตัดสิน", choices=())
    because = TextField(label="เหตุผลและหลักฐาน", max_length=1000)

    def __init__(self, conflict: Conflict, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [Settlement.STANDS, Settlement.CORRECTED]
        if conflict.says == Result.PAID:
            offered.append(Settlement.RECOVER)
        self.fields["settlement"].choices = [(s.value, s.label) for s in offered]  # type: ignore[attr-defined]


class FlagForm(forms.Form):
    """ตรวจข้อสังเกตก่อนโอน: why the money may go though the account is flagged."""

    REASONS = (
        "บัญชีของผู้ปกครองหรือผู้ดูแล ตรวจเอกสารแล้ว",
        "มีหนังสือมอบอำนาจ ตรวจเอกสารแล้ว",
        "บุคคลเดียวกัน ชื่อสะกดต่างกัน",
        OTHER,
    )

    shown = forms.CharField(widget=forms.HiddenInput)
    because = SelectField(label="เหตุผลที่ให้โอนได้", choices=[(text, text) for text in REASONS])
    note = LineField(label="รายละเอียดเพิ่มเติม", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("because") == OTHER and not cleaned.get("note", OTHER):
            self.add_error("note", "ยังไม่ได้กรอก เลือกอื่น ๆ แล้วให้ระบุเหตุผล")
        return cleaned

    @property
    def reason(self) -> str:
        """The reason as the register keeps it."""
        because, note = self.cleaned_data["because"], self.cleaned_data["note"]
        return note if because == OTHER else f"{because} {note}".strip()


class ResultListForm(forms.Form):
    """นำเข้าผลการโอน: one list of the bank."""

    results = MultipleFileField(
        label="รายการผลการโอนจากธนาคาร",
        accept=".xlsx,.csv,.txt,.xml",
        widget=MultipleFileInput(attrs={"multiple": False}),
        help_text="ไฟล์ Excel, CSV หรือข้อความ ครั้งละ 1 ไฟล์ ระบบแสดงผลให้ตรวจก่อน ยังไม่บันทึกทันที",
    )


class ApprovalSearchForm(forms.Form):
    """Finding one approval by its number (ครั้งที่)."""

    number = DigitsField(label="ค้นหาครั้งที่", min_digits=1, max_digits=4, required=False)

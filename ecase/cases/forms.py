"""What is typed about a case, field by field."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from ecase.core.forms import (
    BahtField,
    BirthDateField,
    CheckField,
    CheckListField,
    CitizenIdField,
    DigitsField,
    EmailField,
    LineField,
    ModelSelectField,
    MultipleFileField,
    PhoneField,
    SelectField,
    TextField,
)
from ecase.core.thai import age_on, baht
from ecase.people.models import Gender, Title
from ecase.regulations.models import AssistanceType, Bank, PaperKind

from .checklist import PaperCheck, is_anothers, ordered, paper_checks, required
from .models import Bundle, Case, DraftFile, DraftPage, Source
from .remarks import on_account_name, on_account_number, on_assistance_type, on_title


class CheckForm(forms.Form):
    """Step 1 of recording: one ID box (R19)."""

    citizen_id = CitizenIdField(
        label="หมายเลขบัตรประจำตัวประชาชน", help_text="13 หลัก จะมีขีดหรือใช้เลขไทยก็ได้"
    )


class DisqualifyForm(forms.Form):
    """Why a case does not qualify (บันทึกกรณีขาดคุณสมบัติ, R69-R71)."""

    reason = TextField(label="ระบุสาเหตุการขาดคุณสมบัติ", max_length=1000)


class EvidenceForm(forms.Form):
    """Which received file an auditor takes out, and why (ขอไฟล์ที่ได้รับ)."""

    source = forms.ModelChoiceField(
        Source.objects.none(),
        empty_label=None,
        widget=forms.HiddenInput,
        error_messages={
            "required": "ยังไม่ได้เลือกไฟล์ กดปุ่มของไฟล์ที่จะขอ",
            "invalid_choice": "ไม่มีไฟล์นี้ในเคส เลือกจากรายการอีกครั้ง",
        },
    )
    reason = TextField(label="เหตุผลที่ขอไฟล์ต้นฉบับ", max_length=1000)

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = Source.objects.filter(document__case=case)
        fields: dict[str, Any] = self.fields
        fields["source"].queryset = sources.select_related("received", "document__case")


class SearchForm(forms.Form):
    """The search box in the head of every page."""

    q = LineField(label="เลขบัตร ชื่อ หรือเลขเคส", max_length=200, required=False)


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


class _TitleChoices(ModelChoiceIterator):  # type: ignore[type-arg]
    """The titles, those of every day before the ranks."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        titles = list(self.queryset)
        for heading, is_common in (("ใช้บ่อย", True), ("อื่น ๆ", False)):
            yield heading, [self.choice(title) for title in titles if title.is_common == is_common]


class _TitleField(ModelSelectField):
    iterator = _TitleChoices


def _title_data(title: Title) -> dict[str, object]:
    return {"gender": title.gender or None, "min": title.min_age, "max": title.max_age}


def _aid_data(kind: AssistanceType) -> dict[str, object]:
    most = (
        f"ไม่เกิน {baht(kind.ceiling)} บาท {kind.get_per_display()}"
        if kind.ceiling
        else "ยังไม่มีเพดานในระบบ ตรวจจำนวนเงินกับระเบียบ"
    )
    return {
        "hint": " · ".join(part for part in (kind.legal_basis, most, kind.limit) if part) or None,
        "ceiling": f"{kind.ceiling:.2f}" if kind.ceiling else None,
        "papers": " ".join(kind.papers) or None,
    }


def _files_of(label: str) -> MultipleFileField:
    return MultipleFileField(
        label=label,
        required=False,
        help_text="เลือกได้หลายไฟล์ PDF, JPEG, PNG, TIFF หรือ HEIC ระบบรวมเป็นไฟล์เดียวให้",
    )


def sent_at_once() -> dict[str, int | bool]:
    """What the file box of a bundle tells the page: each file is sent as soon as it is chosen."""
    return {"data-upload": True, "data-max-bytes": settings.BUNDLE_BYTES}


@dataclass(frozen=True)
class BundleBox:
    """One bundle on the form: the file box, what is kept already, the papers that belong in it.

    Where the form is no case's they are named only, and not ticked.
    """

    field: forms.BoundField
    kept: Sequence[DraftFile]
    papers: Sequence[PaperCheck]
    refused: Sequence[str] = ()
    may_tick: bool = True
    other: forms.BoundField | None = None  # the papers that the list does not know

    @property
    def label(self) -> str:
        return Bundle(self.field.name).label

    @property
    def arranged(self) -> list[DraftPage]:
        """The pages that are kept, in the order in which they will stand."""
        pages = [page for file in self.kept for page in file.arranged.all()]
        return sorted(pages, key=lambda page: (page.position, page.pk))

    @property
    def holds_document(self) -> bool:
        """Whether the version in force is laid out already, to be arranged."""
        return any(file.document_id for file in self.kept)


class CaseForm(BankAccountForm):
    """All that is typed about a case (R25-R45); its fields are those of ``Facts``, and the files.

    ``kept`` are the good files that the draft has already, ``refused`` says of each bundle which
    files of this request were not taken, and why: both were settled before the fields are judged.
    """

    title = _TitleField(None, label="คำนำหน้า", data=_title_data)
    gender = SelectField(label="เพศ", choices=Gender.choices)
    first_name = LineField(label="ชื่อ", max_length=100)
    last_name = LineField(label="นามสกุล", max_length=100)
    birth_date = BirthDateField()
    is_disabled = CheckField(label="เป็นผู้พิการ (กรุณาแนบสำเนาบัตรประจำตัวคนพิการในส่วนเอกสารที่เกี่ยวข้อง)")
    assistance_type = ModelSelectField(
        None, label="ประเภทเงินสงเคราะห์ที่ต้องการรับการสนับสนุน", data=_aid_data
    )
    amount = BahtField(label="จำนวนเงิน")
    hardship = TextField(
        label="รายละเอียดความเดือดร้อน",
        max_length=4000,
        help_text="สรุปตามแบบคำร้อง ไม่ต้องใส่ชื่อโรคหากไม่จำเป็น",
    )
    override_because = TextField(
        label="เหตุผลที่ช่วยเหลือซ้ำ",
        max_length=1000,
        required=False,
        help_text="หัวหน้าฝ่ายจะอ่านและรับรองตอนปิดรอบ",
    )
    attached_papers = CheckListField(label="เอกสารที่แนบ", choices=PaperKind.choices)
    other_papers = LineField(label="เอกสารอื่นๆ เช่น ภาพถ่ายที่เกี่ยวข้อง", max_length=200, required=False)
    supporting = _files_of("อัปโหลดเอกสารที่เกี่ยวข้อง")
    financial = _files_of("อัปโหลดเอกสารทางการเงิน")

    APPLICANT = ("title", "gender", "first_name", "last_name", "birth_date", "is_disabled")
    AID = ("assistance_type", "amount", "hardship", "override_because")
    ACCOUNT = ("bank", "branch_code", "account_name", "account_number", "phone", "email")
    PAPERS = ("attached_papers", "other_papers")
    FACTS = (*APPLICANT, *AID, *ACCOUNT, *PAPERS)
    field_order = (*FACTS, *Bundle.values)
    papers_needed = True

    def __init__(
        self,
        *args: Any,
        kept: Iterable[DraftFile] = (),
        refused: Mapping[str, list[str]] | None = None,
        why_override: Callable[[AssistanceType, Decimal], str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.refused = refused or {}
        self.why_override = why_override or (lambda kind, amount: "")
        self.kept: dict[str, list[DraftFile]] = defaultdict(list)
        for file in kept:
            self.kept[file.bundle].append(file)
        fields: dict[str, Any] = self.fields
        fields["title"].queryset = Title.objects.order_by("position")
        fields["assistance_type"].queryset = self.types()
        for name, mark in (
            *(("title", "data-titles"), ("gender", "data-gender")),
            *(("assistance_type", "data-aid"), ("amount", "data-amount")),
        ):
            fields[name].widget.attrs[mark] = True
        for name in ("branch_code", "account_name"):
            fields[name].help_text = ""  # the heading of the part says it, and the boxes align
        for bundle in Bundle.values:
            fields[bundle].widget.attrs.update(sent_at_once())

    def types(self) -> Any:
        """The types of aid that may be asked for today, with the ceilings in force."""
        today = timezone.localdate()
        return AssistanceType.objects.active().with_ceiling(today).order_by("position")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, amount = cleaned.get("assistance_type"), cleaned.get("amount")
        if kind and amount and kind.ceiling is not None and amount > kind.ceiling:
            self.add_error(
                "amount",
                f"เกินเพดาน {baht(amount - kind.ceiling)} บาท ให้ได้ไม่เกิน {baht(kind.ceiling)} บาท",
            )
        said = cleaned.get("override_because", "unreadable")
        if kind and amount and not said and (why := self.why_override(kind, amount)):
            self.add_error("override_because", why)
        for bundle in Bundle:
            if refused := self.refused.get(bundle):
                self.add_error(bundle, refused)
            elif self.papers_needed and not self.kept[bundle]:
                self.add_error(bundle, f"ยังไม่มี{bundle.label} เลือกไฟล์แล้วกดยืนยันอีกครั้ง")
        return cleaned

    @property
    def shows_override(self) -> bool:
        """Whether the reason for going on beside another case is asked for, or there already."""
        return bool(self.errors.get("override_because") or self["override_because"].value())

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, of a valid form, by the names of ``Facts``."""
        return {name: self.cleaned_data[name] for name in self.FACTS}

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, right or wrong, to be kept with the draft."""
        typed = {name: self[name].value() for name in self.FACTS}
        typed["attached_papers"] = ordered(typed["attached_papers"])
        return {  # the database takes no NUL
            name: value.replace("\x00", "") if isinstance(value, str) else value
            for name, value in typed.items()
        }

    @property
    def boxes(self) -> list[BundleBox]:
        needed, ticked = self._needed(), ordered(self["attached_papers"].value())
        return [
            BundleBox(
                self[name],
                self.kept[name],
                paper_checks(name, needed=needed, ticked=ticked),
                self.refused.get(name, ()),
                other=self["other_papers"] if name == Bundle.SUPPORTING else None,
            )
            for name in Bundle
        ]

    def _needed(self) -> list[PaperKind]:
        """The papers that what was typed so far asks for, right or wrong."""
        typed = {name: self[name].value() for name in self.FACTS}
        kind, title = (self._chosen(name, typed[name]) for name in ("assistance_type", "title"))
        names = [str(typed[name] or "") for name in ("account_name", "first_name", "last_name")]
        account_name, first_name, last_name = names
        return required(
            kind,
            is_disabled=bool(typed["is_disabled"]),
            is_anothers=all(names)
            and is_anothers(
                account_name,
                title=title.name if title else "",
                first_name=first_name,
                last_name=last_name,
            ),
        )

    def _chosen(self, name: str, value: Any) -> Any:
        """The record of a select, or None where none is chosen."""
        field: Any = self.fields[name]
        try:
            return value if isinstance(value, Model) else field.clean(value)
        except ValidationError:
            return None

    @property
    def remarks(self) -> dict[str, str]:
        """What to look at twice, by field, in a form that came back; nothing of it blocks."""
        if not self.is_bound:
            return {}
        typed = self.cleaned_data
        born, title, kind = (typed.get(n) for n in ("birth_date", "title", "assistance_type"))
        age = age_on(born, timezone.localdate()) if born else None
        found = {}
        if title:
            found["title"] = on_title(title, gender=typed.get("gender", ""), age=age)
        if kind and age is not None:
            found["assistance_type"] = on_assistance_type(kind, age=age)
        if typed.get("bank") and typed.get("account_number"):
            found["account_number"] = on_account_number(typed["account_number"], bank=typed["bank"])
        if all(typed.get(name) for name in ("account_name", "first_name", "last_name")):
            found["account_name"] = on_account_name(
                typed["account_name"],
                first_name=typed["first_name"],
                last_name=typed["last_name"],
            )
        return {name: remark for name, remark in found.items() if remark}

    @property
    def parts(self) -> list[tuple[str, str, int]]:
        """The parts of the form: anchor, heading, and how many places need the officer."""
        names = {
            "applicant": ("ข้อมูลผู้ขอรับ", self.APPLICANT),
            "aid": ("ความช่วยเหลือ", self.AID),
            "account": ("การรับเงินสงเคราะห์", self.ACCOUNT),
            "papers": ("เอกสาร", (*Bundle.values, *self.PAPERS)),
        }
        return [
            (anchor, heading, sum(len(self.errors.get(name, ())) for name in fields))
            for anchor, (heading, fields) in names.items()
        ]

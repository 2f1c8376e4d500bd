"""Form fields as the office types into them, and how a field is drawn.

Every field gives its own Thai sentence for what is wrong; labels and hints are the caller's.

=================================  ==============================================================
``CitizenIdField``                 13 ASCII digits; typed with dashes, spaces or Thai digits
``ThaiDateField``                  a date, typed in the Buddhist era
``BirthDateField``                 the same, not after today; draw it with components/birth.html
``BahtField``                      a Decimal above 0, typed 3,000 or 3000.00 or ๓๐๐๐
``DigitsField(min_digits=,``       ASCII digits with their leading zeros: accounts, branch codes
``max_digits=)``
``PhoneField``                     9 or 10 digits with the leading 0
``LineField(max_length=)``         one line of text: names, account names
``TextField(max_length=)``         paragraphs: hardship, reasons
``EmailField``                     an e-mail address
``SelectField(choices=)``          a select that begins with <--กรุณาเลือก-->
``ModelSelectField(queryset=)``    the same over records; ``data=`` gives options data- attributes
``RadioField(choices=)``           one of a few, all in sight
``CheckField``                     a checkbox
``CheckListField(choices=)``       several of a few, each with its checkbox
``MultipleFileField``              a list of files; draw it with components/drop.html
=================================  ==============================================================
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.renderers import TemplatesSetting
from django.utils import timezone

from . import citizen_id, thai
from .choice_fields import CheckField, CheckListField, ModelSelectField, RadioField, SelectField
from .widgets import BirthDateInput, MultipleFileInput

__all__ = [
    "BahtField",
    "BirthDateField",
    "CheckField",
    "CheckListField",
    "CitizenIdField",
    "DigitsField",
    "EmailField",
    "LineField",
    "ModelSelectField",
    "MultipleFileField",
    "PhoneField",
    "RadioField",
    "Renderer",
    "SelectField",
    "TextField",
    "ThaiDateField",
]

NOT_TYPED = "ยังไม่ได้กรอก"
OLDEST_AGE = 120


# --- how a field is drawn


class DrawnField(forms.BoundField):
    """A form field with the classes of the design system.

    The browser's own ``required`` is left out: its remark comes in the browser's language, and
    stands in the way of our error summary.
    """

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if attrs.pop("required", False) and not isinstance(widget, forms.FileInput):
            attrs["aria-required"] = "true"
        if isinstance(widget, forms.RadioSelect):  # and CheckboxSelectMultiple, a kind of it
            own = "choices"
        elif isinstance(widget, forms.CheckboxInput):
            own = "box"
        elif isinstance(widget, forms.FileInput):
            own = ""
        else:
            own = "input num" if isinstance(self.field, BahtField) else "input"
        attrs["class"] = f"{own} {widget.attrs.get('class', '')}".strip()
        if not attrs["class"]:
            del attrs["class"]
        return attrs


class Renderer(TemplatesSetting):
    """Draws ``{{ form.x.as_field_group }}`` as the design system does."""

    field_template_name = "components/field.html"
    bound_field_class = DrawnField


# --- numbers and days


class _TypedField(forms.CharField):
    """One line that is read into something else. Never cut short by the browser."""

    widget: type[forms.Widget] = forms.TextInput
    default_attrs: Mapping[str, str] = {"autocomplete": "off"}
    default_error_messages = {"required": NOT_TYPED}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return dict(self.default_attrs)


NUMERIC = {"autocomplete": "off", "inputmode": "numeric"}


class CitizenIdField(_TypedField):
    """หมายเลขบัตรประจำตัวประชาชน."""

    default_attrs = NUMERIC

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        try:
            return citizen_id.normalise(typed)
        except citizen_id.CitizenIdError as error:
            raise ValidationError(str(error), code="invalid") from error


class ThaiDateField(_TypedField):
    """A day in the Buddhist era."""

    default_attrs = NUMERIC
    default_error_messages = {"required": f"{NOT_TYPED} {thai.EXAMPLE}"}

    def prepare_value(self, value: Any) -> Any:
        return thai.thai_date(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]
        if isinstance(value, date):
            return value
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return thai.parse_thai_date(typed)
        except thai.ThaiDateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def run_validators(self, value: Any) -> None:
        """A date has no length; the text was judged when it was read."""


class BirthDateField(ThaiDateField):
    """วันเดือนปีเกิด. The page says it back in words while one types."""

    widget = BirthDateInput
    default_error_messages = {"required": f"{NOT_TYPED} พิมพ์เช่น 02/10/2558"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "วันเดือนปีเกิด")
        kwargs.setdefault("help_text", "วว/ดด/ปปปป พ.ศ. เช่น 02/10/2558")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]
        born = super().to_python(thai.with_day_of_birth(value) if isinstance(value, str) else value)
        if born is None:
            return None
        today = timezone.localdate()
        if born > today:
            raise ValidationError(
                f"{thai.long_date(born)} ยังมาไม่ถึง ตรวจปี พ.ศ. กับบัตรอีกครั้ง", code="future"
            )
        if thai.age_on(born, today) > OLDEST_AGE:
            raise ValidationError(
                f"อายุจะเป็น {thai.age_on(born, today)} ปี ตรวจปี พ.ศ. กับบัตรอีกครั้ง", code="past"
            )
        return born


_BAHT = re.compile(r"\A(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]*))?\Z")
MOST_BAHT = Decimal("9999999.99")


class BahtField(_TypedField):
    """A sum of money (จำนวนเงิน, baht), above zero and with two decimals at most."""

    default_attrs = {"autocomplete": "off", "inputmode": "decimal"}
    default_error_messages = {
        "required": NOT_TYPED,
        "invalid": "อ่านจำนวนเงินไม่ได้ พิมพ์เฉพาะตัวเลข เช่น 3,000 หรือ 3000.50",
        "decimals": "มีสตางค์เกิน 2 ตำแหน่ง พิมพ์เช่น 3,000.50",
        "zero": "จำนวนเงินต้องมากกว่า 0 บาท",
        "most": f"จำนวนเงินเกิน {MOST_BAHT:,.2f} บาท ตรวจจุดทศนิยมอีกครั้ง",
    }

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}" if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, Decimal):
            return value
        typed = super().to_python(value)
        if not typed:
            return None
        digits = re.sub(r"\s|บาท|฿", "", thai.ascii_digits(typed))
        match = _BAHT.match(digits)
        if not match:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if match[1] and len(match[1]) > 2:
            raise ValidationError(self.error_messages["decimals"], code="decimals")
        amount = Decimal(digits.replace(",", ""))
        if amount <= 0:
            raise ValidationError(self.error_messages["zero"], code="zero")
        if amount > MOST_BAHT:
            raise ValidationError(self.error_messages["most"], code="most")
        return amount.quantize(Decimal("0.01"))

    def run_validators(self, value: Any) -> None:
        """A sum has no length; it was judged when it was read."""


class DigitsField(_TypedField):
    """Digits that are a name and no number: leading zeros stay, dashes and spaces go."""

    default_attrs = NUMERIC

    def __init__(self, *, min_digits: int, max_digits: int, **kwargs: Any) -> None:
        self.min_digits, self.max_digits = min_digits, max_digits
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        digits = self._digits(typed)
        if strange := re.search("[^0-9]", digits):
            raise ValidationError(f"มีได้เฉพาะตัวเลข พบ “{strange[0]}” ลบออกแล้วลองใหม่", code="invalid")
        if not self.min_digits <= len(digits) <= self.max_digits:
            wanted = (
                f"{self.min_digits} หลัก"
                if self.min_digits == self.max_digits
                else f"{self.min_digits} ถึง {self.max_digits} หลัก"
            )
            raise ValidationError(
                f"พิมพ์มา {len(digits)} หลัก ต้องมี {wanted} ตรวจกับเอกสารอีกครั้ง", code="length"
            )
        return digits

    def _digits(self, typed: str) -> str:
        typed = "".join(c for c in thai.ascii_digits(typed) if unicodedata.category(c) != "Cf")
        return re.sub(r"[\s.\u2010-\u2015\u2212\-]", "", typed)


class PhoneField(DigitsField):
    """หมายเลขโทรศัพท์: of a Thai house (9 digits) or mobile (10), also typed as +66 81 …."""

    default_attrs = {"autocomplete": "off", "inputmode": "tel"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_digits=9, max_digits=10, **kwargs)

    def _digits(self, typed: str) -> str:
        digits = re.sub("[()]", "", super()._digits(typed))
        return re.sub(r"\A\+660?", "0", digits)

    def to_python(self, value: Any) -> str:
        digits = super().to_python(value)
        if digits and not digits.startswith("0"):
            raise ValidationError("หมายเลขโทรศัพท์ขึ้นต้นด้วย 0 เช่น 081-234-5678", code="zero")
        return digits


# --- text

# Marks that turn the letters between them round: a name could be shown as another than is stored.
# Those that only set a piece of text apart come along when one copies, and go like all of their kind.
_TURNING = re.compile("[\u202a-\u202e]")


class LineField(_TypedField):
    """One line of text, in one spelling: NFC, no space around it, single spaces inside."""

    default_error_messages = {"unprintable": "มีอักขระที่มองไม่เห็นหรือพิมพ์ไม่ได้ ลบแล้วพิมพ์ข้อความใหม่"}

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        self.most = max_length
        super().__init__(max_length=None, strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        text = self._spaced(thai.tidy(text))
        text = "".join(c for c in text if unicodedata.category(c) != "Cf" or _TURNING.match(c))
        kinds = {unicodedata.category(c) for c in text if c != "\n"}
        if _TURNING.search(text) or kinds & {"Cc", "Cs", "Co", "Cn"}:
            raise ValidationError(self.error_messages["unprintable"], code="unprintable")
        if len(text) > self.most:
            raise ValidationError(
                f"ยาว {len(text):,} ตัวอักษร ให้ได้ไม่เกิน {self.most:,} ตัวอักษร ตัดออก {len(text) - self.most:,}",
                code="max_length",
            )
        return text

    def _spaced(self, text: str) -> str:
        return " ".join(text.split())


class TextField(LineField):
    """Paragraphs: like a line, but line breaks stay."""

    widget = forms.Textarea
    default_attrs = {"rows": "4"}

    def _spaced(self, text: str) -> str:
        lines = (" ".join(line.split()) for line in text.splitlines())
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


# The law of e-mail lets these stand in a name between quotes; nobody's does, and pages and papers,
# headers and lists take them for something else.
_NO_ADDRESS = re.compile(r'["<>()\[\],;:\\]')


class EmailField(LineField):
    """อีเมล."""

    default_attrs = {"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        address = super().to_python(value)
        if address:
            try:
                validate_email(_NO_ADDRESS.sub(" ", address))
            except ValidationError as error:
                message = "รูปแบบอีเมลไม่ถูก ต้องมี @ และชื่อโดเมน เช่น name@example.com"
                raise ValidationError(message, code="invalid") from error
        return address


# --- files


class MultipleFileField(forms.Field):
    """The files of a bundle, in the order chosen. What they are is judged by their bytes, later."""

    widget = MultipleFileInput
    default_error_messages = {"required": "ยังไม่ได้เลือกไฟล์"}

    def __init__(self, *, accept: str = ".pdf,.jpg,.jpeg,.png", **kwargs: Any) -> None:
        self.accept = accept
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": self.accept}

"""The form fields of choices (ตัวเลือก); ``forms`` lists them with the others."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from .widgets import DataSelect

PLEASE_CHOOSE = "<--กรุณาเลือก-->"
NOT_ANY_MORE = "ตัวเลือกนี้ใช้ไม่ได้แล้ว เลือกใหม่จากรายการ"
_CHOICE_MESSAGES: dict[str, Any] = {"required": "ยังไม่ได้เลือก", "invalid_choice": NOT_ANY_MORE}


class SelectField(forms.ChoiceField):
    """One of a few; begins with <--กรุณาเลือก-->."""

    widget = DataSelect
    default_error_messages = _CHOICE_MESSAGES

    def __init__(self, *, choices: Sequence[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(choices=[("", PLEASE_CHOOSE), *choices], **kwargs)


class ModelSelectField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One record of many; begins with <--กรุณาเลือก-->."""

    widget = DataSelect
    default_error_messages = _CHOICE_MESSAGES

    def __init__(
        self,
        queryset: QuerySet[Model] | None,
        *,
        data: Callable[[Any], Mapping[str, object]] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("empty_label", PLEASE_CHOOSE)
        kwargs.setdefault("widget", DataSelect(data=data))
        super().__init__(queryset, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and "\x00" in value:  # which the database takes in no text
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class RadioField(forms.ChoiceField):
    """One of a few, all in sight."""

    widget = forms.RadioSelect
    default_error_messages = _CHOICE_MESSAGES


class CheckField(forms.BooleanField):
    """A checkbox that may stay empty."""

    default_error_messages = {"required": "ยังไม่ได้ทำเครื่องหมาย"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)


class CheckListField(forms.MultipleChoiceField):
    """Several of a few, or none, each with its checkbox; read in the order of the choices."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": NOT_ANY_MORE, "invalid_list": NOT_ANY_MORE}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        ticked = set(super().clean(value))
        choices: Any = self.choices
        return [str(key) for key, _ in choices if str(key) in ticked]

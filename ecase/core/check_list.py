"""A list of boxes to tick (รายการตรวจ), as a form field."""

from typing import Any

from django import forms


class CheckListField(forms.MultipleChoiceField):
    """Several of a few, or none, each with its checkbox; read in the order of the choices."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "invalid_choice": "ตัวเลือกนี้ใช้ไม่ได้แล้ว เลือกใหม่จากรายการ",
        "invalid_list": "ตัวเลือกนี้ใช้ไม่ได้แล้ว เลือกใหม่จากรายการ",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        ticked = set(super().clean(value))
        choices: Any = self.choices
        return [str(key) for key, _ in choices if str(key) in ticked]

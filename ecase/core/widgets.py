"""Boxes of a form that need more than the browser's own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict


class DataSelect(forms.Select):
    """A select whose options carry ``data-`` attributes, for the small helps of app.js.

    ``data`` gives them for one choice: of a ModelSelectField the record, else the value.
    """

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Sequence[Any] = (),
        data: Callable[[Any], Mapping[str, object]] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.data = data

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        record = getattr(value, "instance", value)
        if self.data and record:
            facts = self.data(record).items()
            option["attrs"] |= {f"data-{key}": fact for key, fact in facts if fact is not None}
        return option


class BirthDateInput(forms.TextInput):
    """The box of a birth date, which tells app.js where to say it back, and what day it is."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        final = context["widget"]["attrs"]
        final |= {"data-birth": f"{final.get('id', '')}_echo"}
        final |= {"data-today": timezone.localdate().isoformat()}
        return context


class MultipleFileInput(forms.FileInput):
    """The browser's file box, for any number of files."""

    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, "UploadedFile[bytes]"], name: str
    ) -> list["UploadedFile[bytes]"]:
        return files.getlist(name) if isinstance(files, MultiValueDict) else files.get(name, [])

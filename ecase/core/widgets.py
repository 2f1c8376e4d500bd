"""Boxes of a form that need more than the browser's own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECT = '<select name="{}"{}>\n{}\n</select>'
GROUP = '<optgroup label="{}">\n{}\n</optgroup>'


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

    def _render(
        self, template_name: str, context: dict[str, Any], renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The same markup as by Django's template, which includes two others for every option."""
        widget = context["widget"]
        drawn = []
        for group, options, _ in widget["optgroups"]:
            inner = format_html_join(
                "\n",
                '<option value="{}"{}>{}</option>',
                ((one["value"], flatatt(one["attrs"]), one["label"]) for one in options),
            )
            drawn.append(format_html(GROUP, group, inner) if group else inner)
        body = format_html_join("\n", "{}", zip(drawn, strict=True))
        return format_html(SELECT, widget["name"], flatatt(widget["attrs"]), body)


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

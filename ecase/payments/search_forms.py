from django import forms

from ecase.core.forms import DigitsField


class ApprovalSearchForm(forms.Form):
    """Finding one approval by its number (ครั้งที่)."""

    number = DigitsField(label="ค้นหาครั้งที่", min_digits=1, max_digits=4, required=False)

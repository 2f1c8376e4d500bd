from django import forms

from ecase.core.forms import LineField, TextField


class DisqualifyForm(forms.Form):
    """Why a case does not qualify (บันทึกกรณีขาดคุณสมบัติ, R69-R71)."""

    reason = TextField(label="ระบุสาเหตุการขาดคุณสมบัติ", max_length=1000)


class SearchForm(forms.Form):
    """The search box in the head of every page."""

    q = LineField(label="เลขบัตร ชื่อ หรือเลขเคส", max_length=200, required=False)

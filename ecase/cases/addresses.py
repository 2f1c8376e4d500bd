"""What stands in the addresses of cases. Anything else there is no page (404)."""

from django.urls import register_converter

from .models import Bundle


class _Text:
    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CaseNumber(_Text):
    """The number of a case: 2566-2."""

    regex = "[0-9]{4}-[0-9]{1,9}"


class BundleName(_Text):
    """The name of a bundle of papers."""

    regex = "|".join(Bundle.values)


register_converter(CaseNumber, "case_number")
register_converter(BundleName, "bundle")

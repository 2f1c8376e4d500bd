from django.apps import AppConfig


class OfficesConfig(AppConfig):
    """Offices, officers and the door; refuses to start with settings by which nobody could sign in."""

    name = "ecase.offices"

    def ready(self) -> None:
        from .door import checks  # noqa: F401 — it registers itself

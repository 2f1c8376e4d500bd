from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Paying (จ่ายให้ประชาชน); refuses to start with settings that the bank's files cannot take."""

    name = "ecase.payments"

    def ready(self) -> None:
        from . import checks  # noqa: F401 — it registers itself

from typing import Any

from django.core.management.commands import migrate

from ecase.reporting import walls


class Command(migrate.Command):
    """Django's own, after which the product's roles may do what they should, and no more."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options["plan"] and not options["check_unapplied"] and not options["app_label"]:
            walls.build()

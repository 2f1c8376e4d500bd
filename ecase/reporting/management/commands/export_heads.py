from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from ecase.audit.actions import export_heads


class Command(BaseCommand):
    help = (
        "Append the head of each office's register to a file outside of the system; once a day, by "
        "a timer. The file is only appended to: keep it where the database's owner cannot write."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.EVENT_HEADS)

    def handle(self, *args: Any, **options: Any) -> None:
        for head in export_heads(options["to"]):
            self.stdout.write(head.line)

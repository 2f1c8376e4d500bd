from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ecase.reporting.demo.loading import OtherPeoplesData, load_demo

from .reference_data import load


class Command(BaseCommand):
    help = "Load the reference data and the demonstration, into a database of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        load()
        try:
            load_demo()
        except OtherPeoplesData as refusal:
            raise CommandError(str(refusal)) from None

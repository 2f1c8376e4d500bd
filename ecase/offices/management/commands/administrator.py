from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from ecase.offices.actions import engage, make_link
from ecase.offices.models import Duty, Officer


class Command(BaseCommand):
    help = (
        "Engage one of the first two administrators, or let one in who lost the password: prints a"
        " link for setting it, which is kept nowhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--title", default="")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                secret = make_link(self._officer(options), by=None)
        except ProgrammingError as law:
            raise CommandError(
                "There are two administrators already: one asks on the page, the other accepts."
            ) from law
        self.stdout.write(reverse("offices:open_link", args=[secret]))

    def _officer(self, options: dict[str, Any]) -> Officer:
        username, today = options["username"], timezone.localdate()
        known: Officer | None = (
            Officer.objects.with_duties(today).filter(username=username, is_active=True).first()
        )
        if known:
            if not known.may(Duty.ADMINISTRATOR):
                raise CommandError(f"{username} is no administrator: the page makes the link.")
            return known
        if not (options["first_name"] and options["last_name"]):
            raise CommandError("A new administrator has --first-name and --last-name.")
        return engage(
            username=username,
            title=options["title"],
            first_name=options["first_name"],
            last_name=options["last_name"],
            office=None,
            duties=[Duty.ADMINISTRATOR],
            since=today,
        )

import json
import os
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from ecase.core.papers import Told
from ecase.core.papers.long import make_long
from ecase.core.whose import over_the_city
from ecase.offices import actions
from ecase.offices.models import LongPaper


class NotWanted(Exception):
    """The officer asked anew, or an hour passed."""


class Command(BaseCommand):
    help = "Make one long paper that an officer asked for. Started by the page; ends by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", type=UUID)
        parser.add_argument("--database", help="its name, where it is not that of DATABASE_URL")

    @over_the_city("the page told it whose paper to make, by a key that nobody guesses")
    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(10)  # every page goes before
        if options["database"]:
            connection.settings_dict["NAME"] = options["database"]
        key: UUID = options["key"]
        paper = LongPaper.objects.filter(pk=key, has_failed=False, pdf__isnull=True).first()
        if paper is None:
            return
        told = json.loads(paper.told)
        made_at = datetime.fromisoformat(told["made_at"])

        def beat(done: int) -> None:
            if not actions.hear_of_paper(key, done=min(done, paper.count)):
                raise NotWanted

        try:
            pdf = make_long(Told(told["template"], told["data"], made_at), beat=beat)
        except NotWanted:
            return
        except BaseException:
            actions.give_up_paper(key)
            raise
        actions.keep_paper(key, pdf)

from typing import Any

from django.core.management.base import BaseCommand

from ecase.cases.models import NEXT, OVER, Status

HEAD = """# The life of a case

Drawn from the table `NEXT` in `ecase/cases/models/words.py` by `make states`; a test fails when it is
not current. The same table is the trigger `next_status` in the database. A new case begins in the
collecting meeting. Where a life ends it ends; out of จ่ายสำเร็จ and จ่ายไม่สำเร็จ an arrow leads only where two
persons settled that the bank's later word is another (decision 12).

"""


def diagram() -> str:
    """The life of a case, drawn from the table that the code itself obeys."""
    names = [f"    {status}: {status.label}" for status in Status]
    arrows = [f"    {here} --> {there}" for here in Status for there in sorted(NEXT[here])]
    ends = [f"    {status} --> [*]" for status in OVER]
    start = [f"    [*] --> {Status.IN_MEETING}"]
    lines = ["```mermaid", "stateDiagram-v2", *names, *start, *arrows, *ends, "```", ""]
    return HEAD + "\n".join(lines)


class Command(BaseCommand):
    help = "Print docs/case-states.md"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(diagram(), ending="")

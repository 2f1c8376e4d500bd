"""Makes a paper from its example, and reads it back as people copy it.

pypdf does not read it so: it gives Thai clusters twice.
"""

import json
import subprocess
from datetime import UTC, datetime

from ecase.core import papers
from ecase.core.papers.engine import TEMPLATES

MADE_AT = datetime(2022, 10, 11, 2, 43, tzinfo=UTC)
NAMES = sorted(example.stem for example in TEMPLATES.glob("*.json"))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, line by line, with runs of spaces made one."""
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    return [
        "\n".join(" ".join(line.split()) for line in page.splitlines() if line.strip())
        for page in text.removesuffix("\f").split("\f")
    ]


def example(name, **changes):
    return {**json.loads((TEMPLATES / f"{name}.json").read_text("utf-8")), **changes}


def typeset(name, **changes):
    return papers.make(name, example(name, **changes), made_at=MADE_AT)


def squeezed(pdf):
    """All text in reading order, without any spaces: headings run over several lines."""
    text = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    return squeezed_text(text)


def squeezed_text(text):
    return "".join(text.split())

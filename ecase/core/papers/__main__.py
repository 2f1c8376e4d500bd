"""`python -m ecase.core.papers report report.pdf`: a form with its example, to look at it."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

from .engine import TEMPLATES, make


def main(arguments: list[str]) -> None:
    names = sorted(example.stem for example in TEMPLATES.glob("*.json"))
    if len(arguments) != 2 or arguments[0] not in names:
        sys.exit(f"say which form and which file: {' | '.join(names)}, then out.pdf")
    name, out = arguments
    example = json.loads((TEMPLATES / f"{name}.json").read_text("utf-8"))
    try:
        Path(out).write_bytes(make(name, example, made_at=datetime.now(UTC)))
    except typst.TypstError as error:
        sys.exit(f"{name}.typ cannot be typeset yet:\n{error.diagnostic}")


main(sys.argv[1:])

"""Reading the reference data that come with the program: CSV files in an app's data/ folder."""

import csv
from collections.abc import Iterator
from pathlib import Path


def rows(app_file: str, name: str) -> Iterator[dict[str, str]]:
    """The rows of ``data/<name>`` beside the module whose ``__file__`` is given."""
    with (Path(app_file).parent / "data" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def number(text: str) -> int | None:
    """A whole number, or None for an empty cell.

    >>> number("15"), number("")
    (15, None)
    """
    return int(text) if text else None

"""The entries of manifest.json, as they came; its own legend says what its words mean."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.hostile import HERE

MANIFEST = json.loads((HERE / "manifest.json").read_text("utf-8"))

# Where the product does another thing than the manifest says, and why that stands.
EXCEPTIONS = {
    "req-bad-boundary": (
        "A body whose parts cannot be told apart may be a form without a token: 403, as for every"
        " form without one, is as good as 400."
    ),
    "req-2000-fields": "Too many fields are too much: 413, as for every form that is too large.",
    "req-get-mutation": (
        "A form is shown and sent at one address, so GET shows it (200); 405 where there is nothing"
        " to show. Nothing changes in either case."
    ),
    "req-idor-uuid": (
        "404 and nothing changed. The attempt is no event: an event belongs to an office's records,"
        " and of the other office's record nothing may be told to the asker's office."
    ),
    "name-lone-surrogate": (
        "No browser sends such a name: what is no UTF-8 in the head of a part cannot be told from"
        " the parts beside it, so the whole request is refused (400), in Thai."
    ),
    "req-xff-spoof": "The product keeps no addresses of computers and counts by none.",
}


@dataclass(frozen=True)
class Entry:
    """One entry: a file with the name and the type that a browser would give it, or a request."""

    told: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.told.get(name)

    @cached_property
    def content(self) -> bytes:
        return (HERE / self.path).read_bytes()

    def __str__(self) -> str:
        return str(self.told["id"])


ENTRIES = [Entry(told) for told in MANIFEST["entries"]]
REQUESTS = [entry for entry in ENTRIES if entry.expected == "behaviour"]
LISTS = [entry for entry in ENTRIES if entry.fields == ["xlsx_import"]]
PAPERS = [entry for entry in ENTRIES if entry not in REQUESTS and entry not in LISTS]

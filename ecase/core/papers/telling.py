"""What a paper is told, before it is made: so that it can be made here, in a child, or as a spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .engine import make

# Under what key a paper that is a list has its rows.
ROWS_OF = {
    "agenda": "rows",
    "report": "rows",
    "tk1": "rows",
    "kcorp2": "rows",
    "minutes": "granted",
    "personal-data": "events",
}


@dataclass(frozen=True)
class Told:
    """One paper with its data, ready to be made (แบบพิมพ์ที่พร้อมพิมพ์)."""

    template: str
    data: Mapping[str, Any]
    made_at: datetime

    @property
    def count(self) -> int:
        """How many rows it lists."""
        key = ROWS_OF.get(self.template)
        return len(self.data[key]) if key else 0

    def pdf(self) -> bytes:
        """The paper, made here and now."""
        return make(self.template, self.data, made_at=self.made_at)

"""XML messages: each element of one name as a row of paths and texts."""

import json
from collections.abc import Iterator

from ecase.core.table_worker import DEEPEST, MAX_ROWS, Fault, Unfit
from ecase.core.table_worker.parsing import local, parse


def read(content: bytes, namespace: str, element: str) -> Iterator[str]:
    """A line for each such element: pairs of the path below it and what stands there, in order.

    Attributes have a path too: Amt/InstdAmt@Ccy. Raises Unfit before the first line.
    """
    records = _Records(f"{namespace} {element}")
    parse(content, records.begin, records.end, records.text)
    for record in records.found:
        yield json.dumps(record, ensure_ascii=False)


class _Records:
    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.found: list[list[tuple[str, str]]] = []
        self.path: list[str] | None = None  # below the wanted element; None outside of one
        self.said = ""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.said = ""
        if self.path is None:
            if name == self.wanted:
                if len(self.found) == MAX_ROWS:
                    raise Unfit(Fault.TOO_MANY_ROWS)
                self.path = []
                self.found.append([])
            return
        if len(self.path) == DEEPEST:
            raise Unfit(Fault.DAMAGED)
        self.path.append(local(name))
        for key, value in attributes.items():
            self.found[-1].append((f"{'/'.join(self.path)}@{local(key)}", value))

    def end(self, name: str) -> None:
        if self.path is None:
            return
        if not self.path:
            self.path = None
            return
        if said := self.said.strip():
            self.found[-1].append(("/".join(self.path), said))
        self.said = ""
        self.path.pop()

    def text(self, said: str) -> None:
        if self.path:
            self.said += said

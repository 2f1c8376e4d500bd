"""Looking through a spreadsheet before it is read (ตรวจไฟล์ Excel ก่อนอ่าน).

The reader of the cells believes what a file says of itself: it asks for the memory of all the rows
that a sheet declares, and unpacks whatever is packed. So every part is unpacked here first, and
only what was looked at is handed on.
"""

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass

from ecase.core.table_worker import (
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_ROWS,
    TITLE_ROWS,
    UNPACKED,
    Fault,
    Unfit,
)
from ecase.core.table_worker.parsing import local, parse

BOOK = "xl/workbook.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
# Parts that act or fetch. A link that a person would have to click is none of them.
FORBIDDEN = (
    ("vbaproject", Fault.MACRO),
    ("xl/macrosheets/", Fault.MACRO),
    ("xl/dialogsheets/", Fault.MACRO),
    ("xl/activex/", Fault.MACRO),
    ("xl/externallinks/", Fault.LINKS),
    ("xl/connections", Fault.LINKS),
    ("xl/querytables/", Fault.LINKS),
)
_PLACE = re.compile(r"\A\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})\Z")


def _letters(column: int) -> str:
    """The letters of a column, as a person sees them.

    >>> _letters(1), _letters(26), _letters(28)
    ('A', 'Z', 'AB')
    """
    letters = ""
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


COLUMNS = {_letters(column): column for column in range(1, MAX_COLUMNS + 1)}


@dataclass
class Looked:
    """A spreadsheet that may be read: its parts packed anew, and the rows that nobody sees."""

    content: bytes
    hidden: dict[str, set[int]]  # by the sheet's name


def look_through(content: bytes) -> Looked:
    """The XML parts of a spreadsheet, each unpacked, measured and parsed once. Raises Unfit."""
    parts = _unpack(content)
    if BOOK not in parts:
        raise Unfit(Fault.NO_BOOK)
    names = _sheet_names(parts)
    hidden: dict[str, set[int]] = {name: set() for name in names.values()}
    for path, part in parts.items():
        sheet = _Sheet(names.get(path, ""), is_sheet=path in names)
        parse(part, sheet.begin)
        if path in names:
            hidden[names[path]] = sheet.hidden
    return Looked(_pack(parts), hidden)


def _unpack(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            _check_names([member.filename for member in members])
            if any(member.flag_bits & 1 for member in members):
                raise Unfit(Fault.ENCRYPTED)
            room = UNPACKED
            parts = {}
            for member in members:
                # Pictures, fonts and printers' settings stay behind, still packed.
                if not member.filename.lower().endswith((".xml", ".rels")):
                    continue
                with packed.open(member) as stream:
                    # The size that the file claims is not asked: this many bytes come out.
                    part = stream.read(room + 1)
                room -= len(part)
                if room < 0:
                    raise Unfit(Fault.TOO_MUCH)
                parts[member.filename] = part
    except (
        *(zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError),
        *(ValueError, LookupError, RuntimeError, OverflowError),
    ) as error:
        # What zipfile raises on a broken file has no common class.
        raise Unfit(Fault.DAMAGED) from error
    return parts


def _check_names(names: list[str]) -> None:
    if len(names) > MAX_PARTS or len({name.lower() for name in names}) < len(names):
        raise Unfit(Fault.ODD_PARTS)
    for name in names:
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            raise Unfit(Fault.ODD_PARTS)
        for part, fault in FORBIDDEN:
            if part in name.lower():
                raise Unfit(fault)


def _sheet_names(parts: dict[str, bytes]) -> dict[str, str]:
    """The name of each sheet by the path of its part."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = path.lstrip("/")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            key = next((attributes[key] for key in attributes if local(key) == "id"), "")
            names[targets.get(key, "")] = attributes.get("name", "")

    parse(parts.get(BOOK_RELATIONS, b""), relation)
    parse(parts[BOOK], sheet)
    if not set(names) <= set(parts):
        raise Unfit(Fault.DAMAGED)
    return names


class _Sheet:
    """What is told of one part while it is parsed; only a sheet's part has rows."""

    def __init__(self, name: str, *, is_sheet: bool) -> None:
        self.name = name
        self.is_sheet = is_sheet
        self.locals: dict[str, str] = {}  # each element's name without its namespace
        self.row, self.row_text = 0, "0"
        self.column = 0
        self.hidden: set[int] = set()

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        element = self.locals.get(name)
        if element is None:
            element = self.locals.setdefault(name, local(name))
            self.is_sheet = self.is_sheet or element == "worksheet"
        if not self.is_sheet:
            return
        if element == "c":
            self._cell(attributes)
        elif element == "row":
            self.row = _number(attributes.get("r", str(self.row + 1)))
            self.row_text, self.column = str(self.row), 0
            _check(self.row, 1)
            if attributes.get("hidden") in ("1", "true"):
                self.hidden.add(self.row)
        elif element == "f":
            raise Unfit(Fault.FORMULA, f"{self.name}!{_letters(self.column)}{self.row}")
        elif element == "dimension":
            for corner in attributes.get("ref", "A1").split(":"):
                _check(*_place(corner))

    def _cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r", "")
        if place.endswith(self.row_text):
            # There are many cells: those that stand where they should are let by quickly.
            column = COLUMNS.get(place[: -len(self.row_text)])
            if column:
                self.column = column
                return
        row, self.column = _place(place) if place else (self.row, self.column + 1)
        _check(row, self.column)


def _number(text: str) -> int:
    if not re.match(r"\A[1-9][0-9]{0,6}\Z", text):
        raise Unfit(Fault.DAMAGED)
    return int(text)


def _place(text: str) -> tuple[int, int]:
    """Row and column of a cell: C12 is (12, 3)."""
    match = _PLACE.match(text)
    if not match:
        raise Unfit(Fault.DAMAGED)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _check(row: int, column: int) -> None:
    if row > MAX_ROWS + TITLE_ROWS:
        raise Unfit(Fault.TOO_MANY_ROWS)
    if column > MAX_COLUMNS:
        raise Unfit(Fault.TOO_MANY_COLUMNS)


def _pack(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for path, part in parts.items():
            packed.writestr(path, part)
    return out.getvalue()

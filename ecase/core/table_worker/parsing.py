"""XML that defines nothing: the parser that reads every foreign XML here."""

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from ecase.core.table_worker import Fault, Unfit

Begin = Callable[[str, dict[str, str]], Any]


def parse(
    content: bytes,
    begin: Begin,
    end: Callable[[str], Any] | None = None,
    text: Callable[[str], Any] | None = None,
) -> None:
    """Calls back for each element, named "namespace name". Raises Unfit for a DTD and for no XML.

    A DTD is refused before anything in it is looked at, so there are no entities to grow and no
    files elsewhere to fetch. The encoding is UTF-8, whatever is declared: what one reader takes
    for a harmless letter cannot be a tag to the next.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unfit(Fault.DAMAGED)  # UTF-16 by its mark, which this parser would follow
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    if end:
        parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unfit(Fault.DAMAGED) from error


def local(name: str) -> str:
    """The name of an element without its namespace.

    >>> local("urn:x Document"), local("Document")
    ('Document', 'Document')
    """
    return name.rpartition(" ")[2]


def _refuse(*declared: object) -> None:
    raise Unfit(Fault.DEFINITIONS)

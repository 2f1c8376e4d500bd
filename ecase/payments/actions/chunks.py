"""Long lists in pieces, so that memory does not grow with them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_A_TIME = 1000  # rows in memory, however many a file or a list has
T = TypeVar("T")


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """The things in lists of so many.

    >>> [len(chunk) for chunk in chunks(range(2500))]
    [1000, 1000, 500]
    """
    things = iter(things)
    while chunk := list(islice(things, AT_A_TIME)):
        yield chunk

"""Knowing a page again by its print (ลายภาพของหน้า), among a million of them. Pure.

scan_worker/prints.py makes the prints, and says what is alike to them.
"""

import struct
import zlib

from ecase.core.scan_worker import PRINT_BYTES

# How much of two prints' marks must be in both. Measured: of 1,770 pairs of one form filled in for
# different persons and scanned anew, the most alike shared 0.79; the same scan shares 0.89 when it
# is saved again as a poor JPEG or at half its size, 0.86 when it is made lighter.
ALIKE = 0.85
CELLS = PRINT_BYTES * 8
# Every mark is dealt into a bin, and of each bin the first mark counts: two prints that share a
# part of their marks have about that part of their firsts in common. A band is five bins: of
# sixteen, pages that are alike have one in common but for one in ten thousand.
BINS, BANDS = 80, 16
SPREAD = 7919  # a prime: cells that lie side by side do not come into one bin


def bands(print_: bytes) -> list[int]:
    """What is looked for in the index: pages that are alike have one of these in common.

    An empty page has none, and so it is like no other.
    """
    first = [CELLS] * BINS
    left = marks(print_)
    while left:
        lowest = left & -left
        place = (lowest.bit_length() - 1) * SPREAD % CELLS
        bin_ = place % BINS
        first[bin_] = min(first[bin_], place)
        left ^= lowest
    size = BINS // BANDS
    found = []
    for number in range(BANDS):
        firsts = first[number * size : (number + 1) * size]
        if min(firsts) < CELLS:
            packed = struct.pack(f">{size + 1}H", number, *firsts)
            found.append(zlib.crc32(packed) - 2**31)  # as PostgreSQL's integers
    return found


def alike(one: bytes, other: bytes) -> bool:
    """Whether two pages show the same picture, or almost."""
    return alike_marks(marks(one), marks(other))


def marks(print_: bytes) -> int:
    """A print as one number, which is quicker to compare with thousands."""
    return int.from_bytes(print_, "big")


def alike_marks(one: int, other: int) -> bool:
    """The same as ``alike``, of two prints that were made numbers before."""
    return (one & other).bit_count() >= ALIKE * (one | other).bit_count() > 0

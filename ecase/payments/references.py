"""The reference of a line in a transfer file, by which the bank's answers are matched."""

from collections.abc import Callable

from .models import Approval, BankGroup

LAST_FILE = 99  # of one bank group of one approval: two digits
GROUP_DIGIT = {BankGroup.KRUNGTHAI: "1", BankGroup.OTHERS: "2"}


def reference(approval: Approval, group: str, file_number: int, position: int) -> str:
    """A reference of at most 18 characters, unique for ever, with a check character at the end.

    Fiscal year (2), office (4), approval (3), bank group (1), file (2), position (5), check (1).
    """
    return references(approval, group, file_number)(position)


def references(approval: Approval, group: str, file_number: int) -> Callable[[int], str]:
    """The references of one file, by the position of the line."""
    of_file = (
        f"{approval.fiscal_year_id % 100:02}{approval.office.code}{approval.number:03}"
        f"{GROUP_DIGIT[BankGroup(group)]}{file_number:02}"
    )

    def of(position: int) -> str:
        digits = f"{of_file}{position:05}"
        return digits + check_character(digits)

    return of


def check_character(digits: str) -> str:
    """The check character of ISO 7064 MOD 11-2: a digit or X.

    >>> check_character("0794")
    '0'
    """
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2 % 11
    check = (12 - total) % 11
    return "X" if check == 10 else str(check)

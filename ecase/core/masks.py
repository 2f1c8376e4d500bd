"""What a list may show of an account or a telephone: enough to tell two apart, not enough to use."""

# How banks print the digits of an account, by the bank's code, where it is not 3-1-5-1.
_GROUPS = {
    "011": (3, 6, 1),
    "069": (3, 6, 1),
    "024": (3, 3, 3, 1),
    "067": (4, 3, 6, 1),
    "030": (3, 1, 5, 3),
    "033": (3, 1, 5, 3),
    "034": (3, 1, 5, 3),
}
_TEN = (3, 1, 5, 1)


def dashed_account(number: str, bank: str = "") -> str:
    """An account number in the groups that its bank prints.

    >>> dashed_account("0701234182"), dashed_account("020123456789", "034")
    ('070-1-23418-2', '020-1-23456-789')
    >>> dashed_account("123456789012345")  # an unusual length has no groups
    '123456789012345'
    """
    groups = _GROUPS.get(bank, _TEN)
    if len(number) != sum(groups):
        return number
    parts, start = [], 0
    for length in groups:
        parts.append(number[start : start + length])
        start += length
    return "-".join(parts)


def masked_account(number: str, bank: str = "") -> str:
    """An account number with its first three and last four digits.

    >>> masked_account("0701234182"), masked_account("020123456789", "034")
    ('070-x-xx418-2', '020-x-xxxx6-789')
    >>> masked_account("12345"), masked_account("")
    ('xxx45', '–')
    """
    if not number:  # removed, for its time was over
        return "–"
    if len(number) < 8:
        return "x" * (len(number) - 2) + number[-2:]
    return dashed_account(f"{number[:3]}{'x' * (len(number) - 7)}{number[-4:]}", bank)


def dashed_phone(number: str) -> str:
    """A telephone number as one reads it out.

    >>> dashed_phone("0812345417"), dashed_phone("022345678"), dashed_phone("1300")
    ('081-234-5417', '02-234-5678', '1300')
    """
    if len(number) not in (9, 10):
        return number
    return "-".join((number[:-7], number[-7:-4], number[-4:]))


def masked_email(address: str) -> str:
    """An e-mail address with its first letter and its domain.

    >>> masked_email("namthip@example.com"), masked_email("")
    ('nxxx@example.com', '')
    """
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}xxx{at}{domain}" if at else ""


def masked_phone(number: str) -> str:
    """A telephone number with its first two and last three digits.

    >>> masked_phone("0812345417"), masked_phone("022345678")
    ('08x-xxx-x417', '02-xxx-x678')
    """
    if len(number) < 6:
        return "x" * len(number)
    return dashed_phone(f"{number[:2]}{'x' * (len(number) - 5)}{number[-3:]}")

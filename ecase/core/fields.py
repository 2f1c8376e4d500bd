"""Model fields that the whole office uses."""

import re
from decimal import Decimal
from typing import Any
from unicodedata import is_normalized

from django.db import models

from .sealed_fields import DigestField, SealedField


def baht(**options: Any) -> "models.DecimalField[Decimal | str, Decimal]":
    """A sum of money in baht with satang (จำนวนเงิน), as an exact decimal."""
    return models.DecimalField(max_digits=12, decimal_places=2, **options)


KEY_DIGITS = 10
LONGEST_EMAIL = 4 * 254  # bytes of as many characters


def plain_account(number: str) -> str:
    """By what an account number is known again, however it was typed: its last ten digits.

    With zeros in front, or with the digits there that the bank's file leaves out, it is another
    number, and the money goes to the same place.

    >>> plain_account("00701234182"), plain_account("123456")
    ('0701234182', '0000123456')
    """
    return number.zfill(KEY_DIGITS)[-KEY_DIGITS:]


def is_account(number: str) -> bool:
    """Six to twenty digits, as banks number their accounts.

    >>> is_account("0701234182"), is_account("07012341x2"), is_account("๐๗๐๑๒๓๔๑๘๒")
    (True, False, False)
    """
    return re.match(r"\A[0-9]{6,20}\Z", number) is not None


def is_phone(number: str) -> bool:
    """A Thai telephone number in its digits, so that equal ones are equal."""
    return re.match(r"\A0[0-9]{8,9}\Z", number) is not None


def is_email(address: str) -> bool:
    """An address as it was tidied: composed, without blanks and control characters."""
    return is_normalized("NFC", address) and not re.search(r"[\x00-\x20\x7f-\x9f]", address)


def account_number() -> SealedField:
    """The digits of a bank account (หมายเลขบัญชี); leading zeros count."""
    return SealedField(found_by="number_digest", law=is_account)


def number_digest() -> DigestField:
    """By what exactly this ``account_number`` is found again."""
    return DigestField(of="account_number", use="account number")


def account_key() -> DigestField:
    """By what an ``account_number`` is known again, however it was typed (``plain_account``)."""
    return DigestField(of="account_number", use="account", by=plain_account)

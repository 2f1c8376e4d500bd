"""What the settings of the bank's transfer files must be: looked at when the product starts."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .bank_files import Format
from .bank_files.checking import OF_A_SENDER, SENDER_NAME, faults_of_text
from .bank_files.fixed_width import LINE_ENDS
from .bank_files.sheet import COLUMNS, NEEDED
from .models import BankGroup


@register()
def settings_of_the_bank_files(**_: Any) -> list[CheckMessage]:
    """Each setting that would make a wrong file, or none."""
    return [
        *_formats(settings.BANK_FILE_FORMATS),
        *_columns(settings.KTB_COLUMNS),
        *_text_settings(),
        *_senders(settings.KTB_SENDERS),
    ]


def _formats(names: Sequence[str]) -> Iterator[Error]:
    yield from _each_once("BANK_FILE_FORMATS", names, Format.values, "payments.E001")
    if not names:
        yield Error("BANK_FILE_FORMATS is empty: no file could be made.", id="payments.E001")


def _columns(names: Sequence[str]) -> Iterator[Error]:
    yield from _each_once("KTB_COLUMNS", names, list(COLUMNS), "payments.E002")
    if missing := [name for name in NEEDED if name not in names]:
        yield Error(f"KTB_COLUMNS lacks {', '.join(missing)}.", id="payments.E002")


def _each_once(
    setting: str, names: Sequence[str], known: Sequence[str], number: str
) -> Iterator[Error]:
    for name in dict.fromkeys(names):
        if name not in known:
            hint = f"It may hold: {', '.join(known)}."
            yield Error(f"{setting} has “{name}”, which is unknown.", hint=hint, id=number)
        elif names.count(name) > 1:
            yield Error(f"{setting} has “{name}” more than once.", id=number)


def _text_settings() -> Iterator[Error]:
    if settings.KTB_LINE_END not in LINE_ENDS:
        yield Error(f"KTB_LINE_END must be one of {', '.join(LINE_ENDS)}.", id="payments.E003")
    for group in BankGroup.values:
        if not re.match(r"\A[0-9]{2}\Z", settings.KTB_SERVICE_TYPES.get(group, "")):
            yield Error(f"The service type of {group} must be two digits.", id="payments.E004")


def _senders(senders: object) -> Iterator[Error]:
    if not isinstance(senders, dict):
        yield Error("KTB_SENDERS must be an object of JSON, by office.", id="payments.E005")
        return
    for office, sender in senders.items():
        if not isinstance(sender, dict) or not set(OF_A_SENDER) <= set(sender) <= {
            *OF_A_SENDER,
            "name",
        }:
            hint = f"It needs {', '.join(OF_A_SENDER)}, and may have a name."
            yield Error(f"KTB_SENDERS of {office} is not whole.", hint=hint, id="payments.E005")
            continue
        for key, text in sender.items():
            if not isinstance(text, str) or not _may_be(key, text):
                yield Error(f"KTB_SENDERS of {office} has a wrong {key}.", id="payments.E005")


def _may_be(key: str, text: str) -> bool:
    if key == "name":
        return not list(faults_of_text(text, SENDER_NAME, "tis_620"))
    return bool(re.match(OF_A_SENDER[key][1], text))

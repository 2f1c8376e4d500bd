"""Filters that show days, sums and numbers one way everywhere. Built in: no {% load %} is needed.

===============================  =============================================
``day|thai_date``                11/10/2565
``day|long_date``                11 ตุลาคม 2565
``day|short_date``               11 ต.ค. 2565
``day|weekday_date``             วันพุธที่ 14 มิถุนายน 2566
``at|thai_datetime``             11/10/2565 09:43 น.
``at|thai_time``                 09:43 น.
``at|thai_clock``                09:43:56 (with thai_date, as in R22)
``birth|age:day``                7; without a day: today
``birth|age_in_words:day``       5 ปี 9 เดือน
``amount|baht``                  3,000.00
``amount|baht_words``            สามพันบาทถ้วน
``id|masked_id``                 5-8380-xxxxx-xx-0
``id|full_id``                   5-8380-23466-97-0
``number|masked_account:code``   070-x-xx418-2; the code is the bank's
``number|full_account:code``     070-1-23418-2
``number|masked_phone``          08x-xxx-x417
``number|full_phone``            081-234-5417
``text|thai_digits``             ๑๑ ตุลาคม ๒๕๖๕
``year|fiscal_year_dates``       1 ตุลาคม 2565 – 30 กันยายน 2566
===============================  =============================================

Each gives an empty text for None and for an empty text.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from ecase.core import citizen_id, masks, thai

register = template.Library()


def _shown(show: Callable[[Any], str]) -> Callable[[Any], str]:
    """Nothing stays nothing."""
    return lambda value: "" if value is None or value == "" else show(value)


def _day(value: date | datetime) -> date:
    """The day in Bangkok on which an instant falls."""
    return timezone.localdate(value) if isinstance(value, datetime) else value


register.filter("thai_date", _shown(lambda value: thai.thai_date(_day(value))))
register.filter("long_date", _shown(lambda value: thai.long_date(_day(value))))
register.filter("short_date", _shown(lambda value: thai.short_date(_day(value))))
register.filter("weekday_date", _shown(lambda value: thai.weekday_date(_day(value))))
register.filter("thai_datetime", _shown(thai.thai_datetime))
register.filter("thai_time", _shown(thai.thai_time))
register.filter("thai_clock", _shown(lambda value: f"{timezone.localtime(value):%H:%M:%S}"))
register.filter("baht", _shown(thai.baht))
register.filter("baht_words", _shown(thai.baht_words))
register.filter("masked_id", _shown(citizen_id.masked))
register.filter("full_id", _shown(citizen_id.dashed))
register.filter("masked_phone", _shown(masks.masked_phone))
register.filter("full_phone", _shown(masks.dashed_phone))
register.filter("thai_digits", _shown(thai.thai_digits))


@register.filter
def fiscal_year_dates(year: int) -> str:
    """The first and the last day of a fiscal year."""
    return " – ".join(thai.long_date(day) for day in thai.fiscal_year_bounds(year))


@register.filter
def age(birth: date | None, day: date | None = None) -> str:
    """Full years on a day; without a day, today."""
    return "" if birth is None else str(thai.age_on(birth, day or timezone.localdate()))


@register.filter
def age_in_words(birth: date | None, day: date | None = None) -> str:
    """Years and months on a day; without a day, today."""
    return "" if birth is None else thai.age_in_words(birth, day or timezone.localdate())


@register.filter
def masked_account(number: str, bank: str = "") -> str:
    """An account with its middle hidden, in the groups of the bank with this code."""
    return masks.masked_account(number, bank) if number else ""


@register.filter
def full_account(number: str, bank: str = "") -> str:
    """An account in the groups of the bank with this code."""
    return masks.dashed_account(number, bank) if number else ""

"""How a Thai office writes days, ages, sums and digits. Storage is ISO; this is for eyes and hands.

Pure: no database, no clock. The day that counts as today is always an argument.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from num2words import num2words

BUDDHIST_ERA = 543

MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
SHORT_MONTHS = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]
WEEKDAYS = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"]

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_ASCII = str.maketrans(THAI_DIGITS, "0123456789")
_TO_THAI = str.maketrans("0123456789", THAI_DIGITS)


class ThaiDateError(ValueError):
    """What was typed is no day. Its text says why and what to type, in Thai."""


# --- digits


def ascii_digits(text: str) -> str:
    """Digits as 0-9, however they were typed: Thai (๑๒), full width (１２).

    A power, a fraction or a number in a circle stays what it is, and is refused with it.

    >>> ascii_digits("๒/๑๐/๒๕๕๘"), ascii_digits("０８１ー２３４"), ascii_digits("3² ½ ①")
    ('2/10/2558', '081ー234', '3² ½ ①')
    """
    parts = (
        c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c) for c in text
    )
    return unicodedata.normalize("NFC", "".join(parts)).translate(_TO_ASCII)


def thai_digits(text: object) -> str:
    """Digits as ๐-๙, as official papers may ask.

    >>> thai_digits("11 ตุลาคม 2565")
    '๑๑ ตุลาคม ๒๕๖๕'
    """
    return str(text).translate(_TO_THAI)


# --- years


def fiscal_year(day: date) -> int:
    """The fiscal year (ปีงบประมาณ, BE) of a day: it begins on 1 October of the year before.

    >>> fiscal_year(date(2022, 9, 30)), fiscal_year(date(2022, 10, 1))
    (2565, 2566)
    """
    return day.year + BUDDHIST_ERA + (day.month >= 10)


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """The first and the last day of a fiscal year (BE).

    >>> [day.isoformat() for day in fiscal_year_bounds(2566)]
    ['2022-10-01', '2023-09-30']
    """
    return date(year - BUDDHIST_ERA - 1, 10, 1), date(year - BUDDHIST_ERA, 9, 30)


def buddhist_year(day: date) -> int:
    """The year (พ.ศ.) that people called a day by: before 2484 it began on 1 April.

    >>> buddhist_year(date(2015, 10, 2)), buddhist_year(date(1940, 3, 31))
    (2558, 2482)
    >>> buddhist_year(date(1940, 4, 1)), buddhist_year(date(1941, 1, 1))
    (2483, 2484)
    """
    return day.year + BUDDHIST_ERA - (day < date(1940, 4, 1) and day.month <= 3)


def _christian_year(year: int, month: int) -> int:
    """The C.E. year of a month of a Buddhist year.

    January to March of 2483 never were (2483 had nine months); a paper that has them counts on
    from the old custom, so they fall into 1941 and are shown as 2484.
    """
    return year - BUDDHIST_ERA + (year <= 2483 and month <= 3)


# --- reading days

_NUMBERS = re.compile(r"\A([0-9]{1,2})(?: ?[/.\-] ?| )([0-9]{1,2})(?: ?[/.\-] ?| )([0-9]+)\Z")
_EIGHT = re.compile(r"\A([0-9]{2})([0-9]{2})([0-9]{4})\Z")
_NAMED = re.compile(r"\A([0-9]{1,2}) ?([ก-๛.]+?)\.? ?(?:พ\.?ศ\.? ?)?([0-9]+)\Z")
_ISO = re.compile(r"\A[0-9]{4}[/.\-][0-9]{1,2}[/.\-][0-9]{1,2}\Z")
_MONTH_OF = {
    name.replace(".", ""): number
    for names in (MONTHS, SHORT_MONTHS)
    for number, name in enumerate(names, 1)
}
EXAMPLE = "พิมพ์เป็น วัน/เดือน/ปี พ.ศ. เช่น 02/10/2558"


def parse_thai_date(text: str) -> date:
    """Read a day as officers write it, in the Buddhist era; ThaiDateError says what is wrong.

    >>> {parse_thai_date(day).isoformat() for day in (
    ...     "02/10/2558", "2-10-2558", "2.10.2558", "02102558", "2 ต.ค. 2558", "2 ตค 2558",
    ...     "2 ตุลาคม 2558", "๒/๑๐/๒๕๕๘", " 2 / 10 / 2558 ", "2 ต.ค. พ.ศ. 2558")}
    {'2015-10-02'}

    The leap day follows the C.E. year, and before 2484 the year began on 1 April.

    >>> parse_thai_date("29/02/2567").isoformat(), parse_thai_date("15/02/2480").isoformat()
    ('2024-02-29', '1938-02-15')
    >>> parse_thai_date("2/10/58")
    Traceback (most recent call last):
    ecase.core.thai.ThaiDateError: พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก เช่น 2558 ที่พิมพ์มาคือ 58
    >>> parse_thai_date("2/10/2015")
    Traceback (most recent call last):
    ecase.core.thai.ThaiDateError: ปี 2015 เป็น ค.ศ. ให้พิมพ์ปี พ.ศ. คือ 2558
    >>> parse_thai_date("29/02/2568")
    Traceback (most recent call last):
    ecase.core.thai.ThaiDateError: ไม่มีวันที่นี้ เดือนกุมภาพันธ์ 2568 มี 28 วัน ตรวจกับเอกสารอีกครั้ง
    """
    typed = " ".join(_without_marks(ascii_digits(text)).split())
    if not typed:
        raise ThaiDateError(f"ยังไม่ได้กรอกวันที่ {EXAMPLE}")
    if _ISO.match(typed):
        raise ThaiDateError(f"พิมพ์วันขึ้นก่อน ปีไว้ท้าย {EXAMPLE}")
    if parts := _EIGHT.match(typed) or _NUMBERS.match(typed):
        day, month, year = parts.groups()
        return _day_of(int(day), int(month), year)
    if parts := _NAMED.match(typed):
        day, name, year = parts.groups()
        number = _MONTH_OF.get(name.replace(".", ""))
        if number is None:
            raise ThaiDateError(f"ไม่รู้จักเดือน “{name}” {EXAMPLE}")
        return _day_of(int(day), number, year)
    raise ThaiDateError(f"อ่านวันที่ “{typed[:40]}” ไม่ได้ {EXAMPLE}")


_UNKNOWN_DAY = re.compile(r"\A(?:00?|-)([/.\-])(00?|-|[0-9]{1,2})\1([0-9]{4})\Z")


def with_day_of_birth(text: str) -> str:
    """A day of birth of which the card knows only the year, or the month too, as the day it counts from.

    The law counts the age from the first day of the month, or else of the calendar year of birth
    (ป.พ.พ. มาตรา 16), which before 2484 began on 1 April. All else is left as it was typed.

    >>> [with_day_of_birth(day) for day in ("00/05/2480", "-/-/2480", "0-0-๒๕๐๐", "2/1/2500")]
    ['01/05/2480', '01/04/2480', '01/01/2500', '2/1/2500']
    """
    typed = "".join(_without_marks(ascii_digits(text)).split())
    if not (parts := _UNKNOWN_DAY.match(typed)):
        return text
    month, year = parts[2], parts[3]
    if not month.strip("0-"):
        month = "04" if int(year) <= 2483 else "01"
    return f"01/{month}/{year}"


def _without_marks(text: str) -> str:
    """Text without invisible format characters, which come along when one copies."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _day_of(day: int, month: int, typed_year: str) -> date:
    if len(typed_year) != 4:
        raise ThaiDateError(f"พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก เช่น 2558 ที่พิมพ์มาคือ {typed_year[:20]}")
    year = int(typed_year)
    if 1800 <= year < 2300:
        raise ThaiDateError(f"ปี {year} เป็น ค.ศ. ให้พิมพ์ปี พ.ศ. คือ {year + BUDDHIST_ERA}")
    if not 2400 <= year < 2700:
        raise ThaiDateError(f"ปี {year} ไม่ใช่ปี พ.ศ. ที่ใช้ได้ ตรวจปีอีกครั้ง เช่น 2558")
    if not 1 <= month <= 12:
        raise ThaiDateError(f"ไม่มีเดือนที่ {month} {EXAMPLE}")
    days = days_in_month(year, month)
    if not 1 <= day <= days:
        raise ThaiDateError(f"ไม่มีวันที่นี้ เดือน{MONTHS[month - 1]} {year} มี {days} วัน ตรวจกับเอกสารอีกครั้ง")
    return date(_christian_year(year, month), month, day)


def days_in_month(year: int, month: int) -> int:
    """How many days a month of a Buddhist year has.

    >>> days_in_month(2567, 2), days_in_month(2568, 2), days_in_month(2566, 12)
    (29, 28, 31)
    """
    first = date(_christian_year(year, month), month, 1)
    after = date(first.year + month // 12, month % 12 + 1, 1)
    return (after - first).days


# --- writing days


def thai_date(day: date) -> str:
    """A day as everywhere on screen.

    >>> thai_date(date(2022, 10, 11))
    '11/10/2565'
    """
    return f"{day:%d/%m}/{buddhist_year(day)}"


def long_date(day: date) -> str:
    """A day with its month's name, as in headings and papers.

    >>> long_date(date(2022, 10, 11))
    '11 ตุลาคม 2565'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {buddhist_year(day)}"


def short_date(day: date) -> str:
    """A day with its month's short name.

    >>> short_date(date(2022, 10, 11))
    '11 ต.ค. 2565'
    """
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {buddhist_year(day)}"


def weekday_date(day: date) -> str:
    """A day with its weekday, as at the head of a page.

    >>> weekday_date(date(2023, 6, 14))
    'วันพุธที่ 14 มิถุนายน 2566'
    """
    return f"วัน{WEEKDAYS[day.weekday()]}ที่ {long_date(day)}"


def thai_time(at: datetime) -> str:
    """The time of day in Bangkok.

    >>> from datetime import UTC
    >>> thai_time(datetime(2022, 10, 11, 2, 43, 56, tzinfo=UTC))
    '09:43 น.'
    """
    return f"{timezone.localtime(at):%H:%M} น."


def thai_datetime(at: datetime) -> str:
    """An instant as everywhere on screen.

    >>> from datetime import UTC
    >>> thai_datetime(datetime(2022, 10, 11, 2, 43, 56, tzinfo=UTC))
    '11/10/2565 09:43 น.'
    """
    return f"{thai_date(timezone.localdate(at))} {thai_time(at)}"


# --- ages


def age_on(birth: date, day: date) -> int:
    """Full years of age (อายุ) on a day. Who was born on 29 February turns older on 1 March in
    years without that day.

    >>> age_on(date(2015, 10, 2), date(2022, 10, 11))
    7
    >>> age_on(date(2008, 2, 29), date(2023, 2, 28)), age_on(date(2008, 2, 29), date(2023, 3, 1))
    (14, 15)
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_in_words(birth: date, day: date) -> str:
    """An age in years and months, as read against a card.

    >>> age_in_words(date(2017, 8, 21), date(2023, 6, 14))
    '5 ปี 9 เดือน'
    """
    months = (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)
    return f"{months // 12} ปี {months % 12} เดือน"


# --- money


def baht(amount: Decimal) -> str:
    """A sum as everywhere on screen, with the minus sign of print.

    >>> baht(Decimal("3000")), baht(Decimal("-1000"))
    ('3,000.00', '−1,000.00')
    """
    return f"{amount:,.2f}".replace("-", "−")


def baht_words(amount: Decimal) -> str:
    """A sum in words, as the papers that are signed repeat it.

    >>> baht_words(Decimal("32500")), baht_words(Decimal("0.25"))
    ('สามหมื่นสองพันห้าร้อยบาทถ้วน', 'ยี่สิบห้าสตางค์')
    """
    satang = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if satang < 0:
        raise ValueError("a sum below zero has no words on our papers")
    return str(num2words(satang, lang="th", to="currency", currency="THB"))


# --- typed text


def tidy(text: str) -> str:
    """Thai text in its one spelling: NFC, SARA AM and SARA AE as one character each.

    นํ้า (nikhahit, tone, sara aa) and เเก (two sara e) look like น้ำ and แก and would never be found.

    >>> tidy("น" + chr(0xE4D) + chr(0xE49) + chr(0xE32)) == "น้ำ", tidy("เ" + "เก") == "แก"
    (True, True)
    """
    text = unicodedata.normalize("NFC", text).replace("\u0e40\u0e40", "\u0e41")
    return re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text)

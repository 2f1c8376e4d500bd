"""Tags of the design system: what each page draws with. Built in: no {% load %} is needed.

========================================================  =======================================
``{% icon "name" %}``, ``{% icon "name" small=True %}``    an icon of icons.svg, for the eye only
``{% chip "ok" "done" "จ่ายสำเร็จ" %}``                     the state of a thing: tone, icon, word
``{% flag "warn" "บัญชีซ้ำ" %}``                            a remark in a cell or under a field
``{% note "stop" "title" %}…{% endnote %}``                 a graded message inside the page
``{% share parts %}``                                      a stacked bar; parts: (tone, number)
``{% th "หมายเลขบัตร|ประจำตัวประชาชน" %}``                  a column heading that may break at |
``{% breakable "เคสประชาชน|ทั่วไป" %}``                      words that may break at |
``{% th "จำนวนเงิน" num=True %}``                            the same over a column of numbers
``{% sort_link page "name" "ชื่อ" %}``                      a column heading that sorts the list
``{% field form.amount "c4" unit="บาท" %}``                 a form field in a cell of the grid
``{% exports %}``                                          the list of this page as a file
``{% mainmenu %}cases{% endmainmenu %}``                    the six menus (page.html alone)
========================================================  =======================================

Tones are ok, info, warn, stop, calm.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ecase.core import thai
from ecase.core.paging import KeyPage
from ecase.core.sheets import Form

register = template.Library()

TONE_ICONS = {"ok": "done", "info": "info", "warn": "alert", "stop": "stop", "calm": "info"}


@register.simple_tag
def icon(name: str, small: bool = False) -> SafeString:
    """An icon of the sprite, in the colour of the text around it; hidden from screen readers."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        "i i-s" if small else "i",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def chip(tone: str, icon_name: str, text: object) -> SafeString:
    """The state of a thing, always as icon and word."""
    return format_html(
        '<span class="chip" data-tone="{}">{}{}</span>', tone, icon(icon_name, small=True), text
    )


@register.simple_tag
def flag(tone: str, text: object, icon_name: str = "") -> SafeString:
    """A remark inside a cell or under a field."""
    return format_html(
        '<span class="flag" data-tone="{}">{}<span>{}</span></span>',
        tone,
        icon(icon_name or TONE_ICONS[tone], small=True),
        text,
    )


@register.simple_block_tag
def note(content: SafeString, tone: str, title: object = "", level: int = 3) -> SafeString:
    """A graded message: what it is, and below it (the content) what to do."""
    heading = format_html('<h{} class="head">{}</h{}>', level, title, level) if title else ""
    return format_html(
        '<div class="note" data-tone="{}">{}<div>{}{}</div></div>',
        tone,
        icon(TONE_ICONS[tone]),
        heading,
        content,
    )


@register.simple_tag
def share(parts: Iterable[tuple[str, int | Decimal]]) -> SafeString:
    """A stacked bar of (tone, number); the figures must stand beside it in words.

    Each part is as wide as its share of 600 units, less a gap; a part of nothing is not drawn.
    """
    shown = [(tone, Decimal(number)) for tone, number in parts if number > 0]
    total = sum((number for _, number in shown), Decimal(0))
    gap = Decimal(3)
    room = 600 - gap * max(len(shown) - 1, 0)
    bars, x = [], Decimal(0)
    for tone, number in shown:
        width = (room * number / total).quantize(Decimal("0.1"))
        bars.append((x, width, tone))
        x += width + gap
    return format_html(
        '<svg class="share" viewBox="0 0 600 16" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>",
        format_html_join(
            "",
            '<rect x="{}" width="{}" height="16" class="f-{}"/>',
            bars or [(Decimal(0), Decimal(600), "line")],
        ),
    )


@register.simple_tag
def breakable(text: str) -> SafeString:
    """Words that stay whole, with a place to break at each ``|``. Read aloud it is one text."""
    first, *others = text.split("|")
    if not others:
        return format_html("{}", text)
    return format_html(
        '<span class="nb">{}</span>{}',
        first,
        format_html_join("", '<wbr><span class="nb">{}</span>', ((part,) for part in others)),
    )


@register.simple_tag
def th(text: str, num: bool = False, hidden: bool = False) -> SafeString:
    """A column heading. ``|`` marks where it may break; its accessible name has no break.

    ``hidden`` is for a column whose content needs no heading to the eye.
    """
    return format_html(
        '<th role="columnheader" scope="col" class="{}">{}</th>',
        "num" if num else "",
        format_html('<span class="vh">{}</span>', text) if hidden else _heading(text),
    )


def _heading(text: str) -> SafeString:
    """One word stays whole; a browser would break คำนำหน้า in two."""
    return breakable(text) if "|" in text else format_html('<span class="nb">{}</span>', text)


@register.simple_tag
def sort_link(page: "KeyPage[Any]", by: str, text: str, num: bool = False) -> SafeString:
    """A column heading that sorts the list, by the name of an order that key_page was given."""
    current = page.sort == by
    direction = ("descending" if page.is_descending else "ascending") if current else "none"
    arrow = icon("down" if page.is_descending else "up", small=True) if current else ""
    return format_html(
        '<th role="columnheader" scope="col" aria-sort="{}" class="{}">'
        '<a class="sort" href="{}"><span>{}</span>{}</a></th>',
        direction,
        "num" if num else "",
        page.sort_url(by),
        breakable(text),
        arrow,
    )


@register.simple_tag(takes_context=True)
def exports(context: template.Context) -> SafeString:
    """The list of this page as a file: all its pages, with the filters and order of its address."""
    params = context["request"].GET.copy()
    for name in ("after", "before", "from", "as"):
        params.pop(name, None)
    links = []
    for form in Form:
        params["as"] = form.value
        links.append((params.urlencode(), icon("download", small=True), form.name))
    return format_html_join(
        "",
        '<a class="btn btn-s" href="?{}" download>{}<span class="vh">รายการนี้เป็น</span>{}</a>',
        links,
    )


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    cell: str = "",
    *,
    unit: str = "",
    hint: str = "",
    label: str = "",
    mark: bool = True,
) -> dict[str, Any]:
    """A form field in a cell of ``.grid`` (c3, c4 h2, ...), with a unit behind the box.

    ``hint`` and ``label`` stand in for the field's own. ``mark=False`` leaves out (ไม่กรอกได้),
    where it depends whether the field may stay empty.
    """
    bound.help_text = hint or bound.help_text
    bound.label = label or bound.label
    return {"field": bound, "cell": cell, "unit": unit, "unmarked": not mark}


@register.filter
def problem_count(form: BaseForm) -> int:
    """How many places of a form need a person."""
    return sum(len(errors) for errors in form.errors.values())


@register.filter
def age_of_field(bound: BoundField) -> str:
    """The age that a typed birth date gives today, or nothing while it gives none."""
    born = _date_of(bound)
    return str(thai.age_on(born, timezone.localdate())) if born else ""


@register.filter
def echo_of_field(bound: BoundField) -> str:
    """A typed birth date said back in words, to be read against the card."""
    born = _date_of(bound)
    if not born:
        return ""
    return f"{thai.long_date(born)} · อายุ {thai.age_in_words(born, timezone.localdate())}"


def _date_of(bound: BoundField) -> date | None:
    try:
        day: date | None = bound.field.clean(bound.value())
    except ValidationError:
        return None
    return day


@register.filter
def message_tone(level: str) -> str:
    """The tone of a message of Django's: success, warning, error, else information."""
    return {"success": "ok", "warning": "warn", "error": "stop"}.get(level, "info")


@register.filter
def message_icon(level: str) -> str:
    """The icon of a message of Django's."""
    return TONE_ICONS[message_tone(level)]


@dataclass(frozen=True)
class MenuItem:
    """One of the manual's six menus (R9-R14)."""

    key: str
    view: str
    text: str


MENU = (
    MenuItem("home", "reporting:home", "หน้าหลัก"),
    MenuItem("check", "cases:check", "บันทึกข้อมูลเคส"),
    MenuItem("cases", "cases:list", "แสดงข้อมูลเคส"),
    MenuItem("meeting", "meetings:current", "จัดทำรายการขออนุมัติเงิน"),
    MenuItem("approvals", "payments:approvals", "พิมพ์รายงานขออนุมัติเงิน"),
    MenuItem("payments", "payments:waiting", "จ่ายให้ประชาชน"),
)


@register.simple_block_tag(takes_context=True)
def mainmenu(context: template.Context, content: str) -> SafeString:
    """The six menus. The content is the key of the current one; if empty, the address decides."""
    request = context["request"]
    current = content.strip()
    here = request.resolver_match.view_name if request.resolver_match else ""
    return format_html(
        "<ul>{}</ul>",
        format_html_join(
            "",
            '<li><a href="{}"{}>{}</a></li>',
            (
                (
                    reverse(item.view, args=[request.year.year]),
                    format_html(' aria-current="{}"', "page")
                    if (item.key == current if current else item.view == here)
                    else "",
                    item.text,
                )
                for item in MENU
            ),
        ),
    )

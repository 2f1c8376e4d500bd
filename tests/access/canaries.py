"""What an officer of one office gets to see, read for words of another.

Everything that office B says is a word or a number of its own; the pages, papers, spreadsheets, texts
and headers that office A gets are read for them, and what is logged and mailed meanwhile.
"""

import io
import logging
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from html import unescape
from logging.config import DictConfigurator

from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.urls import reverse

from ecase.core.tests.paper_text import squeezed
from ecase.core.thai import ascii_digits

from .declared import PAGES, Page
from .walking import Browser
from .world import SHARED_ID, YEAR, Home, Words, World

LISTS = ("offices:waivers", "reporting:home", "reporting:books", "cases:list", "meetings:current")
LISTS += ("meetings:show", "payments:approvals", "payments:waiting", "payments:show")
LISTS += ("payments:account_changes", "payments:conflicts", "payments:result_lists")
SHEETS = ("meetings:agenda_paper", "meetings:minutes", "payments:paper")
PAPERS = ("kcorp1-krungthai", "kcorp2-krungthai", "tk1-krungthai")
BETWEEN_DIGITS = re.compile(r"(?<=[0-9])(?:[-\s\u00a0]|<wbr>)+(?=[0-9])")


def text_of(answer: HttpResponse) -> str:
    """All that an answer says, in whatever form it came, with its headers and cookies."""
    head = " ".join(f"{name}: {value}" for name, value in answer.items())
    head += answer.cookies.output()
    body = b"".join(answer) if answer.streaming else answer.content
    kind = answer.get("Content-Type", "")
    if body.startswith(b"%PDF"):
        said = squeezed(body)
    elif body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            said = " ".join(unescape(book.read(n).decode()) for n in book.namelist())
    elif kind.startswith("image/"):
        said = ""
    else:
        said = unescape(body.decode("utf-8" if "utf-8" in kind.lower() else "cp874", "replace"))
    return f"{head} {said}"


def words_in(text: str, words: Words) -> set[str]:
    """Which words and whole numbers of an office stand in a text, by what they are."""
    found = {f"{what} {word}" for word, what in words.texts.items() if word.lower() in text.lower()}
    digits = BETWEEN_DIGITS.sub("", ascii_digits(text))
    return found | {
        f"{what} {number}" for number, what in words.numbers.items() if number in digits
    }


def visits(
    world: World, only: Collection[str] = (), *, as_files: bool = True
) -> Iterator[tuple[str, HttpResponse]]:
    """Everything that office A can get: its own pages and lists as files, B's addresses, searches."""
    here, there = world.here, world.there
    browser = Browser(here.boss)
    for name, page in PAGES.items():
        if only and name not in only:
            continue
        if page.reads is not None:
            yield name, browser.send("GET", _url(name, page, here))
        forms = ("xlsx", "csv") if name in LISTS else ("xlsx",) if name in SHEETS else ()
        for form in forms if as_files else ():
            yield f"{name} as {form}", browser.send("GET", _url(name, page, here), {"as": form})
        if page.record and as_files:
            url = _url(name, page, there)
            for method, declared in (("GET", page.reads), ("POST", page.sends)):
                if declared is not None:
                    yield f"{name} of B", browser.send(method, url, dict(page.typed))
    if not only:
        for case in [*here.cases, *(there.cases if as_files else ())]:
            for name in ("cases:show", "payments:result"):
                yield f"{name} {case}", browser.send("GET", reverse(name, args=[YEAR, case.number]))
    if as_files and (not only or "cases:search" in only):
        yield from searches(browser, there)
        yield from typed_addresses(browser, there)


def _url(name: str, page: Page, home: Home) -> str:
    return page.address(name, home)


def searches(browser: Browser, there: Home) -> Iterator[tuple[str, HttpResponse]]:
    """Each kind of thing of B typed into A's search; what was typed is said back, so it is left out."""
    case = there.cases[0]
    typed = [case.person.citizen_id, case.first_name, case.number, case.first_name[2:6]]
    for what in typed:
        browser.client.post(reverse("cases:search", args=[YEAR]), {"q": what})
        [*_, (token, _)] = browser.client.session["searches"]
        for form in ({}, {"as": "csv"}):
            answer = browser.send("GET", reverse("cases:list", args=[YEAR]), {"s": token, **form})
            yield f"cases:search {what}", answer


def typed_addresses(browser: Browser, there: Home) -> Iterator[tuple[str, HttpResponse]]:
    """B's numbers typed where addresses have none."""
    for number in there.words.numbers:
        for url in (f"/{YEAR}/cases/{number}/", f"/{YEAR}/payments/{number}/?q={number}"):
            yield "typed", browser.send("GET", url)


@contextmanager
def on_the_console() -> Iterator[io.StringIO]:
    """What stands on the console meanwhile, in the form that the settings give it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    form = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(DictConfigurator({"version": 1}).configure_formatter(dict(form)))
    logging.getLogger().addHandler(handler)
    try:
        yield stream
    finally:
        logging.getLogger().removeHandler(handler)


def logged(world: World) -> list[str]:
    """What the log says of persons when their numbers are typed where they do not belong."""
    with on_the_console() as said:
        for _ in typed_addresses(Browser(world.here.boss), world.there):
            pass
    return sorted(words_in(said.getvalue(), world.there.words))


def leaks(world: World, only: Collection[str] = ()) -> list[str]:
    """Words of office B in what office A gets; whole numbers of A's own persons that are not asked for."""
    found = []
    ours = Words("", 0, {}, world.here.words.numbers)
    for name, answer in visits(world, only):
        text = text_of(answer)
        if name.endswith(" of B") and answer.status_code < 400:
            found.append(f"{name}: {answer.status_code}")
        if name.startswith("cases:search"):
            text = text.replace(name.split(" ")[1], "")
        found += [f"{name}: {word}" for word in sorted(words_in(text, world.there.words))]
        found += [f"{name}: {case}" for case in _numbers_of(world.there, text)]
        page = PAGES.get(name.split(" ")[0])
        if page and not page.own:
            whole = {number for number in words_in(text, ours) if _kind(number) not in page.shows}
            found += [f"{name}: whole {number}" for number in sorted(whole)]
    found += [f"mail: {letter.subject}" for letter in mail.outbox]
    return found


def _kind(found: str) -> str:
    """What a word that was found is: a name, an account."""
    return found.rsplit(" ", 1)[0]


def _numbers_of(home: Home, text: str) -> list[str]:
    """Numbers of an office's cases in a text, and names of its rounds and approvals."""
    told = set(re.findall(r"Case([0-9]{4}-[0-9]+)", text))
    names = set(re.findall(rf"(?<![0-9]){home.code}-[0-9]", text))
    return [*(str(case) for case in home.cases if case.number in told), *sorted(names)]


def history_leaks(world: World) -> list[str]:
    """What the history of an ID that B knows too tells A, beyond the columns of R22."""
    browser = Browser(world.here.boss)
    check = reverse("cases:check", args=[YEAR])
    asked = browser.send("POST", check, {"citizen_id": SHARED_ID}, undo=False)
    page = browser.send("GET", asked.url)
    [theirs] = [case for case in world.there.cases if case.person.citizen_id == SHARED_ID]
    may = {theirs.first_name, theirs.last_name}
    text = text_of(page)
    assert all(word in text for word in may), "the history shows the name"
    found = [
        word for word in words_in(text, world.there.words) if word.rsplit(" ", 1)[1] not in may
    ]
    form = browser.send("POST", asked.url)
    after = text_of(form) + text_of(browser.send("GET", form.url))
    return found + sorted(words_in(after, world.there.words)) + _numbers_of(world.there, text)

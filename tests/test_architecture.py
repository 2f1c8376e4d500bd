"""What the import linter cannot see: the style of the house, checked."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, get_resolver

from ecase.cases.management.commands.draw_case_states import diagram
from ecase.cases.models import FROZEN, NEXT, Status
from ecase.meetings.models import NEXT_STAGE, Stage
from ecase.payments.models import NEXT_PAYMENT, PaymentStatus

ROOT = Path(settings.BASE_DIR)
LAYERS = (  # lowest first; people and regulations stand side by side
    "core",
    "audit",
    "offices",
    "regulations",
    "people",
    "cases",
    "meetings",
    "payments",
    "privacy",
    "reporting",
)
CODE = [
    path
    for path in sorted(ROOT.glob("ecase/**/*.py"))
    if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts)
]


def patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry
        else:
            yield from patterns(entry, prefix + str(entry.pattern))


def test_there_is_code_to_look_at():
    assert len(CODE) > 50
    assert len(list(patterns())) > 30


def test_foreign_keys_point_down():
    for model in apps.get_models():
        if not model.__module__.startswith("ecase."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete else None
            if target and target._meta.label != settings.AUTH_USER_MODEL:
                here, there = model._meta.app_label, target._meta.app_label
                assert LAYERS.index(there) <= LAYERS.index(here), field


WRITES = re.compile(
    r"\.(save|create|bulk_create|bulk_update|update_or_create|get_or_create|delete)\("
    r"|objects[^\n]*\.update\("
)
NOT_OF_THE_DATABASE = {
    # These write files and spreadsheets, or the session, and no record.
    "ecase/cases/demo_scans.py",
    "ecase/core/papers/long.py",
    "ecase/core/storage.py",
    "ecase/core/storage_s3.py",
    "ecase/core/sweeping.py",
    "ecase/reporting/demo/papers.py",
}


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_actions_write(path):
    name = path.relative_to(ROOT).as_posix()
    if (
        path.stem == "actions"
        or path.parent.name == "actions"
        or name in NOT_OF_THE_DATABASE
        or "scan_worker" in name
    ):
        return
    assert not WRITES.search(path.read_text())


# Wherever they stand.
VIEWS = [path for path in CODE if "views" in path.as_posix() or "@open_to(" in path.read_text()]


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_views_reach_records_only_through_a_scope(path):
    """Of an office's records a view sees what ``visible_to`` or ``of`` lets it see."""
    owned = {"Case", "Document", "BankAccount", "Draft", "Meeting", "Approval", "Payment"}
    owned |= {"TransferFile", "Line", "OfficerAccount", "AccountChange", "Conflict", "Voiding"}
    owned |= {"ResultList", "SettledFlag", "Hand", "Waiver", "LongPaper"}
    owned |= {"HandOver", "AdministratorRequest", "DataRequest", "DataPackage", "RetentionRun"}
    unscoped = re.compile(rf"\b({'|'.join(owned)})\.objects\.(?!visible_to\(|of\()")
    assert not unscoped.search(path.read_text())


def test_every_page_says_who_may_open_it():
    for address, page in patterns():
        public = not getattr(page.callback, "login_required", True)
        assert public or hasattr(page.callback, "open_to"), address


def names(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield namespace + entry.name
        else:
            yield from names(entry, f"{entry.namespace}:")


def test_every_page_has_a_way_in():
    """A page of the centre has it in offices/administration.py. That it leads to itself is none."""
    pages = [*ROOT.glob("ecase/*/templates/**/*.html"), *CODE]
    said = "\n".join(page.read_text() for page in pages if not page.name.startswith("urls"))
    linked = re.sub(r"redirect\(\s*\"[a-z_:]+", "", said)
    named = set(re.findall(r"[\"']([a-z_]+:[a-z_0-9]+)\b", linked))
    assert len(named) > 30
    steps = {"offices:second_step", "offices:first_password", "offices:hand_over_sent"}
    assert set(names()) - named == steps


def test_only_the_door_is_open_to_strangers():
    public = {
        page.name for _, page in patterns() if not getattr(page.callback, "login_required", True)
    }
    door = {"sign_in", "second_step", "outside", "outside_back", "open_link", "first_password"}
    for_a_new_head = {"access_request", "ask_hand_over", "hand_over_sent"}
    assert public == door | for_a_new_head


def test_every_status_has_a_place_in_its_life():
    assert set(NEXT) == set(Status)
    assert set(NEXT_STAGE) == set(Stage)
    assert set(NEXT_PAYMENT) == set(PaymentStatus)


def test_a_frozen_case_never_goes_back_into_a_meeting():
    for status in FROZEN:
        assert Status.IN_MEETING not in NEXT[status]


def test_the_drawing_of_the_states_is_current():
    """Redraw it with: make states"""
    assert (ROOT / "docs/case-states.md").read_text() == diagram()


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_thought(path):
    assert len(path.read_text().splitlines()) <= 400, "split it by noun"


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_function_that_others_use_says_what_it_is(path):
    """Actions and models are the language of the office: each has its sentence."""
    if not re.search(r"actions|models", path.as_posix()):
        return
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path.name}:{node.name}"


def test_nothing_signals_or_saves_behind_ones_back():
    behind = re.compile(r"django\.db\.models\.signals|def save\(|@receiver|mark_safe|\|safe\b")
    for path in CODE:
        if path.name == "look.py":  # draws icons; each part is escaped by format_html
            continue
        assert not behind.search(path.read_text()), path


def test_templates_hold_no_script_style_or_unescaped_text():
    inline = re.compile(
        r"\son[a-z]+=|\sstyle=|<style|\|safe\b|autoescape off|<script(?![^>]*\ssrc=)"
    )
    for template in ROOT.glob("ecase/*/templates/**/*.html"):
        assert not inline.search(template.read_text()), template


def test_the_style_sheet_draws_nothing_that_no_page_has():
    css = (ROOT / "ecase/core/static/app.css").read_text()
    drawn = set(re.findall(r"\.([a-z][\w-]*)", " ".join(re.findall(r"([^{};]+)\{", css))))
    pages = [*ROOT.glob("ecase/*/templates/**/*.html"), *CODE]
    pages.append(ROOT / "ecase/core/static/app.js")
    words = set(re.findall(r"[a-z][\w-]*", "\n".join(page.read_text() for page in pages)))
    tones = {f"f-{tone}" for tone in ("ok", "info", "warn", "stop", "calm")}  # of {% share %}
    assert drawn - words <= tones


def test_each_name_in_the_glossary_is_in_the_code():
    glossary = (ROOT / "docs/glossary.md").read_text()
    named = set(re.findall(r"[A-Za-z_]\w+", " ".join(re.findall(r"`([^`]+)`", glossary))))
    papers = ROOT.glob("ecase/core/papers/templates/*.typ")
    words = re.findall(r"\w+", "\n".join(path.read_text() for path in [*CODE, *papers]))
    assert named <= set(words)

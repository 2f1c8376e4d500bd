"""What a form brought along beside its fields: files, and which draft keeps them."""

from contextlib import suppress
from typing import Protocol
from uuid import UUID

from ecase.core.uploads import refused_uploads
from ecase.offices.access import OfficerRequest
from ecase.offices.models import Officer

from . import actions
from .actions import ReceivedFile
from .models import Bundle, Case, Draft, DraftFile, Turn


class Begin(Protocol):
    """An action that begins a draft beside a case."""

    def __call__(self, case: Case, *, by: Officer) -> Draft: ...


def take_files_beside(
    request: OfficerRequest, case: Case, begin: Begin
) -> tuple[Draft | None, dict[str, list[str]]]:
    """Take the new papers of a case that exists; their draft is begun when the first ones come.

    Says of each bundle which files were refused, and why.
    """
    draft = None
    with suppress(ValueError):
        key = UUID(request.POST.get("draft", ""))
        draft = Draft.objects.of(request.user).filter(pk=key, edits=case).first()
    if not _has_files(request):
        return draft, {}
    draft = draft or begin(case, by=request.user)
    return draft, take_files(request, draft)


def number_of(request: OfficerRequest, name: str) -> int:
    """A number that our own page sent; 0, which is the key of nothing, where it is none."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


def take_files(request: OfficerRequest, draft: Draft) -> dict[str, list[str]]:
    """Keep the good files with the draft; says of each bundle which were refused, and why."""
    received = [
        ReceivedFile(bundle, file.name or "", file.read())
        for bundle in Bundle.values
        for file in request.FILES.getlist(bundle)
    ]
    refused = actions.take_files(draft, received, by=request.user) if received else {}
    for late in refused_uploads(request):
        refused.setdefault(late.field, []).append(str(late))
    return refused


def arrange(request: OfficerRequest, draft: Draft) -> bool:
    """Do what a button beside the files or pages asks for; says whether that was all.

    So it is too where a browser sends a file as soon as it is chosen (``only_files``).
    """
    by = request.user
    if "drop" in request.POST:
        actions.drop_file(draft, file=number_of(request, "drop"), by=by)
        return True
    how, _, key = request.POST.get("page", "").partition("-")
    page = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    match how:
        case "turn":
            actions.turn_page(draft, page=page, degrees=Turn.RIGHT, by=by)
        case "back" | "on":
            actions.move_page(draft, page=page, by_places=1 if how == "on" else -1, by=by)
        case "out":
            actions.take_out_page(draft, page=page, by=by)
    return "page" in request.POST or "only_files" in request.POST


def kept_files(draft: Draft | None) -> list[DraftFile]:
    """The good files of a draft with their pages, as they came; none where nothing came yet."""
    if draft is None:
        return []
    return list(draft.files.order_by("pk").prefetch_related("arranged__file"))


def _has_files(request: OfficerRequest) -> bool:
    """Whether any file came, or was let go while it came."""
    return bool(request.FILES) or bool(refused_uploads(request))

"""What a form brought along: its files, before its fields are judged."""

from ecase.core.uploads import refused_uploads
from ecase.offices.access import OfficerRequest

from . import actions
from .actions import ReceivedFile
from .models import Bundle, Draft


def has_files(request: OfficerRequest) -> bool:
    """Whether any file came, or was let go while it came."""
    return bool(request.FILES) or bool(refused_uploads(request))


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

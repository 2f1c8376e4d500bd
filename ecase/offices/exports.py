"""ส่งออกรายการ: the list of a page as a file, at the page's own address with ``as=xlsx`` or ``as=csv``.

So who may open the page may have it as a file, with the same search, filters and order, and nobody
else. It shows what the page shows, numbers masked as there, of all its pages; each export is on record.
"""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase

from ecase.core.sheets import Form, Table, as_file

from . import actions
from .access import OfficerRequest

# What an address may say of a list; all else in it says nothing, and so stands in no register.
FILTERS = (
    *("office", "status", "kind", "type", "papers", "round", "show", "only", "number", "sort"),
    *("week", "officer"),
)
OFFERED = re.compile(r"\A[A-Za-z0-9_-]{1,40}\Z")  # the values that the pages offer


def exported(
    request: OfficerRequest,
    name: str,
    count: int | Callable[[], int],
    table: Callable[[], Table[Any]],
) -> HttpResponseBase | None:
    """The list as the file that the address asks for; None where it asks for the page.

    ``name`` is its name in the register; ``count`` and ``table`` are asked only when they are needed.
    """
    asked = request.GET.get("as", "")
    if asked not in set(Form):
        return None
    form, made = Form(asked), table()
    said = {key: request.GET.get(key, "") for key in FILTERS}
    chosen = {key: value for key, value in said.items() if OFFERED.match(value)}
    actions.export_list(
        name,
        form=form.value,
        count=count if isinstance(count, int) else count(),
        chosen={**chosen, **({"searched": True} if request.GET.get("s") else {})},
        year=request.year.pk if request.year else None,
        by=request.user,
    )
    of = str(request.user.office) if request.user.office else "ทุกเขต"
    year = f"-{request.year.pk}" if request.year else ""
    return as_file(made, form, f"{made.title}-{of}{year}")

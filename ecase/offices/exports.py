"""ส่งออกรายการ: the list of a page as a file, at the page's own address with ``as=xlsx`` or ``as=csv``.

So who may open the page may have it as a file, with the same search, filters and order, and nobody
else. It shows what the page shows, numbers masked as there, of all its pages; each export is on record.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase

from ecase.core.sheets import Form, Table, as_file

from . import actions
from .access import OfficerRequest

# What the address says of a page and not of the list, or stands for what was typed.
NOT_OF_THE_LIST = {"as", "s", "after", "before", "from"}


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
    chosen = {key: value for key, value in request.GET.items() if key not in NOT_OF_THE_LIST}
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

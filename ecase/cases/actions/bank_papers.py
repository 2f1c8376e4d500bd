"""New bank papers for a corrected account, once the meeting has closed."""

from django.db import transaction

from ecase.offices.models import Officer, YearClosed

from ..models import Case, CaseFrozen, Draft, Status


@transaction.atomic
def begin_bank_papers(case: Case, *, by: Officer) -> Draft:
    """Begin to add bank papers to an approved case; what is received waits here until confirmed."""
    if case.status != Status.APPROVED:
        raise CaseFrozen(case)
    if not case.fiscal_year.is_open:
        raise YearClosed(case.fiscal_year)
    return Draft.objects.create(
        officer=by,
        office=by.own_office,
        fiscal_year=case.fiscal_year,
        citizen_id=case.person.citizen_id,
        edits=case,
    )

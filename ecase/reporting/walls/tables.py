"""Of each table: whose rows it has, and what the product may do with them. One line a table.

The database is told exactly this (building.py). A table that is not here stops ``migrate``: whoever
adds one says whose it is.
"""

from dataclasses import dataclass

OWN_OFFICE = "{} = (SELECT nullif(current_setting('ecase.office', true), '')::bigint)"
OWN_CODE = "{} = (SELECT nullif(current_setting('ecase.code', true), ''))"
OWN_OFFICER = "{} = (SELECT nullif(current_setting('ecase.officer', true), '')::bigint)"
OF_A_ROW = "EXISTS (SELECT FROM {} whole WHERE whole.id = {})"  # which is seen by its own rule


@dataclass(frozen=True)
class Table:
    """What the product may do. ``shown`` is whose rows show, empty where everybody's do.

    ``later`` names the columns that are written after the row was; those that are not, where it
    begins with "-".
    """

    shown: str = ""
    later: str = ""
    adds: bool = True
    deletes: bool = False
    locked: bool = False  # FOR UPDATE, which is a right to update; any update is refused
    of_the_centre: bool = False  # only the city's role writes; an office reads what is shown


def of_office(later: str = "", *, locked: bool = False) -> Table:
    """Rows of an office, by their column."""
    return Table(OWN_OFFICE.format("office_id"), later, locked=locked)


def of(whole: str, column: str, later: str = "", *, deletes: bool = False) -> Table:
    """Rows that belong to a row of another table, and show where that one does."""
    return Table(OF_A_ROW.format(whole, column), later, deletes=deletes)


def own(later: str = "", *, deletes: bool = False) -> Table:
    """Rows of one officer, by their column."""
    return Table(OWN_OFFICER.format("officer_id"), later, deletes=deletes)


def of_the_centre(later: str = "") -> Table:
    """Rows that an office neither sees nor writes."""
    return Table("false", later, of_the_centre=True)


READ = Table(adds=False)  # reference data: the owner writes it
NONE_OF_OURS = None  # Django's own, of no use while the product runs

TABLES: dict[str, Table | None] = {
    # No office has them.
    "django_migrations": NONE_OF_OURS,
    "django_content_type": NONE_OF_OURS,
    "auth_permission": NONE_OF_OURS,
    "auth_group": NONE_OF_OURS,
    "auth_group_permissions": NONE_OF_OURS,
    "django_session": Table(later="session_data expire_date", deletes=True),
    "offices_office": Table(adds=False, locked=True),
    "offices_fiscalyear": Table(later="is_open", of_the_centre=True),
    "regulations_bank": READ,
    "regulations_assistancetype": READ,
    "regulations_ceiling": READ,
    "people_title": READ,
    "cases_casecounter": Table(later="last"),  # one count for the whole city
    "cases_received": Table(),  # bytes, not whose: the same file may come to two offices
    # Who works here is no secret to who works here: a name stands beside each deed, and the sign-in
    # page asks before it is known who comes.
    "offices_officer": Table(later="-id created_at"),
    "offices_formername": READ,  # a trigger writes it
    "offices_appointment": Table(later="ends_on ended_at ended_by_id", of_the_centre=True),
    # Counted at the door, before it is known who comes; digests and addresses.
    "offices_tries": Table(later="level level_at closed_until", deletes=True),
    "offices_knock": Table(deletes=True),
    # The centre's.
    "offices_administratorrequest": of_the_centre("answer decided_by_id decided_at because"),
    "offices_handover": of_the_centre("answer decided_by_id decided_at because officer_id"),
    "offices_handoverfile": of_the_centre(),
    "offices_signinlink": of_the_centre("used_at taken_back_at"),
    "audit_verification": Table("false", adds=False),
    "privacy_retentionrun": of_the_centre("answer decided_by_id decided_at because"),
    "privacy_retentionitem": of_the_centre(),
    # An officer's own.
    "offices_device": own("browser seen_at is_told"),
    "offices_signin": own("session_key seen_at", deletes=True),
    "offices_app": own("secret last_step", deletes=True),
    "offices_passkey": own("sign_count used_at", deletes=True),
    "offices_recoverycode": own("used_at", deletes=True),
    "offices_longpaper": own("told done heard_at has_failed pdf", deletes=True),
    "payments_officeraccount": own("ended_at"),
    # An office's, by its column.
    "audit_event": Table(OWN_CODE.format("office")),
    "audit_link": Table(OWN_CODE.format("office")),
    "offices_waiver": Table(
        OWN_OFFICE.format("office_id"),
        "revoked_by_id revoked_at",
        locked=True,
        of_the_centre=True,
    ),
    "privacy_datarequest": of_office("answer handing ground because answered_by_id answered_at"),
    "privacy_datapackage": Table(
        "EXISTS (SELECT FROM privacy_datarequest whole WHERE whole.key = request_id)"
    ),
    "cases_case": of_office(
        "-id fiscal_year_id sequence number office_id person_id follows_id recorded_by_id"
        " recorded_at full_name name_key"
    ),
    "cases_draft": of_office("typed became_id"),
    "meetings_meeting": of_office("stage deliberating_since closed_at closed_by_id waiver_id"),
    "payments_approval": of_office(locked=True),
    "payments_payment": of_office("status status_at"),
    "payments_transferfile": of_office(locked=True),
    "payments_resultlist": of_office("applied_by_id applied_at"),
    "payments_accountchange": of_office(
        "decision decided_by_id decided_at decided_because waiver_id"
    ),
    "payments_settledflag": of_office(),
    "payments_conflict": of_office("settlement settled_because settled_by_id settled_at waiver_id"),
    "payments_voiding": of_office("accepted_by_id accepted_at waiver_id"),
    # An office's, by the row that they belong to.
    "people_person": Table(
        "EXISTS (SELECT FROM cases_case c WHERE c.person_id = people_person.id)", locked=True
    ),
    "cases_bankaccount": of("cases_case", "case_id"),
    "cases_document": of("cases_case", "case_id"),
    "cases_hand": of("cases_case", "case_id"),
    "cases_source": of("cases_document", "document_id"),
    "cases_pageprint": of("cases_document", "document_id"),
    "cases_draftfile": of("cases_draft", "draft_id", deletes=True),
    "cases_draftpage": of("cases_draftfile", "file_id", "position turn", deletes=True),
    "payments_line": of(
        "payments_payment",
        "payment_id",
        later="result return_reason return_note answered_by_id answered_at answered_from_id",
    ),
    # The removal writes these, as the owner (SQL remove_personal_data).
    "cases_tombstone": Table(OF_A_ROW.format("cases_case", "case_id"), adds=False),
    "audit_redaction": Table(OF_A_ROW.format("audit_event", "event_id"), adds=False),
    "privacy_removing": NONE_OF_OURS,  # the removal writes that it is under way
    "payments_touched": NONE_OF_OURS,  # triggers write it, look and take it away again
}

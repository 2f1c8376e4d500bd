"""What each address is declared to be: which duty may open it, which may send to it, of what record.

The views say so too (``open_to``); it is said here a second time, by hand, so that a view that was
opened by mistake is red, and so is an address that nobody has thought of.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from ecase.offices.models import Duty, Officer

from .world import YEAR, Home

Duties = tuple[Duty, ...]

WORK: Duties = (Duty.CASEWORKER, Duty.HEAD)
HEAD: Duties = (Duty.HEAD,)
PAYER: Duties = (Duty.PAYER,)
OFFICE: Duties = (*WORK, *PAYER)
ADMINISTRATOR: Duties = (Duty.ADMINISTRATOR,)
AUDITOR: Duties = (Duty.AUDITOR,)
CENTRE: Duties = (*ADMINISTRATOR, *AUDITOR)
ASKED: Duties = (*HEAD, *ADMINISTRATOR)  # whom a person asks for the own data
ANSWERS: Duties = (*ASKED, *AUDITOR)
ALL: Duties = tuple(Duty)
NOBODY: Duties = ()


@dataclass(frozen=True)
class Page:
    """One address. ``reads`` may open it, ``sends`` may post to it; None: it has no such method."""

    reads: Duties | None
    sends: Duties | None = None
    record: tuple[str | int, ...] = ()  # names of ``Home.at``, or the part of the address itself
    own: bool = False  # the record is of one officer and no office
    opens: tuple[int, ...] = (200,)  # what opening the record gives, where it is not a page
    typed: tuple[tuple[str, str], ...] = ()  # what is sent, where empty says nothing
    shows: tuple[str, ...] = ()  # which whole numbers it is there to show

    def names(self, home: Home, values: dict[str, Any], who: Officer | None) -> list[Any]:
        """What names the record in the address."""
        return [
            (values.get(part) or home.record(part, who)) if isinstance(part, str) else part
            for part in self.record
        ]

    def address(
        self,
        name: str,
        home: Home,
        values: dict[str, Any] | None = None,
        who: Officer | None = None,
    ) -> str:
        year = [] if name in WITHOUT_YEAR else [YEAR]
        return reverse(name, args=[*year, *self.names(home, values or {}, who)])


FILE = ("approval", "group", 1)
OTHER_FILE = ("second", "others", 1)
NUMBERS = ("citizen ID", "account", "phone")

PAGES: dict[str, Page] = {
    # The officer's own.
    "offices:years": Page(ALL),
    "offices:sign_out": Page(None, ALL),
    "offices:unsent": Page(ALL, ALL, opens=(302,)),
    "offices:password": Page(ALL, ALL),
    "offices:profile": Page(ALL, ALL, shows=("phone",)),
    "offices:waivers": Page(ALL),
    "offices:grant_waiver": Page(ADMINISTRATOR, ADMINISTRATOR),
    "offices:revoke_waiver": Page(None, ADMINISTRATOR, ("waiver",)),
    "offices:long_paper": Page(ALL, None, ("long_paper",), own=True),
    "offices:made_paper": Page(ALL, None, ("long_paper",), own=True),
    "offices:devices": Page(ALL),
    "offices:end_devices": Page(None, ALL),
    "offices:end_device": Page(None, ALL, ("sign_in",), own=True),
    "offices:factors": Page(ALL),
    "offices:add_app": Page(ALL, ALL),
    "offices:remove_app": Page(None, ALL),
    "offices:add_passkey": Page(ALL, ALL),
    "offices:remove_passkey": Page(None, ALL, ("passkey",), own=True),
    "offices:renew_codes": Page(None, ALL),
    "own_accounts:list": Page(ALL, ALL),
    "own_accounts:end": Page(None, ALL, ("own_account",), own=True),
    # The administrator's.
    "offices:officers": Page(CENTRE),
    "offices:find_officer": Page(None, CENTRE),
    "offices:engage": Page(ADMINISTRATOR, ADMINISTRATOR),
    "offices:officer": Page(CENTRE, None, ("officer",)),
    "offices:give_duty": Page(ADMINISTRATOR, ADMINISTRATOR, ("officer",)),
    "offices:end_duty": Page(ADMINISTRATOR, ADMINISTRATOR, ("officer", "HEAD")),
    "offices:move": Page(ADMINISTRATOR, ADMINISTRATOR, ("officer",)),
    "offices:switch_off": Page(ADMINISTRATOR, ADMINISTRATOR, ("officer",)),
    "offices:switch_on": Page(None, ADMINISTRATOR, ("officer",)),
    "offices:make_link": Page(ADMINISTRATOR, ADMINISTRATOR, ("officer",)),
    "offices:clear_factors": Page(None, ADMINISTRATOR, ("officer",)),
    "offices:ask_administrator": Page(ADMINISTRATOR, ADMINISTRATOR, ("officer",)),
    "offices:administrator_requests": Page(CENTRE),
    "offices:administrator_request": Page(ADMINISTRATOR, ADMINISTRATOR, ("administrator_request",)),
    "offices:hand_overs": Page(ADMINISTRATOR),
    "offices:hand_over": Page(ADMINISTRATOR, ADMINISTRATOR, ("hand_over",), shows=("phone",)),
    "offices:hand_over_paper": Page(ADMINISTRATOR, None, ("hand_over", "hand_over_file")),
    "offices:hand_over_page": Page(ADMINISTRATOR, None, ("hand_over", "hand_over_file", 1)),
    "offices:fiscal_years": Page(ADMINISTRATOR, ADMINISTRATOR),
    "offices:close_year": Page(None, ADMINISTRATOR, ("year",)),
    # Requests of persons for their own data. A head gives what the own office keeps, in a ZIP.
    "privacy:requests": Page(ANSWERS, ANSWERS),
    "privacy:take_request": Page(ASKED, ASKED),
    "privacy:request": Page(ANSWERS, ANSWERS, ("data_request",)),
    "privacy:package": Page(None, ASKED, ("data_request",), shows=NUMBERS),
    # What is kept no longer: ordered by one administrator, accepted by another.
    "privacy:retention": Page(CENTRE),
    "privacy:ask_retention": Page(None, ADMINISTRATOR),
    "privacy:retention_run": Page(CENTRE, CENTRE, ("retention_run",)),
    # The register of events.
    "register:register": Page(AUDITOR, AUDITOR),
    "register:week": Page(HEAD),
    "register:look_ups": Page(HEAD),
    # The year.
    "reporting:home": Page(ALL),
    "reporting:books": Page(ALL),
    # Cases.
    "cases:list": Page(ALL),
    "cases:search": Page(None, ALL),
    "cases:check": Page(WORK, WORK),
    "cases:history": Page(WORK, WORK, ("draft",), own=True),
    "cases:draft_page": Page(WORK, None, ("draft", "draft_page"), own=True),
    "cases:show": Page(ALL, None, ("in_meeting",)),
    "cases:reveal": Page(None, ALL, ("in_meeting",)),
    "cases:reveal_account": Page(None, ALL, ("in_meeting",)),
    "cases:disqualify": Page(WORK, WORK, ("in_meeting",)),
    "cases:begin_again": Page(None, WORK, ("ended",)),
    "cases:kcorp1": Page(ALL, None, ("in_meeting",), shows=NUMBERS),
    "cases:received": Page(AUDITOR, AUDITOR, ("in_meeting",)),
    "cases:request_paper": Page(ALL, None, ("in_meeting",), shows=NUMBERS),
    "cases:sheet": Page(ALL, None, ("in_meeting",), shows=NUMBERS),
    "cases:notice": Page(WORK, None, ("ended",), shows=NUMBERS),
    "cases:document": Page(ALL, None, ("in_meeting", "bundle", 1)),
    "cases:page_picture": Page(ALL, None, ("in_meeting", "bundle", 1, 1)),
    # Meetings.
    "meetings:record": Page(WORK, WORK, ("draft",), own=True),
    "meetings:edit": Page(WORK, WORK, ("in_meeting",), shows=("account", "phone")),
    "meetings:current": Page(ALL),
    "meetings:show": Page(ALL, None, ("meeting",)),
    "meetings:agenda_paper": Page(ALL, None, ("meeting",), shows=("citizen ID",)),
    "meetings:minutes": Page(ALL, None, ("meeting",)),
    "meetings:start": Page(None, WORK, ("meeting",)),
    "meetings:set_aside": Page(WORK, WORK, ("meeting",), opens=(302,)),
    # Payments.
    "payments:closing": Page(ALL, HEAD, ("meeting",)),
    "payments:approvals": Page(ALL),
    "payments:paper": Page(ALL, None, ("approval", "report"), shows=("citizen ID", "account")),
    "payments:waiting": Page(ALL),
    "payments:show": Page(ALL, None, ("approval",)),
    "payments:confirm_all": Page(PAYER, PAYER, ("approval",)),
    "payments:make_file": Page(None, PAYER, ("approval", "group")),
    "payments:file": Page(PAYER, None, FILE, shows=NUMBERS),
    "payments:cover": Page(ALL, None, FILE),
    # A head accepts with the same form: payments/tests/test_voiding.py.
    "payments:voiding": Page(ALL, PAYER, OTHER_FILE),
    "payments:flags": Page(ALL, HEAD, ("second",)),
    "payments:result_lists": Page(ALL, PAYER),
    "payments:result_list": Page(ALL, PAYER, ("result_list",)),
    "payments:account_changes": Page(ALL),
    # Who proposed takes it back with the same form: payments/tests/test_account_change_pages.py.
    "payments:account_change": Page(ALL, HEAD, ("held",), shows=("account", "phone")),
    "payments:conflicts": Page(ALL),
    "payments:conflict": Page(ALL, HEAD, ("conflict",)),
    "payments:note_conflict": Page(PAYER, PAYER, ("answered",)),
    "payments:correct_account": Page(WORK, WORK, ("in_file",), shows=("account", "phone")),
    "payments:mark_failed": Page(OFFICE, OFFICE, ("in_file",)),
    "payments:result": Page(ALL, PAYER, ("in_file",)),
}
# Open to strangers: the door, and the form that asks for a key to it.
PUBLIC = {
    "offices:sign_in": Page(ALL, ALL, opens=(302,)),
    "offices:second_step": Page(ALL, ALL, opens=(302,)),
    "offices:outside": Page(ALL, opens=(404,)),  # where no provider is named
    "offices:outside_back": Page(ALL, opens=(404,)),
    "offices:open_link": Page(ALL, None, ("no-such-secret",), opens=(302,)),
    "offices:first_password": Page(ALL, ALL, opens=(302,)),
    "offices:access_request": Page(ALL),
    "offices:ask_hand_over": Page(ALL, ALL),
    "offices:hand_over_sent": Page(ALL),
}
WITHOUT_YEAR = {
    name
    for name in {**PAGES, **PUBLIC}
    if name.split(":")[0] in ("offices", "own_accounts", "privacy", "register")
}

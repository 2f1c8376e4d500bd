"""Races of closing a round (จัดทำรายงานขออนุมัติเงินทั้งหมด)."""

from decimal import Decimal

from django.utils import timezone

from ecase.cases import actions as cases
from ecase.cases.models import Bundle, Case
from ecase.meetings import actions as meetings
from ecase.meetings.agenda_content import agenda_content
from ecase.meetings.models import Meeting
from ecase.payments import actions
from ecase.payments.models import Approval, Payment
from tests import make
from tests.races.guards import Without
from tests.races.race import Race, is_refused, refused
from tests.races.together import Deed

# Where closing grants the cases: the list and its digest are checked by then.
GRANT = r'\AUPDATE "cases_case"'
OF_A_ROUND = ("offices_office", "meetings_meeting", "cases_case")


def close(meeting: Meeting, by) -> Deed:
    digest = agenda_content(meeting, on=timezone.localdate()).digest
    return Deed(lambda: actions.request_funding(meeting, digest=digest, by=by), GRANT)


class CloseAgainstEdit(Race):
    """A case is edited while its round closes: what is paid is what the case and the list say."""

    without = (
        Without("error", locks=OF_A_ROUND),
        Without(
            "damage",
            locks=OF_A_ROUND,
            triggers=(
                "cases_case.frozen_after_the_meeting",
                "cases_case.case_account_is_accepted",
            ),
        ),
    )

    def __init__(self) -> None:
        self.officer, self.head = make.officer(), make.officer()

    def deeds(self):
        self.case = case = make.case(by=self.officer)
        facts = make.facts(amount=Decimal("4000.00"))
        edit = Deed(
            lambda: meetings.edit_case(case, facts, opened_version=case.version, by=self.officer),
            r'\AINSERT INTO "cases_bankaccount"',
        )
        return close(meetings.round_of(case), self.head), edit

    def judge(self, first, second):
        assert refused(first, second) == 1
        case = Case.objects.get(pk=self.case.pk)
        for payment in Payment.objects.filter(case=case):
            assert payment.amount == case.amount, "the list grants what the case does not say"
            row = next(r for r in payment.approval.rows if r["number"] == case.number)
            assert row["account_number"] == case.bank_account.account_number


class CloseAgainstClose(Race):
    """Two heads close one round: one approval, one payment of each case."""

    without = (
        Without("error", locks=OF_A_ROUND),
        Without(
            "damage",
            locks=OF_A_ROUND,
            triggers=(
                "meetings_meeting.closed_for_ever",
                "cases_case.case_enters_an_open_round",
                "payments_approval.is_of_a_closed_round",
            ),
            indexes=(
                "payments_approval_meeting_id_key",
                "approval_number_once_a_year",
                "payments_payment_case_id_key",
            ),
        ),
    )

    def __init__(self) -> None:
        self.officer, self.heads = make.officer(), [make.officer(), make.officer()]

    def deeds(self):
        self.meeting = meetings.round_of(make.case(by=self.officer))
        return tuple(close(self.meeting, head) for head in self.heads)

    def judge(self, first, second):
        assert refused(first, second) == 1
        approval = Approval.objects.get(meeting=self.meeting)
        assert approval.payments.count() == approval.count == self.meeting.cases().count()


class ReplaceDocumentAgainstClose(Race):
    """Papers are replaced while the round closes: the meeting approves no papers that it never saw."""

    without = (
        Without("error", locks=OF_A_ROUND),
        Without(
            "damage",
            locks=OF_A_ROUND,
            triggers=(
                "cases_case.frozen_after_the_meeting",
                "cases_document.frozen_after_approval",
            ),
        ),
    )

    def __init__(self) -> None:
        self.officer, self.head = make.officer(), make.officer()

    def deeds(self):
        facts = make.facts()
        draft = make.draft(by=self.officer)
        self.case = case = meetings.record_case(draft, facts, by=self.officer)
        papers = cases.begin_edit(case, by=self.officer)
        scan = make.scan(2)
        cases.keep_file(
            papers, bundle=Bundle.SUPPORTING, name="ใหม่.pdf", scan=scan, by=self.officer
        )
        replace = Deed(
            lambda: meetings.edit_case(
                case, facts, opened_version=case.version, draft=papers, by=self.officer
            ),
            r'\AINSERT INTO "cases_document"',
        )
        return close(meetings.round_of(case), self.head), replace

    def judge(self, first, second):
        assert refused(first, second) == 1
        if is_refused(first):
            assert self.case.documents.filter(bundle=Bundle.SUPPORTING).count() == 2
            return
        row = next(r for r in first.rows if r["number"] == self.case.number)
        latest = self.case.documents.latest_of_each_bundle()
        assert row["papers"] == {document.bundle: document.sha256 for document in latest}

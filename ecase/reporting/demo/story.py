"""What happens in the demonstration, in its order and by those whose duty it is."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from ecase.cases import actions as cases
from ecase.cases.models import Bundle, Case, Status
from ecase.core.scans import Scan
from ecase.meetings import actions as meetings
from ecase.meetings.agenda_content import agenda_content
from ecase.meetings.models import Meeting
from ecase.offices.models import FiscalYear, Officer
from ecase.payments import actions as payments
from ecase.payments.flags import unsettled_flags
from ecase.payments.models import AccountChange, Approval, BankGroup, Line, Payment, Result

from .papers import NAMES
from .people import FactsOf, Row, Staff

Recorded = list[tuple[Row, Case]]


class Story:
    """The rows of the demonstration, lived through in one fiscal year from a day on."""

    def __init__(
        self, year: FiscalYear, today: date, staff: dict[str, Staff], facts_of: FactsOf
    ) -> None:
        self.year = year
        self.today = today
        self.staff = staff
        self.facts_of = facts_of

    def tell(self, rows: Sequence[Row], papers: Sequence[dict[Bundle, Scan]]) -> None:
        """Every round in its order: recorded, deliberated on, and closed and paid where it was."""
        last = {row.office: row.round for row in rows}
        told = zip(rows, papers, strict=True)
        for (office, number), chapter in groupby(
            told, lambda told: (told[0].office, told[0].round)
        ):
            staff = self.staff[office]
            recorded = [(row, self.record(row, bundles, staff)) for row, bundles in chapter]
            meeting = meetings.round_of(recorded[0][1])
            if number != last[office]:
                meeting = meetings.start_deliberation(meeting, by=staff.officer)
            self.deliberate(recorded, staff)
            if any(row.money for row, _ in recorded):
                self.pay(self.close(meeting, staff), recorded, staff)

    def record(self, row: Row, bundles: dict[Bundle, Scan], staff: Staff) -> Case:
        """The officer checks the ID, fills the form in and confirms (บันทึกข้อมูลเคส)."""
        by = staff.officer
        facts = self.facts_of(row)
        if row.follows:
            old = Case.objects.get(
                person__citizen_id=row.citizen_id, office=by.office, status=Status.PAYMENT_FAILED
            )
            draft = cases.begin_again(old, fiscal_year=self.year, by=by)
            for file in draft.files.filter(bundle=Bundle.FINANCIAL):  # the account is another now
                cases.drop_file(draft, file=file.pk, by=by)
            bundles = {Bundle.FINANCIAL: bundles[Bundle.FINANCIAL]}
        else:
            draft = cases.look_up(row.citizen_id, fiscal_year=self.year, by=by)
        for bundle, scan in bundles.items():
            cases.keep_file(draft, bundle=bundle, name=NAMES[bundle], scan=scan, by=by)
        if row.meeting != "mistyped":
            return meetings.record_case(draft, facts, by=by)
        wrong = cases.Facts(**{**vars(facts), "amount": Decimal(row.detail)})
        case = meetings.record_case(draft, wrong, by=by)
        return meetings.edit_case(case, facts, opened_version=case.version, by=by)

    def deliberate(self, recorded: Recorded, staff: Staff) -> None:
        """The meeting's resolutions on those cases that it does not simply approve."""
        for row, case in recorded:
            code, note = row.because
            match row.meeting:
                case "granted":
                    meetings.edit_case(
                        case,
                        cases.Facts(**{**vars(self.facts_of(row)), "amount": Decimal(row.detail)}),
                        opened_version=case.version,
                        amount_because=row.meeting_because,
                        by=staff.officer,
                    )
                case "disqualified":
                    cases.disqualify(case, reason=row.meeting_because, by=staff.head)
                case "set_aside" | "put_back":
                    back = self.today + timedelta(days=int(row.detail))
                    meetings.set_aside(
                        [case],
                        because=code,
                        note=note,
                        return_on=back,
                        wanted=[row.lacks] if row.lacks else [],
                        by=staff.officer,
                    )
            if row.meeting == "put_back":
                meetings.put_back(case, into=meetings.round_of(case), by=staff.officer)

    def close(self, meeting: Meeting, staff: Staff) -> Approval:
        """The head sees the list and approves it (จัดทำรายงานขออนุมัติเงินทั้งหมด)."""
        content = agenda_content(meeting, on=self.today)
        return payments.request_funding(meeting, digest=content.digest, by=staff.head)

    def pay(self, approval: Approval, recorded: Recorded, staff: Staff) -> None:
        """The payer makes the files and records what the bank answered; the officer corrects."""
        by_fate: dict[str, list[tuple[Row, Payment]]] = defaultdict(list)
        of_case = {payment.case_id: payment for payment in approval.payments.all()}
        for row, case in recorded:
            if row.money:
                by_fate[row.money].append((row, of_case[case.pk]))
        if set(by_fate) == {"due"}:
            return
        self.make_files(approval, staff)
        for fate in ("resent", "resent_paid", "returned", "proposed", "corrected", "failed"):
            for row, payment in by_fate[fate]:
                code, note = row.bank_because
                payments.mark_returned(payment, because=code, note=note, by=staff.payer)
        for row, payment in by_fate["resent"] + by_fate["resent_paid"]:
            self.correct(row, payment, staff)
        if by_fate["resent"] or by_fate["resent_paid"]:
            self.make_files(approval, staff)
        for row, payment in by_fate["failed"]:
            payments.mark_failed(payment, reason=row.bank_because[1], by=staff.officer)
        if by_fate["resent"] or by_fate["in_file"]:
            for _, payment in by_fate["paid"]:
                payments.confirm_paid(payment, by=staff.payer)
        else:
            self.confirm_all(approval, staff.payer)
        for row, payment in by_fate["corrected"]:
            self.correct(row, payment, staff)
        for row, payment in by_fate["proposed"]:
            self.propose(row, payment, staff)

    def make_files(self, approval: Approval, staff: Staff) -> None:
        """The head looks at what is odd about the accounts; then the payer makes the files."""
        flagged: dict[Payment, set[tuple[str, str]]] = defaultdict(set)
        for flag in unsettled_flags(approval):
            flagged[flag.payment].add((flag.kind, flag.about))
        for payment, shown in flagged.items():
            reason = "บัญชีของผู้ปกครองหรือผู้ดูแล ตรวจเอกสารแล้ว"
            payments.settle_flags(payment, shown=shown, reason=reason, by=staff.head)
        for group in BankGroup:
            if approval.payments.due().in_group(group).exists():
                payments.make_file(approval, group=group, by=staff.payer)

    def correct(self, row: Row, payment: Payment, staff: Staff) -> None:
        """Another account in place of the one that the bank refused (แก้ไขข้อมูลทางการเงิน): the
        officer proposes it, the head accepts it."""
        if change := self.propose(row, payment, staff):
            payments.accept_account(change, by=staff.head)

    def propose(self, row: Row, payment: Payment, staff: Staff) -> AccountChange | None:
        account = {**self.facts_of(row).account, "account_number": row.new_account}
        reason = "แก้ไขตามสมุดบัญชีเล่มปัจจุบัน"
        return payments.propose_account(payment, account, reason=reason, by=staff.officer)

    def confirm_all(self, approval: Approval, by: Officer) -> None:
        pending = list(
            Line.objects.filter(file__approval=approval, result=Result.PENDING)
            .select_related("file")
            .order_by("pk")
        )
        payments.confirm_all_paid(
            approval,
            lines={line.pk for line in pending},
            totals={file.pk: total for file, total in payments.control_totals(pending).items()},
            by=by,
        )

"""What the cover sheet of a file says (ใบนำส่ง), gathered from the records as they were when the
file was made: what was accepted or settled later is not of this file."""

from django.db.models import Count, Sum
from django.utils import timezone

from ecase.cases.models import BankAccount

from .bank_files import Format
from .cover_sheets import Account, AccountChange, BankFigure, CoverFacts, FlagSettled, cover_sheet
from .models import AccountChange as Change
from .models import Decision, SettledFlag, TransferFile
from .rows import short_bank


def cover_of(file: TransferFile) -> bytes:
    """The cover sheet of one file, as a PDF; the same for ever."""
    approval = file.approval
    suffix = Format(file.format).suffix
    return cover_sheet(
        CoverFacts(
            office=approval.office.full_name,
            approval=approval.name,
            batch=f"ครั้งที่ {approval.number} ปีงบประมาณ {approval.fiscal_year_id}",
            approved_on=timezone.localdate(approval.approved_at),
            digest=approval.digest,
            bank_group=file.get_group_display(),
            number=file.number,
            format=Format(file.format).label,
            file_name=f"ไฟล์สำหรับโอนเงิน-{file.get_group_display()}-{approval}-ไฟล์ที่{file.number}{suffix}",
            sha256=file.sha256,
            count=file.count,
            total=file.total,
            made_by=str(file.made_by),
            made_at=file.made_at,
            banks=_banks(file),
            changes=[_change(change) for change in _changes(file)],
            flags=_flags(file),
            notes=_notes(file),
        )
    )


def _banks(file: TransferFile) -> list[BankFigure]:
    by_bank = file.lines.order_by("bank_account__bank").values_list("bank_account__bank__name")
    summed = by_bank.annotate(count=Count("pk"), total=Sum("amount"))
    return [BankFigure(bank, count, total) for bank, count, total in summed]


def _changes(file: TransferFile) -> list[Change]:
    accepted = Change.objects.filter(
        payment__lines__file=file, decision=Decision.ACCEPTED, decided_at__lte=file.made_at
    )
    return list(accepted.in_full().order_by("payment__position", "decided_at"))


def _change(change: Change) -> AccountChange:
    assert change.decided_at  # noqa: S101 -- an accepted change has its time, by constraint
    return AccountChange(
        case=str(change.payment.case),
        name=change.payment.case.name,
        old=_account(change.before),
        new=_account(change.account),
        reason=change.reason,
        proposed_by=str(change.proposed_by),
        accepted_by=str(change.decided_by),
        accepted_at=change.decided_at,
    )


def _account(account: BankAccount) -> Account:
    return Account(
        bank=short_bank(account.bank),
        bank_code=account.bank_id,
        number=account.account_number,
        name=account.account_name,
    )


def _settled(file: TransferFile) -> list[SettledFlag]:
    settled = SettledFlag.objects.filter(payment__lines__file=file, settled_at__lte=file.made_at)
    needed = ("payment__case", "settled_by", "waiver__granted_by")
    return list(settled.select_related(*needed).order_by("payment__position", "pk"))


def _flags(file: TransferFile) -> list[FlagSettled]:
    return [
        FlagSettled(
            case=str(flag.payment.case),
            what=flag.get_kind_display(),
            reason=flag.reason,
            by=str(flag.settled_by),
        )
        for flag in _settled(file)
    ]


def _notes(file: TransferFile) -> list[str]:
    """The waivers that the file, or what is in it, could not have been without (ข้อยกเว้น)."""
    waivers = [file.approval.meeting.waiver, file.waiver]
    waivers += [change.waiver for change in _changes(file)]
    waivers += [flag.waiver for flag in _settled(file)]
    return list(dict.fromkeys(waiver.note for waiver in waivers if waiver))

"""Flags (ข้อสังเกตก่อนโอน): what a head looks at before money goes to an account (I19).

Found anew each time from what is stored, so that what turned up since the last look is seen. They
accuse nobody: a guardian of several children has one account for all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ecase.cases.models import BankAccount, Case, Status
from ecase.core.names import far, plain_name
from ecase.offices.models import Officer
from ecase.people.models import Title

from .models import Approval, FlagKind, OfficerAccount, Payment, SettledFlag

Account = tuple[str, str]  # bank code and number


@dataclass(frozen=True)
class Flag:
    """One thing to look at in where one payment goes. ``about`` names it for its settlement."""

    payment: Payment
    kind: FlagKind
    about: str
    text: str


def unsettled_flags(approval: Approval, *, group: str | None = None) -> list[Flag]:
    """The flags of all that is due in an approval, or in one bank group of it, not looked at yet."""
    due = approval.payments.due()
    payments = list((due.in_group(group) if group else due).for_flags())
    settled = set(
        SettledFlag.objects.filter(payment__in=[p.pk for p in payments]).values_list(
            "account", "kind", "about"
        )
    )
    return [
        flag
        for flag in flags_of(payments)
        if (flag.payment.case.bank_account_id, flag.kind, flag.about) not in settled
    ]


def flags_of(payments: Sequence[Payment]) -> list[Flag]:
    """All flags of some payments, in their order; a fixed number of queries."""
    accounts = {_account(payment.case.bank_account) for payment in payments}
    others = _others_at(accounts)
    declared = defaultdict(list)
    for own in OfficerAccount.objects.holding(accounts):
        declared[own.bank_id, own.account_number].append(own.officer)
    named = {plain_name(f"{o.first_name}{o.last_name}"): o for o in Officer.objects.all()}
    titles = list(Title.objects.values_list("name", flat=True))
    found: list[Flag] = []
    for payment in payments:
        case, account = payment.case, payment.case.bank_account
        found += _same_account(payment, others[_account(account)])
        held_by = plain_name(account.account_name)
        officers = list(declared[_account(account)])
        officers += [o for name, o in named.items() if held_by.endswith(name)]
        found += [
            Flag(
                payment,
                FlagKind.OFFICERS_ACCOUNT,
                f"officer:{officer.pk}",
                f"บัญชีนี้เป็นของ หรือมีชื่อเดียวกับ {officer} เจ้าหน้าที่ในระบบ",
            )
            for officer in {officer.pk: officer for officer in officers}.values()
        ]
        if far(account.account_name, case.first_name, case.last_name, titles=titles):
            found.append(
                Flag(
                    payment,
                    FlagKind.OTHERS_NAME,
                    "name",
                    f"ชื่อบัญชี “{account.account_name}” ต่างจากผู้ขอรับ ตรวจเอกสารผู้ปกครองหรือหนังสือมอบอำนาจ",
                )
            )
    return found


def _others_at(accounts: Iterable[Account]) -> dict[Account, list[Case]]:
    """Every case whose account in force is one of these, in every office, by account."""
    wanted = set(accounts)
    numbers = {number for _, number in wanted}
    found: dict[Account, list[Case]] = defaultdict(list)
    cases = Case.objects.paid_into(numbers).exclude(status=Status.DISQUALIFIED)
    for case in cases:
        key = _account(case.bank_account)
        if key in wanted:
            found[key].append(case)
    return found


def _same_account(payment: Payment, cases: Sequence[Case]) -> list[Flag]:
    """One flag for each other person whose money goes to the same account."""
    by_person: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        if case.person_id != payment.case.person_id:
            by_person[case.person_id].append(case)
    flags = []
    for person, theirs in by_person.items():
        own = [str(case) for case in theirs if case.office_id == payment.office_id]
        where = f"เคส {' '.join(own[:3])}" if own else "เคสของเขตอื่น"
        text = f"บัญชีเดียวกับผู้ขอรับรายอื่น ({where})"
        flags.append(Flag(payment, FlagKind.SAME_ACCOUNT, f"person:{person}", text))
    return flags


def _account(account: BankAccount) -> Account:
    return account.bank_id, account.account_number

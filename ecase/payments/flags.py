"""Flags (ข้อสังเกตก่อนโอน): what a head looks at before money goes to an account (I19).

Found anew each time from what is stored, so that what turned up since the last look is seen. They
accuse nobody: a guardian of several children has one account for all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from ecase.cases.models import Case, Status
from ecase.core.names import far, plain_name
from ecase.core.whose import over_the_city
from ecase.offices.models import FormerName, Officer
from ecase.people.models import Title

from .models import Approval, FlagKind, OfficerAccount, Payment, PaymentQuerySet, SettledFlag

Account = tuple[str, str]  # bank code and key: its last digits, however it was typed
AT_A_TIME = 1000  # rows in memory, however many are due


@dataclass(frozen=True)
class Flag:
    """One thing to look at in where one payment goes. ``about`` names it for its settlement."""

    payment: Payment
    kind: FlagKind
    about: str
    text: str


@dataclass(frozen=True)
class _Sign:
    """A flag before its payment is fetched."""

    payment: int
    account: int
    kind: FlagKind
    about: str
    text: str

    def flag(self, payment: Payment) -> Flag:
        return Flag(payment, self.kind, self.about, self.text)


@dataclass(frozen=True)
class OpenFlags:
    """What no head has looked at yet, before the payments are fetched: a page shows only some."""

    signs: Sequence[_Sign]

    @property
    def count(self) -> int:
        return len(self.signs)

    @property
    def payments(self) -> set[int]:
        return {sign.payment for sign in self.signs}

    def of(self, payments: Iterable[Payment]) -> list[tuple[Payment, list[Flag]]]:
        """The flags of some of the payments, in the order given."""
        by_payment: dict[int, list[_Sign]] = defaultdict(list)
        for sign in self.signs:
            by_payment[sign.payment].append(sign)
        return [(one, [sign.flag(one) for sign in by_payment[one.pk]]) for one in payments]


def open_flags(approval: Approval, *, group: str | None = None) -> OpenFlags:
    """What of all that is due in an approval, or in one bank group of it, is not looked at yet."""
    due = approval.payments.due()
    due = due.in_group(group) if group else due
    settled = set(
        SettledFlag.objects.filter(payment__in=due).values_list("account", "kind", "about")
    )
    signs = _all_signs(due)
    return OpenFlags([s for s in signs if (s.account, s.kind, s.about) not in settled])


def unsettled_flags(approval: Approval, *, group: str | None = None) -> list[Flag]:
    """The same as flags, in the order of the list."""
    return _flags(open_flags(approval, group=group).signs)


def flags_of(payments: PaymentQuerySet) -> list[Flag]:
    """All flags of some payments, in the order of their list; a fixed number of queries."""
    return _flags(_all_signs(payments))


def _flags(signs: Sequence[_Sign]) -> list[Flag]:
    payments = Payment.objects.for_flags().in_bulk({sign.payment for sign in signs})
    flags = [sign.flag(payments[sign.payment]) for sign in signs]
    return sorted(flags, key=lambda flag: flag.payment.position)


@over_the_city("one account of several persons or of an officer, in every office (I19)")
def _all_signs(payments: PaymentQuerySet) -> list[_Sign]:
    return list(_signs(payments))


def _signs(payments: PaymentQuerySet) -> Iterator[_Sign]:
    yield from _of_shared_accounts(payments)
    declared: dict[Account, list[Officer]] = defaultdict(list)
    for own in OfficerAccount.objects.select_related("officer"):  # also what ended: who ends it?
        declared[own.bank_id, own.account_key].append(own.officer)
    named: dict[str, list[Officer]] = defaultdict(list)
    for officer in Officer.objects.all():
        named[plain_name(officer.first_name + officer.last_name)].append(officer)
    for former in FormerName.objects.select_related("officer"):
        named[plain_name(former.first_name + former.last_name)].append(former.officer)
    named.pop("", None)  # who has no name bears everybody's
    titles = list(Title.objects.values_list("name", flat=True))
    told = payments.values_list(
        "pk",
        "case__bank_account",
        "case__bank_account__bank",
        "case__bank_account__account_key",
        "case__bank_account__account_name",
        "case__title__name",
        "case__first_name",
        "case__last_name",
    )
    for pk, account, bank, key, held_by, title, first, last in told.iterator(AT_A_TIME):
        # Most accounts are the applicant's own, letter by letter; comparing others takes time.
        is_own = held_by in (f"{first} {last}", f"{title}{first} {last}")
        officers = declared.get((bank, key), [])
        for officer in {
            o.pk: o for o in [*officers, *_namesakes(held_by, is_own, named, first, last)]
        }.values():
            text = f"บัญชีนี้เป็นหรือเคยเป็นของ หรือมีชื่อเดียวกับ {officer} เจ้าหน้าที่ในระบบ"
            about = f"officer:{officer.pk}"
            yield _Sign(pk, account, FlagKind.OFFICERS_ACCOUNT, about, text)
        if not is_own and far(held_by, first, last, titles=titles):
            text = f"ชื่อบัญชี “{held_by}” ต่างจากผู้ขอรับ ตรวจเอกสารผู้ปกครองหรือหนังสือมอบอำนาจ"
            yield _Sign(pk, account, FlagKind.OTHERS_NAME, "name", text)


def _namesakes(
    held_by: str, is_own: bool, named: Mapping[str, list[Officer]], first: str, last: str
) -> list[Officer]:
    """The officers whose name the account bears."""
    if is_own:
        return named.get(plain_name(f"{first}{last}"), [])
    plain = plain_name(held_by)
    return [officer for name, theirs in named.items() if plain.endswith(name) for officer in theirs]


def _of_shared_accounts(payments: PaymentQuerySet) -> Iterator[_Sign]:
    """One for each other person whose money goes to the same account, in every office."""
    account = F("case__bank_account__account_key"), F("case__bank_account__bank")
    others = Case.objects.paid_into(OuterRef("key"), OuterRef("bank"))
    others = others.exclude(Q(status=Status.DISQUALIFIED) | Q(person=OuterRef("case__person")))
    shared = payments.alias(key=account[0], bank=account[1]).filter(Exists(others))
    found = list(
        shared.values_list(
            "pk",
            "office",
            "case__person",
            "case__bank_account",
            "case__bank_account__bank",
            "case__bank_account__account_key",
        )
    )
    at: dict[Account, list[Case]] = defaultdict(list)
    keys = {key for *_, key in found}
    for case in Case.objects.paid_into_any(keys).exclude(status=Status.DISQUALIFIED):
        at[case.bank_account.bank_id, case.bank_account.account_key].append(case)
    for pk, office, person, version, bank, key in found:
        by_person: dict[int, list[Case]] = defaultdict(list)
        for case in at[bank, key]:
            if case.person_id != person:
                by_person[case.person_id].append(case)
        for other, theirs in by_person.items():
            own = [str(case) for case in theirs if case.office_id == office]
            where = f"เคส {' '.join(own[:3])}" if own else "เคสของเขตอื่น"
            text = f"บัญชีเดียวกับผู้ขอรับรายอื่น ({where})"
            yield _Sign(pk, version, FlagKind.SAME_ACCOUNT, f"person:{other}", text)

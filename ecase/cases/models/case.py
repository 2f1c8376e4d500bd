from collections.abc import Collection
from datetime import date
from decimal import Decimal

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse

from ecase.core.fields import baht
from ecase.core.lifecycle import only_steps_of
from ecase.core.thai import age_on
from ecase.offices.models import FiscalYear, Office, Officer
from ecase.people.models import Gender, Person, Title
from ecase.regulations.models import AssistanceType, PaperKind, are_paper_kinds, paper_kinds

from .bank_account import BankAccount
from .hand import Deed, Hand, writes_hand
from .words import ENDED, FROZEN, GRANTED, NEXT, OVER, SetAsideReason, Status

# What the database lets change of a frozen case, by column. All else is frozen, also a column that
# is added later. The last two are generated: they follow the columns that they are made of.
NOT_FROZEN = ("status", "version", "bank_account_id", "failed_because", "full_name", "name_key")


# A person has one live case of a type in a fiscal year, whatever the office; another one only with
# a reason. Takes the person's lock, so that of two at the same moment the second sees the first.
ONE_LIVE_CASE = """
    PERFORM FROM people_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM cases_case
        WHERE person_id = NEW.person_id AND fiscal_year_id = NEW.fiscal_year_id
          AND assistance_type_id = NEW.assistance_type_id AND id <> NEW.id
          AND status NOT IN ({ended})
    ) THEN
        RAISE EXCEPTION 'case % is a second live case without a reason', NEW.number;
    END IF;
    RETURN NEW;
""".format(ended=", ".join(f"'{status.value}'" for status in ENDED))
LIVE_WITHOUT_REASON = "NEW.override_because = '' AND NEW.status NOT IN ({})".format(
    ", ".join(f"'{status.value}'" for status in ENDED)
)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, officer: Officer) -> "CaseQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def of_year(self, year: FiscalYear) -> "CaseQuerySet":
        return self.filter(fiscal_year=year)

    def in_full(self) -> "CaseQuerySet":
        """With all that a row or a page of a case shows of other tables."""
        return self.select_related(
            "person",
            "office",
            "title",
            "assistance_type",
            "bank_account__bank",
            "recorded_by",
            "override_accepted_by",
        )

    def asked_for_by(self, citizen_id: str) -> "CaseQuerySet":
        """All that one person asked for, in every year, newest first; see ``past.py``."""
        return self.filter(person__citizen_id=citizen_id).order_by("-fiscal_year", "-pk")

    def live_of(self, person: Person, kind: AssistanceType, year: FiscalYear) -> "CaseQuerySet":
        """A person's cases of one type and fiscal year that have not ended, in every office.

        Whoever asks looks past the own office on purpose (I6).
        """
        live = self.filter(person=person, assistance_type=kind, fiscal_year=year)
        return live.exclude(status__in=ENDED)

    def paid_into(self, key: OuterRef, bank: OuterRef) -> "CaseQuerySet":
        """Whose account in force is this one, however it was typed, in every office.

        Whoever asks looks past the own office on purpose: one account for several people is looked
        at before money goes there (I19).
        """
        return self.filter(bank_account__account_key=key, bank_account__bank=bank)

    def paid_into_any(self, keys: Collection[str]) -> "CaseQuerySet":
        """Whose account in force has one of these keys, in every office; see ``paid_into``."""
        return self.filter(bank_account__account_key__in=keys).select_related("bank_account")

    def in_place_of(self, case: "Case") -> "CaseQuerySet":
        """The live case that was recorded anew after this one ended, and not begun again from it.

        It has no reason, for it stood beside nothing; in every office, as ``live_of``.
        """
        live = self.live_of(case.person, case.assistance_type, case.fiscal_year)
        return live.filter(pk__gt=case.pk, override_because="")

    def touched_by(self, officer: Officer) -> "CaseQuerySet":
        """That an officer recorded or edited, or that begin again from what the officer failed, or
        were recorded anew in place of it."""
        own = Hand.objects.filter(officer=officer)
        recorded = own.filter(case=OuterRef("pk"), deed__in=[Deed.RECORDED, Deed.EDITED])
        failed = own.filter(deed=Deed.FAILED)
        before = failed.filter(
            case__person=OuterRef("person"),
            case__assistance_type=OuterRef("assistance_type"),
            case__fiscal_year=OuterRef("fiscal_year"),
            case__lt=OuterRef("pk"),
        )
        return self.filter(
            Exists(recorded)
            | Exists(failed.filter(case=OuterRef("follows")))
            | Q(Exists(before), override_because="")
        )

    def set_aside(self) -> "CaseQuerySet":
        """Taken out of the meeting for now: the list of หน้าหลัก."""
        return self.filter(status=Status.SET_ASIDE)


class Case(models.Model):
    """One person's request for help, from recording to payment (เคส).

    It keeps what the applicant declared then; the citizen ID is the person's and never changes.
    ``round`` is the number of the meeting, of the case's office and fiscal year, on whose agenda
    the case is; meetings adds the composite foreign key.
    """

    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+", db_index=False)
    sequence = models.PositiveIntegerField()  # counted over the whole city within the fiscal year
    number = models.CharField(max_length=20, unique=True)  # "2566-2", shown as Case2566-2
    office = models.ForeignKey(Office, models.PROTECT, related_name="cases", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.IN_MEETING)
    round = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)  # grows with every change; guards lost updates

    title = models.ForeignKey(Title, models.PROTECT, related_name="+")
    gender = models.CharField(max_length=1, choices=Gender.choices)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    birth_date = models.DateField()
    is_disabled = models.BooleanField(default=False)

    assistance_type = models.ForeignKey(AssistanceType, models.PROTECT, related_name="+")
    requested_amount = baht()  # as the applicant asked
    amount = baht()  # as the meeting grants
    amount_because = models.TextField(blank=True)  # the meeting's reason, where they differ
    hardship = models.TextField()  # รายละเอียดความเดือดร้อน
    # The check-list (เอกสารที่แนบ): what the officer ticked, what that names beside the list, and what
    # was still asked for when the case was last saved. Nothing in any: from before there was one.
    attached_papers = paper_kinds()
    other_papers = models.CharField(max_length=200, blank=True)
    missing_papers = paper_kinds()
    # Null only between the two inserts of recording: trigger has_its_own_account.
    bank_account: "models.OneToOneField[BankAccount, BankAccount]" = models.OneToOneField(  # type: ignore[misc]
        BankAccount, models.PROTECT, null=True, related_name="+"
    )

    set_aside_because = models.CharField(max_length=20, choices=SetAsideReason.choices, blank=True)
    set_aside_note = models.TextField(blank=True)
    return_on = models.DateField(null=True)  # the day to come back to a case set aside
    disqualified_because = models.TextField(blank=True)
    failed_because = models.TextField(blank=True)
    approved_on = models.DateField(null=True)

    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    edited_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")  # last

    # Why it goes on beside another live case, or over the year's limit; and who accepted that.
    override_because = models.TextField(blank=True)
    override_accepted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    full_name = models.GeneratedField(
        expression=Concat(F("first_name"), Value(" "), F("last_name")),
        output_field=models.CharField(max_length=201),
        db_persist=True,
    )
    # Thai order: a leading vowel sorts behind its consonant, tone marks last (SQL thai_sort_key).
    name_key = models.GeneratedField(
        expression=Func(F("first_name"), F("last_name"), function="thai_sort_key"),
        output_field=models.CharField(max_length=500, db_collation="C"),
        db_persist=True,
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_sequence_once_a_year", fields=["fiscal_year", "sequence"]
            ),
            models.UniqueConstraint(
                name="case_begun_again_once",
                fields=["follows"],
                condition=~Q(status__in=ENDED),
            ),
            models.UniqueConstraint(
                name="one_live_case",
                fields=["person", "assistance_type", "fiscal_year"],
                condition=~Q(status__in=ENDED) & Q(override_because=""),
            ),
            models.CheckConstraint(
                name="override_is_accepted_when_granted",
                condition=~Q(status__in=GRANTED)
                | (Q(override_because="") ^ Q(override_accepted_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="case_amounts_are_positive",
                condition=Q(requested_amount__gt=0, amount__gt=0),
            ),
            models.CheckConstraint(
                name="case_papers_are_known",
                condition=are_paper_kinds("attached_papers") & are_paper_kinds("missing_papers"),
            ),
            models.CheckConstraint(
                name="case_paper_is_attached_or_missing",
                condition=~Q(missing_papers__overlap=F("attached_papers")),
            ),
            models.CheckConstraint(
                name="case_disability_card_is_asked_for",
                condition=Q(is_disabled=False)
                | Q(attached_papers__contains=[PaperKind.DISABILITY_CARD])
                | Q(missing_papers__contains=[PaperKind.DISABILITY_CARD])
                | Q(attached_papers=[], missing_papers=[]),
            ),
            models.CheckConstraint(
                name="case_set_aside_iff_reason",
                condition=Q(status=Status.SET_ASIDE) ^ Q(set_aside_because=""),
            ),
            models.CheckConstraint(
                name="case_disqualified_iff_reason",
                condition=Q(status=Status.DISQUALIFIED) ^ Q(disqualified_because=""),
            ),
            models.CheckConstraint(
                name="case_failed_iff_reason",
                condition=Q(status=Status.PAYMENT_FAILED) ^ Q(failed_because=""),
            ),
            models.CheckConstraint(
                name="case_approved_iff_day",
                condition=Q(status__in=GRANTED) ^ Q(approved_on=None),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "fiscal_year", "round", "status"], name="case_agenda"),
            models.Index(fields=["office", "fiscal_year", "sequence"], name="case_of_office"),
            models.Index(fields=["office", "fiscal_year", "name_key"], name="case_by_name"),
            models.Index(fields=["office", "fiscal_year", "amount", "id"], name="case_by_amount"),
            models.Index(fields=["office", "status", "sequence"], name="case_by_status"),
            GinIndex(OpClass(F("full_name"), name="gin_trgm_ops"), name="case_name_search"),
            # Of one birth date, the names alike: the day alone is shared by hundreds, and 1 January,
            # where the day of a birth is not known, by thousands.
            GistIndex(
                F("birth_date"),
                OpClass(F("full_name"), name="gist_trgm_ops"),
                name="case_born_and_named",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            only_steps_of(NEXT, "a case"),
            pgtrigger.Trigger(
                name="frozen_after_the_meeting",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.status IN ({})".format(", ".join(f"'{s}'" for s in FROZEN))
                ),
                # The whole row as it would be, but for what may change, beside the row as it was.
                declare=[("frozen", "cases_case")],
                func=f"""
                    frozen := NEW;
                    {" ".join(f"frozen.{name} := OLD.{name};" for name in NOT_FROZEN)}
                    IF frozen IS DISTINCT FROM OLD THEN
                        RAISE EXCEPTION 'case % is %: only its bank account may change',
                            OLD.number, OLD.status;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="over_for_ever",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=OVER, new__status=pgtrigger.F("old__status")),
            ),
            pgtrigger.Trigger(
                name="one_live_case",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(LIVE_WITHOUT_REASON),
                func=ONE_LIVE_CASE,
            ),
            pgtrigger.Trigger(
                name="still_one_live_case",
                operation=pgtrigger.UpdateOf("status", "assistance_type_id", "override_because"),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    f"{LIVE_WITHOUT_REASON} AND (OLD.status IN"
                    f" ({', '.join(repr(status.value) for status in ENDED)})"
                    " OR (OLD.assistance_type_id, OLD.override_because)"
                    " <> (NEW.assistance_type_id, NEW.override_because))"
                ),
                func=ONE_LIVE_CASE,
            ),
            pgtrigger.Trigger(
                name="notes_who_recorded",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                func=writes_hand(Deed.RECORDED, "NEW.recorded_by_id", "NEW.id"),
            ),
            pgtrigger.Trigger(
                name="notes_who_edited",
                operation=pgtrigger.UpdateOf("edited_by_id"),
                when=pgtrigger.After,
                condition=pgtrigger.Q(new__edited_by__isnull=False),
                func=writes_hand(Deed.EDITED, "NEW.edited_by_id", "NEW.id"),
            ),
            pgtrigger.Trigger(
                name="identity_is_for_ever",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "((OLD.number, OLD.person_id, OLD.office_id, OLD.fiscal_year_id)"
                    " IS DISTINCT FROM"
                    " (NEW.number, NEW.person_id, NEW.office_id, NEW.fiscal_year_id))"
                ),
                func="RAISE EXCEPTION 'number, person, office and year of a case never change';",
            ),
            # Deferred: the case and the first version of its account point at each other.
            pgtrigger.Trigger(
                name="has_its_own_account",
                level=pgtrigger.Row,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("id", "bank_account_id"),
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF (
                        SELECT case_id FROM cases_bankaccount WHERE id = (
                            SELECT bank_account_id FROM cases_case WHERE id = NEW.id
                        )
                    ) IS DISTINCT FROM NEW.id THEN
                        RAISE EXCEPTION 'case % has no bank account of its own', NEW.number;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Case{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("cases:show", args=[self.fiscal_year_id, self.number])

    @property
    def name(self) -> str:
        """Title and name as on papers: เด็กชายทดสอบ1 ใจดี."""
        return f"{self.title.name}{self.first_name} {self.last_name}"

    @property
    def kind(self) -> str:
        """The manual's column ประเภท (R52), from the disability alone."""
        return "เคสผู้พิการ" if self.is_disabled else "เคสประชาชนทั่วไป"

    @property
    def why_set_aside(self) -> str:
        """เหตุที่นำออกชั่วคราว, of a case that is set aside."""
        return SetAsideReason(self.set_aside_because).with_note(self.set_aside_note)

    @property
    def begun_again(self) -> "Case | None":
        """The case that goes on from this one, unless that has ended too."""
        return self.followed_by.exclude(status__in=ENDED).first()

    @property
    def is_frozen(self) -> bool:
        return self.status in FROZEN

    def age(self, today: date) -> int:
        """Full years: on the day of approval once approved, else today (อายุ)."""
        return age_on(self.birth_date, self.approved_on or today)

    @property
    def reduced_by(self) -> Decimal:
        """How much less than asked the meeting grants, baht; negative where it grants more."""
        return self.requested_amount - self.amount

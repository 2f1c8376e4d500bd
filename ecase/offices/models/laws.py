"""Statements that several triggers and constraints of the offices share."""

from django.db import models
from django.db.models import F, Q

from ecase.core.fields import LONGEST_EMAIL
from ecase.core.sealed_fields import IsNothing, IsSealed

TODAY = "(now() AT TIME ZONE 'Asia/Bangkok')::date"


def sealed_reach(name: str) -> list[models.BaseConstraint]:
    """That the telephone and the e-mail of somebody are sealed, or nothing."""
    longest = {"phone": 80, "email": LONGEST_EMAIL}
    return [
        models.CheckConstraint(
            name=f"{name}_{field}_is_sealed",
            condition=Q(IsNothing(F(field))) | Q(IsSealed(F(field), least=1, most=most)),
        )
        for field, most in longest.items()
    ]


def by_an_administrator(deed: str, officer: str, at: str) -> str:
    """The statement of a trigger that refuses who was no administrator at that instant."""
    day = f"(NEW.{at} AT TIME ZONE 'Asia/Bangkok')::date"
    return f"""
        IF NOT EXISTS (
            SELECT FROM offices_officer o JOIN offices_appointment a ON a.officer_id = o.id
            WHERE o.id = NEW.{officer} AND o.office_id IS NULL AND o.is_active
              AND a.duty = 'ADMINISTRATOR' AND a.ended_at IS NULL AND a.starts_on <= {day}
              AND (a.ends_on IS NULL OR a.ends_on >= {day})
        ) THEN
            RAISE EXCEPTION '{deed} by an administrator of the centre';
        END IF;
    """


# Two that end each other at the same time: the second waits here, and then finds nobody left.
ONE_AT_A_TIME = "PERFORM pg_advisory_xact_lock(hashtext('offices.administrators'));"
AN_ADMINISTRATOR_REMAINS = f"""
    {ONE_AT_A_TIME}
    IF NOT EXISTS (
        SELECT FROM offices_officer o JOIN offices_appointment a ON a.officer_id = o.id
        WHERE o.is_active AND a.duty = 'ADMINISTRATOR' AND a.starts_on <= {TODAY}
          AND a.ended_at IS NULL AND a.ends_on IS NULL
    ) THEN
        RAISE EXCEPTION 'the last administrator stays';
    END IF;
"""
# Whether there are two already, so that the installation itself makes no third.
TWO_THERE = """(
    SELECT count(DISTINCT o.id) > 1
    FROM offices_officer o JOIN offices_appointment a ON a.officer_id = o.id
    WHERE o.is_active AND a.duty = 'ADMINISTRATOR' AND a.ended_at IS NULL
      AND a.starts_on <= (now() AT TIME ZONE 'Asia/Bangkok')::date
)"""

"""The law of a life in the database: a status takes only the steps of its table (``NEXT``)."""

from collections.abc import Collection, Mapping

import pgtrigger


def only_steps_of(
    table: Mapping[str, Collection[str]], noun: str, *, column: str = "status"
) -> pgtrigger.Trigger:
    """The trigger ``next_status``, by which the column goes from here to there as the table says."""
    steps = ", ".join(f"('{here}', '{there}')" for here in table for there in sorted(table[here]))
    return pgtrigger.Trigger(
        name=f"next_{column}",
        operation=pgtrigger.UpdateOf(column),
        when=pgtrigger.Before,
        # All of the law is in the condition: a step of the table calls no function.
        condition=pgtrigger.Condition(
            f"OLD.{column} <> NEW.{column} AND (OLD.{column}, NEW.{column}) NOT IN ({steps})"
        ),
        func=f"RAISE EXCEPTION '{noun} does not go from % to %', OLD.{column}, NEW.{column};",
    )

"""Temporary: nothing is asked yet."""


def refuse_broken(approval: object) -> None:
    """Asked later."""

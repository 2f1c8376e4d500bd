"""The papers of the offices: bytes out, no database."""

from datetime import UTC, datetime

from ecase.core import papers
from ecase.core.papers.data import AccessRequest

# The empty form is the same on every day, and so are its bytes.
FORM_OF = datetime(2026, 10, 1, tzinfo=UTC)


def access_request() -> bytes:
    """แบบฟอร์มขอใช้งานระบบ E-Case, to be filled in by hand (R4-R5 of the manual)."""
    return papers.make("access-request", AccessRequest(), made_at=FORM_OF)

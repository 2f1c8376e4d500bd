"""Django's PostgreSQL, that tells each connection whose rows it may see before it asks for any."""

from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from ecase.core import whose

TELL = """
SELECT set_config('role', %s, false), set_config('ecase.office', %s, false),
       set_config('ecase.code', %s, false), set_config('ecase.officer', %s, false)
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that knows what it was told last, and is told anew where that is another's.

    A connection from the pool was told something by somebody else: it counts as told nothing. So
    does one after a rollback, which takes back what was told since.
    """

    _told: whose.Whose | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._told = None
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        self._tell()
        return super().create_cursor(name)

    def _tell(self) -> None:
        now = whose.now()
        if now == self._told or self.alias == NO_DB_ALIAS:
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # only a rollback can follow, and after it whatever was told is told again
        with self.connection.cursor() as cursor:
            cursor.execute(TELL, [now.role, now.office, now.code, now.officer])
        self._told = now

    def _rollback(self) -> None:
        self._told = None
        super()._rollback()  # type: ignore[misc]  # unknown to the stubs

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._told = None

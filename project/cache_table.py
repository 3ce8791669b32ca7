"""Django's cache in a table of PostgreSQL, one statement a call.

Django's own counts all rows and asks for the one before it writes: four round trips, which cost
more than most values that are kept here. Here a write is an upsert, and rows are counted now and
then.
"""

import base64
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

SLACK = 100  # rows are counted once in so many writes as are a hundredth of the limit

_writes = count(1)  # of this process

_GET = "SELECT value FROM {table} WHERE cache_key = %s AND expires > %s"
_SET = """
    INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
_ADD = _SET + "WHERE {table}.expires <= %s"


class CacheTable(DatabaseCache):
    _table: str
    _cull: Callable[..., None]

    def get(self, key, default=None, version=None):
        row = self._run(_GET, [self.make_and_validate_key(key, version=version), timezone.now()])
        return pickle.loads(base64.b64decode(row)) if row else default

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._run(_SET, self._values(key, value, timeout, version))
        self._cull_sometimes()

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """True where the key was not there, or had run out."""
        values = self._values(key, value, timeout, version)
        return bool(self._run(_ADD + " RETURNING cache_key", [*values, timezone.now()]))

    def _values(self, key, value, timeout, version) -> list:
        ends = self.get_backend_timeout(timeout)
        return [
            self.make_and_validate_key(key, version=version),
            base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii"),
            datetime.max.replace(tzinfo=UTC) if ends is None else datetime.fromtimestamp(ends, UTC),
        ]

    def _run(self, statement: str, values: list) -> str:
        """The first value of the first row, or ""."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=connection.ops.quote_name(self._table)), values)
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else ""

    def _cull_sometimes(self) -> None:
        if next(_writes) % max(1, self._max_entries // SLACK):
            return
        alias = router.db_for_write(self.cache_model_class)
        with connections[alias].cursor() as cursor:
            table = connections[alias].ops.quote_name(self._table)
            cursor.execute(f"SELECT count(*) FROM {table}")
            rows = cursor.fetchone()[0]
            if rows > self._max_entries:
                self._cull(alias, cursor, timezone.now().replace(microsecond=0), rows)

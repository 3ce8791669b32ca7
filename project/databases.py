"""Two databases: `content` for what is taught from, `default` for people and their work.

No foreign key and no transaction crosses the line. A reference across it is a UUID column,
and `manage.py check_references` finds those that point at nothing.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from project import env

DEFAULT, CONTENT = "default", "content"
CONTENT_APPS = {"library"}

_may_lag: ContextVar[bool] = ContextVar("may_lag", default=False)


def configure(*, data_dir: Path, pool_size: int, durable: bool = True) -> dict[str, dict[str, Any]]:
    """Django's DATABASES from the environment; the embedded server where nothing is set.

    pool_size: connections kept per process and alias; 0 for none. Forking workers must not
    have a pool: its threads and sockets do not survive a fork.
    """
    databases = {
        DEFAULT: _database("DATABASE_URL", "lectern", data_dir, durable),
        CONTENT: _database("CONTENT_DATABASE_URL", "lectern_content", data_dir, durable),
    }
    for number, url in enumerate(env.words("CONTENT_REPLICA_URLS"), start=1):
        databases[f"{CONTENT}_replica_{number}"] = env.database(
            url, name="CONTENT_REPLICA_URLS"
        ) | {"TEST": {"MIRROR": CONTENT}}
    for database in databases.values():
        database["CONN_MAX_AGE"] = 0
        if pool_size:
            pool = {"min_size": 1, "max_size": pool_size, "timeout": 10}
            database["OPTIONS"] = database.get("OPTIONS", {}) | {"pool": pool}
    return databases


def _database(variable: str, name: str, data_dir: Path, durable: bool) -> dict[str, Any]:
    if url := env.text(variable, ""):
        return env.database(url, name=variable)
    home = data_dir / "postgres"
    return {"ENGINE": "project.postgres", "NAME": name, "HOST": str(home), "DURABLE": durable}


@contextmanager
def reading() -> Iterator[None]:
    """Inside, reads of content may come from a replica and lag behind by its delay."""
    token = _may_lag.set(True)
    try:
        yield
    finally:
        _may_lag.reset(token)


def may_lag() -> bool:
    """Whether what is read of content here may be out of date by a replica's delay."""
    return _may_lag.get() and bool(_replicas())


def _replicas() -> list[str]:
    return [alias for alias in settings.DATABASES if alias.startswith(f"{CONTENT}_replica")]


def release_connections() -> None:
    """Give this thread's connections back: nothing is read or written here for a while."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # a test, or somebody who still needs it
            connection.close()


def refuse_transaction(what: str) -> None:
    """Raises RuntimeError inside a transaction: its locks would be held while others are awaited.

    what: "a call of a provider", for the message.
    """
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            continue
        try:
            with transaction.atomic(using=connection.alias, durable=True):
                pass  # only the transaction of a test lets a durable one begin inside it
        except RuntimeError as error:
            raise RuntimeError(f"{what} inside a transaction of {connection.alias}") from error


class Router:
    def db_for_read(self, model, **hints) -> str:
        if model._meta.app_label not in CONTENT_APPS:
            return DEFAULT
        replicas = _replicas()
        return random.choice(replicas) if replicas and _may_lag.get() else CONTENT

    def db_for_write(self, model, **hints) -> str:
        return CONTENT if model._meta.app_label in CONTENT_APPS else DEFAULT

    def allow_relation(self, first, second, **hints) -> bool:
        return self.db_for_write(first) == self.db_for_write(second)  # a lazy user has no type

    def allow_migrate(self, db, app_label, **hints) -> bool:
        if app_label in CONTENT_APPS:
            return db == CONTENT
        return db == DEFAULT

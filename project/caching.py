"""What was computed once, kept for a while. Nothing here is needed: without it all is slower.

Keys are SHA-256 over everything that the value depends on, so nothing is ever invalidated: when
something changes, the key is another one, at once and everywhere, and the old value runs out.
A cache that is down is a cache that knows nothing: said in the log, never to people.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.core.cache import caches
from django.core.management import call_command
from django.db import connections

from project.databases import DEFAULT

log = logging.getLogger(__name__)

ALIAS = "computed"  # apart from what must not be pushed out, such as counters of failed sign-ins
MISSING = object()
CLAIM_S = 5  # how long one caller keeps the others waiting, at most
POLL_S = 0.02
REST_S = 5  # for so long a process does not ask a cache again that was down

ENTRIES = {"default": 10_000, ALIAS: 5_000}  # past it a third goes
REDIS_WAIT_S = 1  # for a connection, and for an answer: then it counts as down

Value = TypeVar("Value")

_resting_until = 0.0  # by time.monotonic(); of two threads that set it either may be first


def configure(url: str) -> dict[str, dict[str, Any]]:
    """Django's CACHES: tables of the default database; with a redis:// address, what is computed
    is there. Counters of failed sign-ins stay in the database: they may not be lost with a cache.
    """
    tables = {
        alias: {
            "BACKEND": "project.cache_table.CacheTable",
            "LOCATION": "cache" if alias == "default" else f"cache_{alias}",
            "OPTIONS": {"MAX_ENTRIES": entries},
        }
        for alias, entries in ENTRIES.items()
    }
    if not url:
        return tables
    waiting = {"socket_connect_timeout": REDIS_WAIT_S, "socket_timeout": REDIS_WAIT_S}
    redis = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "lectern",
        "OPTIONS": waiting,
    }
    return tables | {ALIAS: redis}


def make_tables(verbosity: int = 0) -> None:
    """Where caches are tables. What is computed need not survive a crash: its table is unlogged,
    so that keeping something waits for no disk. Safe to run again."""
    call_command("createcachetable", database=DEFAULT, verbosity=verbosity)
    with connections[DEFAULT].cursor() as cursor:
        cursor.execute(f"ALTER TABLE IF EXISTS cache_{ALIAS} SET UNLOGGED")


def key_of(kind: str, **parts: Any) -> str:
    """ "kind:<SHA-256>" of the parts, whatever their order; each as JSON, or as its own words."""
    text = json.dumps(parts, sort_keys=True, default=repr, ensure_ascii=False)
    return f"{kind}:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def get(key: str) -> Any:
    """The value, or MISSING."""
    return _ask(lambda: caches[ALIAS].get(key, MISSING), otherwise=MISSING)


def put(key: str, value: Any, *, keep: timedelta) -> None:
    _ask(lambda: caches[ALIAS].set(key, value, keep.total_seconds()), otherwise=None)


def once(key: str, compute: Callable[[], Value], *, keep: timedelta) -> Value:
    """The value, computed by one caller while the others wait for it, in whatever process.

    Those who waited for CLAIM_S compute it themselves: where the first one died, or is slow. With
    a cache that is down everybody does.
    """
    value = get(key)
    if value is MISSING and not _claim(key):
        value = _wait(key)
    if value is not MISSING:
        return value
    try:
        value = compute()
        put(key, value, keep=keep)
    finally:
        _ask(lambda: caches[ALIAS].delete(_claim_of(key)), otherwise=None)
    return value


def _claim(key: str) -> bool:
    return _ask(lambda: caches[ALIAS].add(_claim_of(key), 1, CLAIM_S), otherwise=True)


def _claim_of(key: str) -> str:
    return f"claim:{key}"


def _wait(key: str) -> Any:
    """Until it is there, or whoever computes it has given up, or for CLAIM_S."""
    deadline = time.monotonic() + CLAIM_S
    while time.monotonic() < deadline:
        time.sleep(POLL_S)
        value = get(key)
        if value is not MISSING or _claim(key):
            return value
    return MISSING


def _ask(do: Callable[[], Value], *, otherwise: Value) -> Value:
    """Whatever a backend raises, nobody has to see it, and few have to wait for it."""
    global _resting_until
    if time.monotonic() < _resting_until:
        return otherwise
    try:
        return do()
    except Exception:
        log.warning("the cache is down: what it would know is computed anew", exc_info=True)
        _resting_until = time.monotonic() + REST_S
        return otherwise

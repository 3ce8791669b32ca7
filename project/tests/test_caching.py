"""What was computed is kept; a cache that is down is a cache that knows nothing."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection

from project import caching

HOUR = timedelta(hours=1)
HERE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test_caching"}


class DownCache(BaseCache):
    """A backend that cannot be reached."""

    def __init__(self, location, params):
        super().__init__(params)

    def _refuse(self, *args, **kwargs):
        raise ConnectionError("nobody answers")

    get = set = add = delete = _refuse


@pytest.fixture
def memory(settings):
    settings.CACHES = settings.CACHES | {caching.ALIAS: HERE}
    caches[caching.ALIAS].clear()


@pytest.fixture
def down(settings):
    settings.CACHES = settings.CACHES | {
        caching.ALIAS: {"BACKEND": "project.tests.test_caching.DownCache"}
    }


def test_it_works(memory):
    asked = []
    for _ in range(3):
        assert caching.once("k", lambda: asked.append(1) or "value", keep=HOUR) == "value"
    assert asked == [1]


def test_none_is_a_value(memory):
    caching.put("k", None, keep=HOUR)
    assert caching.get("k") is None
    assert caching.get("other") is caching.MISSING


def test_a_key_says_its_kind_and_depends_on_all_of_its_parts():
    key = caching.key_of("answer", question="a", scope=["x"])
    assert key.startswith("answer:")
    assert key == caching.key_of("answer", scope=["x"], question="a")
    others = {
        caching.key_of("results", question="a", scope=["x"]),
        caching.key_of("answer", question="b", scope=["x"]),
        caching.key_of("answer", question="a", scope=["x", "y"]),
        caching.key_of("answer", question="a", scope="x"),
    }
    assert len(others | {key}) == 5


def test_with_a_cache_that_is_down_all_is_computed(down, caplog):
    asked = []
    for _ in range(2):
        assert caching.once("k", lambda: asked.append(1) or "value", keep=HOUR) == "value"
    assert asked == [1, 1]
    assert "the cache is down" in caplog.text


def test_what_cannot_be_computed_is_not_kept_and_holds_nobody_up(memory):
    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        caching.once("k", fail, keep=HOUR)
    assert caching.once("k", lambda: "value", keep=HOUR) == "value"


def test_of_many_who_ask_at_once_one_computes(memory):
    asked, together = [], threading.Barrier(8)

    def compute():
        asked.append(1)
        return "value"

    def ask(_number):
        together.wait()
        return caching.once("k", compute, keep=HOUR)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"value"}
    assert asked == [1]


def test_where_the_first_gives_up_the_next_computes(memory):
    begun, failing = threading.Event(), threading.Event()

    def fail():
        begun.set()
        failing.wait(10)
        raise ValueError("no")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(caching.once, "k", fail, keep=HOUR)
        assert begun.wait(10)
        second = pool.submit(caching.once, "k", lambda: "value", keep=HOUR)
        failing.set()
        assert second.result(10) == "value"
        with pytest.raises(ValueError, match="no"):
            first.result(10)


def test_a_value_that_is_gone_again_is_computed_anew_at_once(memory):
    assert caching.once("k", lambda: "value", keep=HOUR) == "value"
    caches[caching.ALIAS].delete("k")
    began = time.monotonic()
    assert caching.once("k", lambda: "another", keep=HOUR) == "another"
    assert time.monotonic() - began < caching.CLAIM_S / 2


def test_counters_stay_in_the_database_where_redis_has_the_rest():
    there = caching.configure("redis://127.0.0.1:6379/3")
    assert there["default"]["BACKEND"].endswith("CacheTable")
    assert there[caching.ALIAS]["BACKEND"].endswith("RedisCache")
    assert caching.configure("")[caching.ALIAS]["BACKEND"].endswith("CacheTable")


def test_a_table_is_culled_past_its_entries(both_databases):
    cache = caches[caching.ALIAS]
    assert cache._max_entries == caching.ENTRIES[caching.ALIAS] > 1000
    assert isinstance(caches["default"], type(cache))
    assert not isinstance(cache, LocMemCache)
    cache.clear()
    cache._max_entries = 10
    try:
        for number in range(30):
            cache.set(f"key-{number}", number)
        left = sum(cache.get(f"key-{number}") is not None for number in range(30))
    finally:
        cache._max_entries = caching.ENTRIES[caching.ALIAS]
    assert 5 < left < 13


def test_keeping_waits_for_no_disk(both_databases):
    for _ in range(2):
        caching.make_tables()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relpersistence FROM pg_class WHERE relname ~ '^cache(_computed)?$'"
        )
        assert dict(cursor.fetchall()) == {"cache": "p", "cache_computed": "u"}

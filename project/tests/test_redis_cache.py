"""What is computed is kept in Redis where the settings name one; without it, all goes on."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from project import caching
from project.tests.redis_server import redis_server

HOUR = timedelta(hours=1)


@pytest.fixture
def redis(settings):
    with redis_server() as server:
        settings.CACHES = caching.configure(server.url)
        yield server


def test_it_works(redis):
    asked = []
    for _ in range(3):
        assert caching.once("k", lambda: asked.append(1) or {"a": [1]}, keep=HOUR) == {"a": [1]}
    assert asked == [1]
    assert set(redis.values) == {b"lectern:1:k"}  # and no claim is left


def test_somebody_else_s_claim_is_seen(redis):
    assert caching._claim("k")
    assert not caching._claim("k")


def test_it_is_emptied_with_all_caches(redis, both_databases):
    caching.put("k", "value", keep=HOUR)
    for cache in caches.all():
        cache.clear()
    assert redis.values == {}


def test_one_that_does_not_answer_is_down(redis, caplog):
    redis.is_mute = True
    assert caching.once("k", lambda: "value", keep=HOUR) == "value"
    assert "the cache is down" in caplog.text


def test_one_that_does_not_answer_is_waited_for_once(redis, monkeypatch):
    redis.is_mute = True
    for number in range(20):
        caching.put(f"k{number}", "value", keep=HOUR)
    redis.is_mute = False
    assert caching.get("k") is caching.MISSING
    assert redis.commands == 1
    monkeypatch.setattr(caching, "_resting_until", 0.0)  # as if the time had passed
    caching.put("k", "value", keep=HOUR)
    assert caching.get("k") == "value"


def test_one_that_is_not_there_is_down(redis, settings, caplog):
    redis.server_close()
    settings.CACHES = caching.configure("redis://127.0.0.1:9/0")
    assert caching.once("k", lambda: "value", keep=HOUR) == "value"
    assert "the cache is down" in caplog.text

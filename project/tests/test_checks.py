"""Contradictions in the settings are said by `manage.py check`, each with its id."""

import pytest
from django.conf import settings

from project.checks import check_settings
from project.databases import configure
from project.providers.endpoints import PREFIX
from project.providers.endpoints import configure as configure_endpoints

ONE = "postgresql://lectern@db.example/one"
OTHER = "postgresql://lectern@db.example/other"


def ids() -> set[str]:
    return {message.id for message in check_settings()}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for part in ("BUCKET", "ENDPOINT", "REGION", "ACCESS_KEY", "SECRET_KEY"):
        monkeypatch.delenv(f"LECTERN_S3_{part}", raising=False)
    for name in ("DATABASE_URL", "CONTENT_DATABASE_URL", "CONTENT_REPLICA_URLS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def configured(monkeypatch, tmp_path):
    """What the settings would be with these addresses; no connection is made."""

    def configure_with(**urls: str) -> set[str]:
        for name, url in urls.items():
            monkeypatch.setenv(name, url)
        monkeypatch.setattr(settings, "DATABASES", configure(data_dir=tmp_path, pool_size=0))
        return ids()

    return configure_with


def test_it_works():
    assert ids() == set()


@pytest.mark.parametrize("part", ["ENDPOINT", "REGION"])
def test_a_part_of_a_bucket_without_the_bucket(monkeypatch, settings, part):
    monkeypatch.setenv(f"LECTERN_S3_{part}", "https://store.example")
    assert ids() == {"lectern.E001"}
    settings.S3_BUCKET = "books"
    assert ids() == set()


def test_half_a_key(monkeypatch, settings):
    settings.S3_BUCKET = "books"
    monkeypatch.setenv("LECTERN_S3_SECRET_KEY", "secret")
    assert ids() == {"lectern.E007"}
    monkeypatch.setenv("LECTERN_S3_ACCESS_KEY", "access")
    assert ids() == set()


def test_replicas_of_the_embedded_database(configured):
    assert configured(CONTENT_REPLICA_URLS=ONE) == {"lectern.E002"}
    assert configured(CONTENT_DATABASE_URL=OTHER) == set()


def test_one_database_for_both(configured):
    assert configured(DATABASE_URL=ONE, CONTENT_DATABASE_URL=ONE) == {"lectern.E003"}
    assert configured(CONTENT_DATABASE_URL=OTHER) == set()


def test_both_in_the_embedded_server_are_two(configured):
    assert configured() == set()


def test_debug_for_the_public(settings):
    settings.DEBUG, settings.ALLOWED_HOSTS = True, ["localhost", "school.example"]
    assert ids() == {"lectern.E004"}
    settings.ALLOWED_HOSTS = ["localhost"]
    assert ids() == set()


def test_no_hosts(settings):
    settings.ALLOWED_HOSTS = []
    assert ids() == {"lectern.E005"}


def test_a_pool_smaller_than_the_requests_at_work(settings):
    settings.DB_POOL_SIZE, settings.WEB_CONCURRENCY = 4, 8
    assert ids() == {"lectern.E006"}
    settings.DB_POOL_SIZE = 0  # none at all, as in a worker
    assert ids() == set()


@pytest.fixture
def endpoints(settings):
    def named(**urls: str) -> set[str]:
        variables = {}
        for name, url in urls.items():
            variables |= {f"{PREFIX}{name}_URL": url, f"{PREFIX}{name}_MODEL": "m"}
            variables[f"{PREFIX}{name}_KEY"] = "k"
        settings.MODEL_ENDPOINTS = configure_endpoints(variables)
        return ids()

    return named


def test_a_provider_that_is_not_there(settings, endpoints):
    for name in ("", "fast", "fast,extractive"):
        settings.CHAT_MODEL = name
        assert ids() == {"lectern.E020"}
    assert endpoints(FAST="https://models.example/v1") == set()
    settings.RERANKER = "slow"
    assert ids() == {"lectern.E020"}
    settings.RERANKER = "/models/cross-encoder.onnx"
    assert ids() == set()
    for name in ("", "pocketsphinx", "fast,faster-whisper"):
        settings.TRANSCRIBER = name
        assert ids() == set()
    settings.SPEECH = "fast"
    assert ids() == {"lectern.E020"}
    settings.SPEECH, settings.TRANSCRIBER = "espeak-ng", "slow"
    assert ids() == {"lectern.E020"}


def test_an_endpoint_with_a_name_that_is_taken(settings, endpoints):
    settings.CHAT_MODEL = "extractive"
    assert endpoints(EXTRACTIVE="https://models.example/v1") == {"lectern.E021"}


def test_a_key_in_the_open(settings, endpoints):
    settings.CHAT_MODEL = "fast"
    assert endpoints(FAST="http://models.example/v1") == {"lectern.E022"}
    assert endpoints(FAST="http://127.0.0.1:11434/v1") == set()


def test_an_endpoint_that_embeds_without_its_dimensions(settings, endpoints):
    settings.EMBEDDER = "fast"
    assert endpoints(FAST="https://models.example/v1") == {"lectern.E023"}


def test_an_endpoint_that_nobody_uses(endpoints):
    assert endpoints(FAST="https://models.example/v1") == {"lectern.W024"}

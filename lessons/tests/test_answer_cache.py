"""A whole answer is kept for whom it holds, until something in its scope changes."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from lessons.answer_cache import KeptAnswer, answer_key, cached_answer, store_answer
from library import services
from library.retrieval.queries import Scope
from library.tests.factories import add_book
from organizations.scoping import scope, unscoped
from project import caching
from project.providers.base import Turn

ANSWER = KeptAnswer(
    statements=[{"text": "Some eight minutes.", "citations": []}],
    confidence="high",
    provider="extractive",
)
ASKED = {"provider": "extractive", "prompt": "1", "language": "en"}


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


def key(book, question="How long?", **changed) -> str:
    return answer_key(question, Scope((book.pk,)), **(ASKED | changed))


def test_it_works(book):
    assert cached_answer(key(book)) is None
    store_answer(key(book), ANSWER)
    assert cached_answer(key(book, " How   long? ")) == ANSWER


def test_kept_for_a_day(book):
    store_answer(key(book), ANSWER)
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert cached_answer(key(book)) == ANSWER
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert cached_answer(key(book)) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"provider": "another"},
        {"prompt": "2"},
        {"language": "de"},
        {"history": (Turn("What is a granule?", "A column of gas."),)},
        {"question": "How large?"},
        {"person_id": 7},
    ],
)
def test_what_was_asked_otherwise_is_another_answer(book, changed):
    store_answer(key(book), ANSWER)
    assert cached_answer(key(book, **changed)) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda book: services.rename_source(book, title="Another"),
        services.delete_source,
        services.start_ingestion,
    ],
)
def test_dropped_when_its_source_changes(book, change):
    store_answer(key(book), ANSWER)
    change(book)
    assert cached_answer(key(book)) is None


def test_another_organization_does_not_get_it(book, charlie):
    store_answer(key(book), ANSWER)
    theirs = charlie.memberships.get(organization__type="school").organization_id
    with scope(theirs):
        assert cached_answer(key(book)) is None


def test_across_organizations_nothing_is_kept(book):
    with unscoped("a test of what looks everywhere"):
        assert key(book) == ""
        store_answer("", ANSWER)
        assert cached_answer("") is None


def test_a_cache_that_is_down_has_no_answer(book, settings):
    settings.CACHES = settings.CACHES | {
        caching.ALIAS: {"BACKEND": "project.tests.test_caching.DownCache"}
    }
    store_answer(key(book), ANSWER)
    assert cached_answer(key(book)) is None

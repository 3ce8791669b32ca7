"""A search is computed once, until something in its scope changes; nothing crosses tenants."""

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from library import services
from library.access import source_sight
from library.catalogue import subscribe, unsubscribe
from library.embeddings import current
from library.models import EmbeddingModel, Source
from library.retrieval import caching, queries
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.selectors import readable_source_ids
from library.tests import factories
from library.tests.factories import index
from organizations.access import home_membership
from organizations.scoping import catalogue_scope, scope, unscoped
from project import caching as kept

QUESTION = "How long does a granule live?"


def sight_of(user):
    return source_sight(home_membership(user))


def add_book(*args, **fields) -> Source:
    return index(factories.add_book(*args, **fields))


def add_title(slug):
    title = factories.add_title(slug)
    with catalogue_scope():
        index(title.source)
    return title


@pytest.fixture
def searches(monkeypatch) -> list:
    """One entry for each search that was computed."""
    done, hold = [], queries.holdings
    monkeypatch.setattr(queries, "holdings", lambda scope_: done.append(scope_) or hold(scope_))
    return done


@pytest.fixture
def book(in_school) -> Source:
    return add_book(in_school.organization, in_school.bob)


def ask(school) -> list:
    """As bob, over all that he may search now."""
    return search(QUESTION, scope=Scope(tuple(readable_source_ids(sight_of(school.bob)))))


def test_it_works(in_school, book, searches):
    first = ask(in_school)
    assert ask(in_school) == first
    assert len(searches) == 1


def test_the_order_of_sources_and_spaces_do_not_matter(in_school, book, searches):
    other = add_book(in_school.organization, in_school.bob)
    search(QUESTION, scope=Scope((book.pk, other.pk)))
    search("How long  does a granule live? ", scope=Scope((other.pk, book.pk)))
    assert len(searches) == 1


def read_again(school, book):
    book.version += 1
    book.save()


def rename(school, book):
    services.rename_source(book, title="Another")


def delete(school, book):
    services.delete_source(book)


def add_another(school, book):
    add_book(school.organization, school.bob)


def switch_model(school, book):
    EmbeddingModel.objects.create(
        name="all-minilm-l6-v2-int8", dimensions=384, window_tokens=256, state="in_use"
    )


@pytest.mark.parametrize("change", [read_again, rename, delete, add_another, switch_model])
def test_dropped_at_once(in_school, book, searches, change):
    ask(in_school)
    before = len(searches)
    change(in_school, book)
    found = ask(in_school)
    assert len(searches) == before + bool(readable_source_ids(sight_of(in_school.bob)))
    if change is delete:
        assert found == []
    if change is rename:
        assert {atom.title for atom in found} == {"Another"}


def test_dropped_with_another_release_of_the_code(in_school, book, searches, monkeypatch):
    ask(in_school)
    monkeypatch.setattr(caching, "code_version", lambda: "another")
    ask(in_school)
    assert len(searches) == 2


def test_dropped_with_another_setting(in_school, book, searches, settings):
    ask(in_school)
    settings.RERANKER = "another"
    ask(in_school)
    assert len(searches) == 2


def test_a_replica_that_lags_gives_nothing_to_keep(in_school, book, searches, monkeypatch):
    """What was found there just after a change may be from before it."""
    monkeypatch.setattr(caching.databases, "may_lag", lambda: True)
    for _ in range(2):
        ask(in_school)
    assert len(searches) == 2
    with time_machine.travel(timezone.now() + 2 * caching.REPLICAS_LAG):
        for _ in range(2):
            ask(in_school)
    assert len(searches) == 3


def test_subscriptions_come_and_go_at_once(in_school, searches):
    add_title("astronomy-2e")
    assert ask(in_school) == []
    subscribe(in_school.organization, "astronomy-2e", in_school.alice)
    assert ask(in_school)
    unsubscribe(in_school.organization, "astronomy-2e")
    assert ask(in_school) == []


def test_another_organization_s_result_is_not_given(in_school, charlie, searches):
    """Also of a title that both see: each keeps its own."""
    title = add_title("astronomy-2e")
    subscribe(in_school.organization, "astronomy-2e", in_school.alice)
    ask(in_school)
    theirs = charlie.memberships.get(organization__type="school").organization
    with scope(theirs.pk):
        assert search(QUESTION, scope=Scope((title.source_id,))) == []
        subscribe(theirs, "astronomy-2e", charlie)
        assert search(QUESTION, scope=Scope((title.source_id,)))
    assert len(searches) == 3


def test_what_is_one_person_s_alone_is_found_by_nobody_else(in_school, searches):
    add_book(in_school.organization, in_school.alice, owner_id=in_school.alice.pk)
    assert search(QUESTION, scope=Scope(tuple(readable_source_ids(sight_of(in_school.alice)))))
    assert ask(in_school) == []


def test_across_organizations_nothing_is_kept(in_school, book, searches):
    with unscoped("a test of what looks everywhere"):
        for _ in range(2):
            search(QUESTION, scope=Scope((book.pk,)))
    assert len(searches) == 2


def test_past_the_caches(in_school, book, searches):
    for _ in range(2):
        with caching.bypassed():
            ask(in_school)
    assert len(searches) == 2


def test_a_server_is_asked_once_for_a_query_s_vector(in_school, book, monkeypatch):
    embedded = []

    class Counting:
        def embed_query(self, text):
            embedded.append(text)
            return real.embed_query(text)

    real = caching.embedder(current.name_in_use())
    monkeypatch.setattr(caching, "embedder", lambda name: Counting())
    monkeypatch.setattr(caching, "runs_here", lambda name: False)
    other = add_book(in_school.organization, in_school.bob)
    for source in (book, other):
        search(QUESTION, scope=Scope((source.pk,)))
    assert embedded == [QUESTION]


def test_with_a_cache_that_is_down_it_searches(in_school, book, searches, settings):
    settings.CACHES = settings.CACHES | {
        kept.ALIAS: {"BACKEND": "project.tests.test_caching.DownCache"}
    }
    first = ask(in_school)
    assert first
    assert ask(in_school) == first
    assert len(searches) == 2


def test_with_a_value_that_cannot_be_read_it_searches(in_school, book, searches, monkeypatch):
    """As another release may have left it."""
    ask(in_school)

    def refuse(*args, **kwargs):
        raise AttributeError("no such class any more")

    monkeypatch.setattr(type(caches[kept.ALIAS]), "get", refuse)
    assert ask(in_school)
    assert len(searches) == 2

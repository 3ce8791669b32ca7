"""Search finds what fits, within the scope and nowhere else, by the plan that it should."""

import uuid

import numpy as np
import pytest
from django.db import connections

from library.ingestion.queries import count_terms, set_terms
from library.models import ContentAtom, Embedding, Page, Source
from library.models.atom import MINILM, MINILM_DIMENSIONS
from library.retrieval import queries
from library.retrieval.lexical import document_weights, terms
from library.retrieval.queries import Scope
from library.retrieval.search import search
from organizations.scoping import scope
from project.providers.registry import embedder

TEXTS = {
    "photosphere": "The visible surface of the Sun is called the photosphere. It is hot.",
    "moon": "The Moon is about one-fourth the diameter of Earth and has no air at all.",
    "cells": "Plant cells have walls of cellulose, and make sugar from light in chloroplasts.",
    "war": "The treaty ended the war and drew new borders across the whole continent.",
}


@pytest.fixture(autouse=True)
def real_embedder(settings):
    settings.EMBEDDER = MINILM


def add_book(organization_id, texts=TEXTS, language="en") -> Source:
    source = Source.objects.create(
        organization_id=organization_id,
        title="A book",
        filename="a.pdf",
        file_key="a",
        language=language,
        state=Source.State.READY,
    )
    vectors = embedder(MINILM).embed_passages(list(texts.values()))
    for position, (name, text) in enumerate(texts.items()):
        common = {"source": source, "organization_id": organization_id}
        Page.objects.create(id=uuid.uuid4(), index=position, label=f"{position + 10}", **common)
        atom = ContentAtom.objects.create(
            id=uuid.uuid4(),
            position=position,
            text=text,
            language=language,
            token_count=20,
            page_start=position,
            page_end=position,
            spans=[{"page": position, "start": 0, "end": len(text), "boxes": []}],
            content_hash=name,
            **common,
        )
        Embedding.objects.create(
            atom=atom, model=MINILM, content_hash=name, vector=vectors[position], **common
        )
        words = terms(text, language)
        set_terms(source, [(atom.pk, sorted(set(words)), document_weights(words))])
    count_terms(source)
    return source


def names(results) -> list[str]:
    return [next(name for name, text in TEXTS.items() if text == atom.text) for atom in results]


def test_it_works(in_school):
    book = add_book(in_school.organization.pk)
    results = search("What is the Sun's visible surface called?", scope=Scope((book.pk,)))
    assert names(results)[0] == "photosphere"
    assert (results[0].page, results[0].page_label, results[0].reference) == (0, "10", "p. 10")
    assert results[0].similarity > 0.5


def test_meaning_finds_what_shares_no_word(in_school):
    book = add_book(in_school.organization.pk)
    results = search("photosynthesis in leaves", scope=Scope((book.pk,)))
    assert names(results)[0] == "cells"


def test_a_rare_word_finds_its_passage(in_school):
    book = add_book(in_school.organization.pk)
    assert names(search("chloroplasts", scope=Scope((book.pk,))))[0] == "cells"


def test_nothing_outside_the_scope_is_found(school, charlie):
    theirs = charlie.memberships.get(organization__type="school").organization_id
    with scope(theirs):
        hidden = add_book(theirs)
    with scope(school.organization.pk):
        mine = add_book(school.organization.pk, {"war": TEXTS["war"]})
        assert names(search("The Moon", scope=Scope((mine.pk,)))) == ["war"]
        assert search("The Moon", scope=Scope((hidden.pk,))) == []


def test_pages_narrow_the_scope(in_school):
    book = add_book(in_school.organization.pk)
    narrow = Scope((book.pk,), pages=(1, 2))
    assert set(names(search("the Sun", scope=narrow))) == {"moon", "cells"}


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_query_finds_nothing(in_school, query):
    book = add_book(in_school.organization.pk)
    assert search(query, scope=Scope((book.pk,))) == []


@pytest.mark.parametrize("query", ["'; DROP TABLE x; --", "a & | ! ( ' \\", "\u0000", "the of and"])
def test_no_query_is_an_error(in_school, query):
    book = add_book(in_school.organization.pk)
    assert search(query, scope=Scope((book.pk,))) is not None


def test_the_number_of_queries_does_not_grow(in_school, django_assert_num_queries):
    book = add_book(in_school.organization.pk)
    with django_assert_num_queries(15, using="content"):
        search("the Sun and the Moon", scope=Scope((book.pk,)))


@pytest.fixture
def many_vectors(in_school):
    """1,500 vectors of one book, and 20 of a second one."""
    big, small = (add_book(in_school.organization.pk, {"war": TEXTS["war"]}) for _ in range(2))
    chance = np.random.default_rng(5)
    for source, count in ((big, 1500), (small, 20)):
        rows = chance.normal(size=(count, MINILM_DIMENSIONS)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        atoms = ContentAtom.objects.bulk_create(
            ContentAtom(
                id=uuid.uuid4(), source=source, organization_id=source.organization_id,
                position=number, text="x", token_count=1, page_start=0, page_end=0,
                content_hash=str(number),
            )
            for number in range(1, count + 1)
        )  # fmt: skip
        Embedding.objects.bulk_create(
            Embedding(
                source=source, organization_id=source.organization_id, atom=atom, model=MINILM,
                content_hash="x", vector=row,
            )
            for atom, row in zip(atoms, rows, strict=True)
        )  # fmt: skip
    with connections["content"].cursor() as cursor:
        cursor.execute("ANALYZE library_embedding")
    return big, small


def plan_of(scope_: Scope, *, exact: bool) -> str:
    vector = np.eye(1, MINILM_DIMENSIONS, dtype=np.float32)[0]
    with queries._plan(exact=exact):
        return queries.nearest_rows(scope_, vector, model=MINILM)[:50].explain()


def test_a_small_scope_is_read_exactly_and_a_large_one_by_the_index(many_vectors):
    everything = Scope(tuple(source.pk for source in many_vectors))
    assert "embedding_minilm" in plan_of(everything, exact=False)
    assert "embedding_minilm" not in plan_of(everything, exact=True)


def test_by_the_index_a_book_of_one_in_a_hundred_gets_all_its_places(many_vectors):
    vector = np.eye(1, MINILM_DIMENSIONS, dtype=np.float32)[0]
    found = queries.nearest(
        Scope((many_vectors[1].pk,)),
        vector,
        model=MINILM,
        limit=20,
        atoms_in_scope=queries.EXACT_UP_TO_ATOMS + 1,
    )
    assert len(found) == 20

"""Search finds what fits, within the scope and nowhere else, by the plan that it should."""

import uuid
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
from django.db import connections, transaction

from library.ingestion.queries import count_terms, set_terms
from library.models import ContentAtom, Embedding, Page, Source
from library.models.atom import MINILM, MINILM_DIMENSIONS
from library.retrieval import queries
from library.retrieval.lexical import document_weights, terms
from library.retrieval.queries import Scope
from library.retrieval.search import Asked, search
from organizations.scoping import scope
from project.errors import ProviderError
from project.providers.registry import embedder
from project.tests.language_samples import SAMPLES
from project.text.language import find_language

TEXTS = {
    "photosphere": "The visible surface of the Sun is called the photosphere. It is hot.",
    "moon": "The Moon is about one-fourth the diameter of Earth and has no air at all.",
    "cells": "Plant cells have walls of cellulose, and make sugar from light in chloroplasts.",
    "war": "The treaty ended the war and drew new borders across the whole continent.",
}

ONE_WAY = np.eye(1, MINILM_DIMENSIONS, dtype=np.float32)[0]


@pytest.fixture(autouse=True)
def real_embedder(settings):
    settings.EMBEDDER = MINILM


def add_book(organization_id, texts=TEXTS, language: str | None = "en") -> Source:
    """language: None to find it for each text."""
    source = Source.objects.create(
        organization_id=organization_id,
        title="A book",
        filename="a.pdf",
        file_key="a",
        language=language or "",
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
            language=language or find_language(text),
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
        words = terms(text, atom.language)
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
    with django_assert_num_queries(9, using="content"):
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
        cursor.execute("ANALYZE library_embedding, library_contentatom")
    return big, small


def held(*sources) -> queries.Holdings:
    ids = [source.pk for source in sources]
    return queries.Holdings(Scope(tuple(ids)), ids, {"en": 1520}, 1520)


def explain(statement: str, values: dict) -> str:
    with connections["content"].cursor() as cursor:
        cursor.execute("EXPLAIN " + statement, values)
        return "\n".join(row[0] for row in cursor.fetchall())


def plan_of(sources, *, exact: bool) -> str:
    statement = queries.nearest_statement(
        held(*sources), ONE_WAY, model=MINILM, limit=50, exact=exact
    )
    with nullcontext() if exact else queries.by_index():
        return explain(*statement)


def test_a_small_scope_is_read_exactly_and_a_large_one_by_the_index(many_vectors):
    assert "embedding_minilm" in plan_of(many_vectors, exact=False)
    assert "embedding_minilm" not in plan_of(many_vectors, exact=True)


def test_the_plan_goes_by_the_number_of_atoms_in_scope(many_vectors, monkeypatch):
    plans = []
    statement = queries.nearest_statement
    monkeypatch.setattr(
        queries,
        "nearest_statement",
        lambda *args, exact, **rest: plans.append(exact) or statement(*args, exact=exact, **rest),
    )
    for most in (1520, 1519):
        monkeypatch.setattr(queries, "EXACT_UP_TO_ATOMS", most)
        queries.nearest(held(*many_vectors), ONE_WAY, model=MINILM, limit=10)
    assert plans == [True, False]


@pytest.mark.parametrize("most_tuples", [20_000, 1])
def test_by_the_index_a_book_of_one_in_a_hundred_gets_all_its_places(
    many_vectors, monkeypatch, most_tuples
):
    """Also where the index gives up before it has found them."""
    monkeypatch.setattr(queries, "EXACT_UP_TO_ATOMS", 0)
    with connections["content"].cursor() as cursor:
        cursor.execute(f"SET hnsw.max_scan_tuples = {most_tuples}")
    small = replace(held(many_vectors[1]), atoms=20)
    found = queries.nearest(small, ONE_WAY, model=MINILM, limit=20)
    assert len(found) == 20


def test_a_large_scope_is_searched_by_the_index_of_its_words(many_vectors, monkeypatch):
    query = queries.LexicalQuery("en", ("war",), {5: 1.0})
    for most, uses in ((0, True), (10_000, False)):
        monkeypatch.setattr(queries, "SCANNED_UP_TO_ATOMS", most)
        statement, values = queries.matching_statement(held(*many_vectors), query, limit=50)
        with transaction.atomic("content"), connections["content"].cursor() as cursor:
            cursor.execute("ANALYZE library_contentatom")
            for other in ("seqscan", "indexscan"):  # so few rows are read faster whole
                cursor.execute(f"SET LOCAL enable_{other} = off")
            assert ("atom_terms" in explain(statement, values)) is uses


def test_words_find_the_same_by_their_index_as_in_a_small_scope(in_school, monkeypatch):
    book = add_book(in_school.organization.pk)
    asked = Asked("the Sun and the Moon", Scope((book.pk,)))
    whole = asked.words.best(10)
    monkeypatch.setattr(queries, "SCANNED_UP_TO_ATOMS", 0)
    assert len(whole) == 2
    assert asked.words.best(10) == whole


@pytest.mark.parametrize("language", SAMPLES)
def test_a_text_is_found_by_a_question_in_its_language(in_school, settings, language):
    """By its words alone, and best of all by search, with an embedder that knows only English."""
    sample = SAMPLES[language]
    texts = dict(zip("abc", sample.passages, strict=True))
    book = add_book(in_school.organization.pk, texts, language)
    asked = Asked(sample.question, Scope((book.pk,)))
    atoms = {atom.pk: atom.text for atom in ContentAtom.objects.filter(source=book)}
    assert atoms[asked.words.best(1)[0][0]] == sample.passages[0]
    assert search(sample.question, scope=Scope((book.pk,)))[0].text == sample.passages[0]


def test_each_language_of_a_scope_is_searched_with_its_own_words(in_school):
    books = [
        add_book(
            in_school.organization.pk,
            dict(zip("abc", SAMPLES[code].passages, strict=True)),
            code,
        )
        for code in ("en", "de", "pl", "zh")
    ]
    everything = Scope(tuple(book.pk for book in books))
    for code in ("en", "de", "pl", "zh"):
        first = search(SAMPLES[code].question, scope=everything)[0]
        assert (first.language, first.text) == (code, SAMPLES[code].passages[0])


def test_a_book_of_two_languages_is_found_by_both(in_school):
    texts = {code: SAMPLES[code].passages[0] for code in ("en", "fr")}
    book = add_book(in_school.organization.pk, texts, None)
    for code in ("en", "fr"):
        found = search(SAMPLES[code].question, scope=Scope((book.pk,)))
        assert found[0].text == texts[code]


def test_an_embedder_counts_little_in_a_language_it_was_not_taught(in_school):
    book = add_book(in_school.organization.pk, {"a": SAMPLES["de"].passages[0]}, "de")
    asked = Asked(SAMPLES["de"].question, Scope((book.pk,)))
    assert asked.meaning.share("de", asked.words) < 0.2
    assert asked.meaning.share("en", asked.words) < 0.2  # for the question is German
    english = Asked("How do plants make sugar?", Scope((add_book(in_school.organization.pk).pk,)))
    assert english.meaning.share("en", english.words) == 1


class Backwards:
    """Likes short passages."""

    name = "backwards"

    def score(self, query, texts):
        return np.array([-len(text) for text in texts], np.float32)


class Broken(Backwards):
    def score(self, query, texts):
        raise ProviderError("no answer", retryable=True)


def test_a_configured_reranker_orders_the_first_places(in_school, settings, monkeypatch):
    book = add_book(in_school.organization.pk)
    settings.RERANKER = "backwards"
    monkeypatch.setattr("library.retrieval.search.reranker", lambda name: Backwards())
    found = search("the Sun and the Moon", scope=Scope((book.pk,)))
    lengths = [len(atom.text) for atom in found]
    assert lengths == sorted(lengths)
    assert [atom.score for atom in found] == [-length for length in lengths]


def test_a_reranker_that_fails_leaves_the_search_as_it_is_without(
    in_school, settings, monkeypatch, caplog
):
    book = add_book(in_school.organization.pk)
    without = search("the Sun and the Moon", scope=Scope((book.pk,)))
    settings.RERANKER = "broken"
    monkeypatch.setattr("library.retrieval.search.reranker", lambda name: Broken())
    assert search("the Sun and the Moon", scope=Scope((book.pk,))) == without
    assert "reranker backwards failed" in caplog.text

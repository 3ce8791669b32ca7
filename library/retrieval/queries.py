"""The SQL of retrieval, and nowhere else. All of it takes the sources in scope as ids."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.contrib.postgres.search import SearchQuery
from django.db import connections, transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Cast
from pgvector import HalfVector
from pgvector.django import HalfVectorField, MaxInnerProduct

from library.models import ContentAtom, Embedding, TermFrequency
from library.models.atom import sparse_vector
from library.retrieval.lexical import term_id

# Below it PostgreSQL reads every vector in scope: exact, and quick enough (20,000 of 384
# dimensions took 15 ms). Above it the index is walked until enough rows of the scope came up.
EXACT_UP_TO_ATOMS = 20_000
EF_SEARCH = 100  # recall 0.999 at 100,000 atoms with 80; the rest is margin for narrow scopes

MOST_ROWS = 200  # of one ranking: what is asked for is far below

Ranking = list[tuple[UUID, float]]  # (atom id, score), best first


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: sources, and within them all atoms or those of some nodes or pages."""

    source_ids: tuple[UUID, ...]
    node_ids: tuple[UUID, ...] | None = None
    pages: tuple[int, int] | None = None  # first and last page index, both included

    def of_atoms(self, rows: QuerySet, prefix: str = "") -> QuerySet:
        rows = rows.filter(source_id__in=self.source_ids)
        if self.node_ids is not None:
            rows = rows.filter(**{f"{prefix}node_id__in": self.node_ids})
        if self.pages is not None:
            first, last = self.pages
            rows = rows.filter(
                **{f"{prefix}page_start__lte": last, f"{prefix}page_end__gte": first}
            )
        return rows


def count_atoms(scope: Scope) -> int:
    return scope.of_atoms(ContentAtom.objects.all()).count()


def nearest(
    scope: Scope, vector: np.ndarray, *, model: str, limit: int, atoms_in_scope: int
) -> Ranking:
    """Atoms by inner product with a (dimensions,) unit vector: -1 to 1, best first."""
    rows = nearest_rows(scope, vector, model=model)
    with _plan(exact=atoms_in_scope <= EXACT_UP_TO_ATOMS):
        return [(pk, -distance) for pk, distance in rows[:limit]]


def nearest_rows(scope: Scope, vector: np.ndarray, *, model: str) -> QuerySet:
    """The cast and the model repeat the partial index's, or it would not be used."""
    distance = MaxInnerProduct(
        Cast("vector", HalfVectorField(dimensions=len(vector))), HalfVector(vector)
    )
    rows = scope.of_atoms(Embedding.objects.filter(model=model), prefix="atom__")
    if scope.node_ids is not None or scope.pages is not None:  # the join stays within partitions
        rows = rows.filter(atom__source_id=F("source_id"))
    return rows.order_by(distance).values_list("atom_id", distance)


def similarities(atom_ids: set[UUID], vector: np.ndarray, *, model: str) -> Ranking:
    """Inner product of the vector with these atoms'."""
    rows = Embedding.objects.filter(model=model, atom_id__in=atom_ids)
    distance = MaxInnerProduct(
        Cast("vector", HalfVectorField(dimensions=len(vector))), HalfVector(vector)
    )
    return [(pk, -far) for pk, far in rows.values_list("atom_id", distance)]


@contextmanager
def _plan(*, exact: bool) -> Iterator[None]:
    settings = (
        ["SET LOCAL enable_indexscan = off"]
        if exact
        else [
            f"SET LOCAL hnsw.ef_search = {EF_SEARCH}",
            "SET LOCAL hnsw.iterative_scan = strict_order",
        ]
    )
    alias = Embedding.objects.db
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        for setting in settings:
            cursor.execute(setting)
        yield


def document_frequencies(scope: Scope, terms: list[str], language: str) -> dict[int, int]:
    """term id -> atoms it occurs in, over the sources in scope."""
    rows = (
        TermFrequency.objects.filter(
            source_id__in=scope.source_ids, language=language, term__in=terms
        )
        .values("term")
        .annotate(total=Sum("atoms"))
    )
    return {term_id(row["term"]): row["total"] for row in rows}


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """A query in one language. weights: by term id; candidates: terms that bring rows."""

    language: str
    candidates: tuple[str, ...]
    weights: dict[int, float]


def best_matching(scope: Scope, query: LexicalQuery, *, limit: int) -> Ranking:
    """Atoms that hold a candidate term, by BM25: the inner product with the query's weights."""
    if not query.candidates or not query.weights:
        return []
    rows = ContentAtom.objects.filter(language=query.language, terms=_any_of(query.candidates))
    return _by_inner_product(scope.of_atoms(rows), query.weights)[:limit]


def lexical_scores(atom_ids: set[UUID], query: LexicalQuery) -> Ranking:
    """BM25 of these atoms, in the query's language."""
    if not query.weights:
        return []
    rows = ContentAtom.objects.filter(language=query.language, pk__in=atom_ids)
    return _by_inner_product(rows, query.weights)


def _by_inner_product(rows: QuerySet, weights: dict[int, float]) -> Ranking:
    score = MaxInnerProduct("weights", sparse_vector(weights))
    ranked = rows.order_by(score).values_list("id", score)[:MOST_ROWS]
    return [(pk, -distance) for pk, distance in ranked if distance is not None]


def _any_of(terms: tuple[str, ...]) -> SearchQuery:
    quoted = ("'" + term.replace("\\", "\\\\").replace("'", "''") + "'" for term in terms)
    return SearchQuery(" | ".join(quoted), search_type="raw", config="simple")

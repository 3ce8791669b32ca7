"""The SQL of retrieval, and nowhere else. Scope is part of every statement.

What is asked once a search and reads few rows goes through the ORM, which also holds what the
organization may see (`holdings`). The statements that rank are written out: building them anew for
each search took as long as PostgreSQL took to answer (docs/decisions/0022).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connections, transaction
from django.db.models import QuerySet

from library.models import ContentAtom, TermFrequency
from library.models.atom import sparse_vector
from library.retrieval.lexical import term_id

# Up to it every vector in scope is read: exact, and as quick as the index. Above it the index is
# walked until enough rows of the scope came up. Measured by benchmarks/retrieval_scale.py.
EXACT_UP_TO_ATOMS = 10_000
EF_SEARCH = 300  # recall@10 0.997 at 100,000 atoms; 200: 0.992

# Up to it every atom in scope is ranked by its words: quicker than finding out which hold one.
SCANNED_UP_TO_ATOMS = 2_000

Ranking = list[tuple[UUID, float]]  # (atom id, score), best first

# Without a sort the order can only come from the index, whatever the planner thinks that it costs.
_BY_INDEX = """
    SELECT set_config('enable_sort', 'off', true),
           set_config('hnsw.iterative_scan', 'strict_order', true),
           set_config('hnsw.ef_search', %s, true)
"""
# The cast and the model repeat those of the partial index, or it would not be used.
_NEAREST = """
    SELECT atom_id, vector::halfvec(%(dimensions)s) <#> %(vector)s AS distance
    FROM library_embedding
    WHERE model = %(model)s AND source_id = ANY(%(sources)s)
"""
_IN_PLACES = """
    (%(nodes)s::uuid[] IS NULL OR atom.node_id = ANY(%(nodes)s))
    AND (%(first)s::int IS NULL OR (atom.page_start <= %(last)s AND atom.page_end >= %(first)s))
"""
_NEAREST_IN_PLACES = (
    """
    SELECT atom_id, vector::halfvec(%(dimensions)s) <#> %(vector)s AS distance
    FROM library_embedding
    JOIN library_contentatom atom
        ON atom.id = atom_id AND atom.source_id = library_embedding.source_id
    WHERE model = %(model)s AND library_embedding.source_id = ANY(%(sources)s) AND"""
    + _IN_PLACES
)
_BEST = " ORDER BY distance LIMIT %(limit)s"
# What is measured behind an OFFSET is measured once and whole: no index gives that order.
_EXACTLY = "SELECT atom_id, distance FROM ({} OFFSET 0) AS measured"
_FREQUENCIES = """
    SELECT language, term, sum(atoms)
    FROM library_termfrequency
    JOIN unnest(%(languages)s::text[], %(terms)s::text[]) AS asked (language, term)
        USING (language, term)
    WHERE source_id = ANY(%(sources)s)
    GROUP BY language, term
"""
_SCANNED = """
    SELECT id, weights <#> %(weights)s AS distance
    FROM library_contentatom atom
    WHERE source_id = ANY(%(sources)s) AND language = %(language)s
"""
# Said so that no index on the source is taken: to mark the rows of many sources in a bitmap takes
# longer than to look at the sources of the few rows that hold a term.
_MATCHING = """
    SELECT id, weights <#> %(weights)s AS distance
    FROM library_contentatom atom
    WHERE (source_id = ANY(%(sources)s)) IS TRUE AND language = %(language)s
        AND terms @@ %(candidates)s::tsquery
"""
_SCORES = """
    SELECT atom.id, atom.language, -(atom.weights <#> asked.weights),
           -(vector::halfvec(%(dimensions)s) <#> %(vector)s)
    FROM library_contentatom atom
    LEFT JOIN unnest(%(languages)s::text[], %(weights)s::sparsevec[]) AS asked (language, weights)
        ON asked.language = atom.language
    LEFT JOIN library_embedding embedding
        ON embedding.atom_id = atom.id AND embedding.source_id = atom.source_id
        AND embedding.model = %(model)s
    WHERE atom.id = ANY(%(ids)s) AND atom.source_id = ANY(%(sources)s)
"""
_PASSAGES = """
    SELECT atom.id, atom.source_id, source.title, source.kind, atom.text, atom.language,
           atom.spans, atom.page_start, atom.position, page.label, node.kind, node.number,
           node.title
    FROM library_contentatom atom
    JOIN library_source source ON source.id = atom.source_id
    LEFT JOIN library_structurenode node
        ON node.id = atom.node_id AND node.source_id = atom.source_id
    LEFT JOIN library_page page
        ON page.source_id = atom.source_id AND page.index = atom.page_start
    WHERE atom.id = ANY(%(ids)s) AND atom.source_id = ANY(%(sources)s)
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: sources, and within them all atoms or those of some nodes or pages."""

    source_ids: tuple[UUID, ...]
    node_ids: tuple[UUID, ...] | None = None
    pages: tuple[int, int] | None = None  # first and last page index, both included

    @property
    def is_whole(self) -> bool:
        return self.node_ids is None and self.pages is None

    def of_atoms(self, rows: QuerySet) -> QuerySet:
        rows = rows.filter(source_id__in=self.source_ids)
        if self.node_ids is not None:
            rows = rows.filter(node_id__in=self.node_ids)
        if self.pages is not None:
            first, last = self.pages
            rows = rows.filter(page_start__lte=last, page_end__gte=first)
        return rows


@dataclass(frozen=True, slots=True)
class Holdings:
    """What there is in a scope. The statements below take its sources, and no others.

    languages: language -> atoms of it in these sources, whole.
    atoms: how many there are in the scope.
    """

    scope: Scope
    source_ids: list[UUID]
    languages: dict[str, int]
    atoms: int

    @property
    def values(self) -> dict[str, Any]:
        first, last = self.scope.pages or (None, None)
        nodes = None if self.scope.node_ids is None else list(self.scope.node_ids)
        return {"sources": self.source_ids, "nodes": nodes, "first": first, "last": last}


def holdings(scope: Scope) -> Holdings:
    """Of the sources in scope those that the organization sees, and how much is in them."""
    rows = TermFrequency.objects.filter(source_id__in=scope.source_ids, term="")
    languages: dict[str, int] = {}
    source_ids = set()
    for source_id, language, atoms in rows.values_list("source_id", "language", "atoms"):
        source_ids.add(source_id)
        languages[language] = languages.get(language, 0) + atoms
    atoms = sum(languages.values())
    if not scope.is_whole:
        atoms = scope.of_atoms(ContentAtom.objects.all()).count()
    return Holdings(scope, sorted(source_ids), languages, atoms)


def nearest(held: Holdings, vector: np.ndarray, *, model: str, limit: int) -> Ranking:
    """Atoms by inner product with a (dimensions,) unit vector: -1 to 1, best first.

    The index gives up after some 20,000 vectors; where that left places free, all are read.
    """
    if not held.atoms:
        return []
    if held.atoms > EXACT_UP_TO_ATOMS:
        with by_index():
            found = ranking_of(
                *nearest_statement(held, vector, model=model, limit=limit, exact=False)
            )
        if len(found) >= min(limit, held.atoms):
            return found
    return ranking_of(*nearest_statement(held, vector, model=model, limit=limit, exact=True))


def nearest_statement(
    held: Holdings, vector: np.ndarray, *, model: str, limit: int, exact: bool
) -> tuple[str, dict[str, Any]]:
    """exact: all vectors are read; otherwise they may be found by their index, in `by_index`."""
    statement = _NEAREST if held.scope.is_whole else _NEAREST_IN_PLACES
    values = _vector(vector, model) | held.values | {"limit": limit}
    return (_EXACTLY.format(statement) if exact else statement) + _BEST, values


@contextmanager
def by_index() -> Iterator[None]:
    """Inside, a transaction whose vectors are found by their index."""
    alias = ContentAtom.objects.db
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(_BY_INDEX, [str(EF_SEARCH)])
        yield


def document_frequencies(
    held: Holdings, terms: Mapping[str, Sequence[str]]
) -> dict[str, dict[int, int]]:
    """language -> term id -> atoms of these sources that hold it. terms: by language."""
    pairs = {(language, term) for language, found in terms.items() for term in found}
    counts: dict[str, dict[int, int]] = {language: {} for language in terms}
    if pairs:
        languages, asked = zip(*sorted(pairs), strict=True)
        values = {"languages": list(languages), "terms": list(asked)} | held.values
        for language, term, atoms in _rows(_FREQUENCIES, values):
            counts[language][term_id(term)] = int(atoms)
    return counts


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """A query in one language. weights: by term id; candidates: terms that bring rows."""

    language: str
    candidates: tuple[str, ...]
    weights: dict[int, float]


def best_matching(held: Holdings, query: LexicalQuery, *, limit: int) -> Ranking:
    """Atoms that hold a candidate term, by BM25: the inner product with the query's weights."""
    if not query.candidates or not query.weights:
        return []
    return [
        pair for pair in ranking_of(*matching_statement(held, query, limit=limit)) if pair[1] > 0
    ]


def matching_statement(
    held: Holdings, query: LexicalQuery, *, limit: int
) -> tuple[str, dict[str, Any]]:
    values = held.values | {
        "weights": sparse_vector(query.weights).to_text(),
        "language": query.language,
        "candidates": _any_of(query.candidates),
        "limit": limit,
    }
    statement = _SCANNED if held.atoms <= SCANNED_UP_TO_ATOMS else _MATCHING
    if not held.scope.is_whole:
        statement += "AND" + _IN_PLACES
    return statement + _BEST, values


@dataclass(frozen=True, slots=True)
class Scored:
    """An atom by both measures; None where it has no vector, or no word of the query's language."""

    atom_id: UUID
    language: str
    words: float | None
    similarity: float | None


def scores(
    held: Holdings,
    atom_ids: Iterable[UUID],
    vector: np.ndarray,
    asked: Sequence[LexicalQuery],
    *,
    model: str,
) -> list[Scored]:
    """BM25 and inner product of these atoms, in no order."""
    weighed = [query for query in asked if query.weights]
    values = (
        held.values
        | _vector(vector, model)
        | {
            "ids": list(atom_ids),
            "languages": [query.language for query in weighed],
            "weights": [sparse_vector(query.weights).to_text() for query in weighed],
        }
    )
    return [Scored(*row) for row in _rows(_SCORES, values)]


@dataclass(frozen=True, slots=True)
class Passage:
    """An atom with the names of where it stands; of its node None where it has none.

    spans: as `ContentAtom.spans`. page_label: None for a page that is not there.
    """

    atom_id: UUID
    source_id: UUID
    title: str
    kind: str
    text: str
    language: str
    spans: list[dict]
    page: int
    position: int
    page_label: str | None
    node_kind: str | None
    node_number: str | None
    node_title: str | None


def passages(held: Holdings, atom_ids: Iterable[UUID]) -> dict[UUID, Passage]:
    """By id; one that was deleted meanwhile is left out."""
    rows = _rows(_PASSAGES, held.values | {"ids": list(atom_ids)})
    return {row[0]: _passage(*row) for row in rows}


def _passage(*values: Any) -> Passage:
    passage = Passage(*values)
    return replace(passage, spans=json.loads(values[6]))


def _vector(vector: np.ndarray, model: str) -> dict[str, Any]:
    text = _as_text(vector.astype(np.float32).tobytes())
    return {"vector": text, "dimensions": len(vector), "model": model}


@lru_cache(maxsize=64)  # a search sends its vector twice
def _as_text(vector: bytes) -> str:
    return "[" + ",".join(map(str, np.frombuffer(vector, np.float32).tolist())) + "]"


def ranking_of(statement: str, values: dict[str, Any]) -> Ranking:
    return [(pk, -distance) for pk, distance in _rows(statement, values) if distance is not None]


def _rows(statement: str, values: dict[str, Any]) -> list[tuple]:
    with connections[ContentAtom.objects.db].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _any_of(terms: Iterable[str]) -> str:
    quoted = ("'" + term.replace("\\", "\\\\").replace("'", "''") + "'" for term in terms)
    return " | ".join(quoted)

"""The one door to retrieval: embed the query, rank by vector and by words, fuse, fetch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from library.citing import page_reference
from library.embeddings.current import name_in_use
from library.models import ContentAtom, Page, Source, StructureNode
from library.retrieval import caching, lexical, queries
from library.retrieval.fusion import fuse
from library.retrieval.queries import LexicalQuery, Ranking, Scope
from project.text.storable import storable

POOL = 50  # of each ranking: deeper ones changed nothing on the evaluation set
SPAN_SLACK = 3  # characters: what may be between two spans' texts in an atom's


@dataclass(frozen=True, slots=True)
class RetrievedAtom:
    """A passage and where it stands. score: higher is better, comparable within one search.

    similarity: cosine of query and passage, -1 to 1; None where it was not measured.
    page: index of the sheet it begins on, from 0; page_label: as printed there.
    """

    atom_id: UUID
    source_id: UUID
    title: str
    heading: str
    page: int
    page_label: str
    reference: str
    score: float
    text: str
    similarity: float | None = None
    spans: list[dict] = field(default_factory=list)
    has_printed_pages: bool = True
    language: str = ""

    def page_at(self, offset: int) -> int:
        """Index of the page on which the character of `text` stands."""
        end = 0
        for span in self.spans[:-1]:
            end += span["end"] - span["start"]
            if offset < end - SPAN_SLACK:
                return span["page"]
        return self.spans[-1]["page"] if self.spans else self.page


@caching.keeping_results
def search(query: str, *, scope: Scope, limit: int = 10) -> list[RetrievedAtom]:
    """The passages of the scope that fit the query best, best first; [] for an empty one.

    scope: already cut down to what the person may see (`library.selectors`).
    """
    query = " ".join(storable(query).split())
    if not query or not scope.source_ids:
        return []
    atoms = queries.count_atoms(scope)
    meaning, words = Meaning(query, scope, atoms), Words(query, scope, atoms)
    best = {pk for pk, _ in (*meaning.best(POOL), *words.best(POOL))}
    # Each scores what the other found, or what one did not list would count as its worst.
    similarities = dict(meaning.of(best))
    fused = fuse([similarities, dict(words.of(best))])
    ranking = sorted(fused.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return _fetch(ranking, similarities)


class Meaning:
    """Nearness of vectors."""

    def __init__(self, query: str, scope: Scope, atoms: int):
        self._scope = scope
        self._atoms = atoms
        self._model = name_in_use()
        self._vector = caching.query_vector(self._model, query)

    def best(self, limit: int) -> Ranking:
        return queries.nearest(
            self._scope,
            self._vector,
            model=self._model,
            limit=limit,
            atoms_in_scope=self._atoms,
        )

    def of(self, atom_ids: set[UUID]) -> Ranking:
        return queries.similarities(atom_ids, self._vector, model=self._model)


class Words:
    """BM25, in each language of the scope with that language's own stemmer."""

    def __init__(self, query: str, scope: Scope, atoms: int):
        self._scope = scope
        sources = Source.objects.filter(pk__in=scope.source_ids)
        languages = sorted(set(sources.values_list("language", flat=True)))
        self._queries = [_lexical_query(query, scope, atoms, code) for code in languages]

    def best(self, limit: int) -> Ranking:
        found = [pair for each in self._queries for pair in queries.best_matching(
            self._scope, each, limit=limit
        )]  # fmt: skip
        return sorted(found, key=lambda pair: -pair[1])[:limit]

    def of(self, atom_ids: set[UUID]) -> Ranking:
        return [pair for each in self._queries for pair in queries.lexical_scores(atom_ids, each)]


def _lexical_query(query: str, scope: Scope, atoms: int, language: str) -> LexicalQuery:
    terms = lexical.terms(query, language)
    frequencies = queries.document_frequencies(scope, terms, language)
    return LexicalQuery(
        language=language,
        candidates=tuple(lexical.candidate_terms(terms, frequencies, atoms)),
        weights=lexical.query_weights(terms, frequencies, atoms),
    )


def _fetch(ranking: Ranking, similarities: dict[UUID, float]) -> list[RetrievedAtom]:
    """In the ranking's order; an atom deleted meanwhile is left out."""
    found = ContentAtom.objects.select_related("source", "node").in_bulk([pk for pk, _ in ranking])
    labels = _labels(list(found.values()))
    return [
        _retrieved(found[pk], score, labels, similarities.get(pk))
        for pk, score in ranking
        if pk in found
    ]


def labels_of(atoms: Sequence[RetrievedAtom]) -> dict[tuple[UUID, int], str]:
    """(source id, page index) -> printed label, of every page that the passages touch."""
    pages = Page.objects.filter(
        source_id__in={atom.source_id for atom in atoms},
        index__in={span["page"] for atom in atoms for span in atom.spans},
    )
    return {
        (source, index): label
        for source, index, label in pages.values_list("source_id", "index", "label")
    }


def _labels(atoms: list[ContentAtom]) -> dict[tuple[UUID, int], str]:
    pages = Page.objects.filter(
        source_id__in={atom.source_id for atom in atoms},
        index__in={atom.page_start for atom in atoms},
    )
    return {
        (source, index): label
        for source, index, label in pages.values_list("source_id", "index", "label")
    }


def _retrieved(
    atom: ContentAtom,
    score: float,
    labels: dict[tuple[UUID, int], str],
    similarity: float | None,
) -> RetrievedAtom:
    label = labels.get((atom.source_id, atom.page_start), "")
    return RetrievedAtom(
        atom_id=atom.pk,
        source_id=atom.source_id,
        title=atom.source.title,
        heading=_heading(atom.node),
        page=atom.page_start,
        page_label=label,
        reference=page_reference(atom.source, label),
        score=round(float(score), 4),
        text=atom.text,
        similarity=similarity,
        spans=atom.spans,
        has_printed_pages=atom.source.has_printed_pages,
        language=atom.language,
    )


def _heading(node: StructureNode | None) -> str:
    return str(node) if node and node.kind != StructureNode.Kind.BOOK else ""

"""The one door to retrieval: embed the query, rank by vector and by words, fuse, fetch."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import UUID

from django.conf import settings

from library.citing import moment_reference, reference
from library.embeddings.current import name_in_use
from library.ingestion.parsers.base import Time
from library.models import Page, StructureNode
from library.models.source import unit_of
from library.moments import Moments, moments_on, time_of_span
from library.retrieval import caching, fusion, lexical, queries, rerank
from library.retrieval.queries import Holdings, LexicalQuery, Passage, Ranking, Scope, Scored
from project.languages import base_of
from project.providers.registry import embedder, reranker
from project.text.language import likelihoods
from project.text.storable import storable

POOL = 50  # of each ranking: deeper ones changed nothing on the evaluation set
MOST_LANGUAGES = 6  # of a scope, the most likely ones: each is one more statement
LEAST_LIKELY = 0.3  # of the likeliest language's weight, which a match in another one keeps
UNTAUGHT_SHARE = 0.1  # of a vector in a language that its model was not taught
NOTHING = Holdings(Scope(()), [], {}, 0)
SPAN_SLACK = 3  # characters: what may be between two spans' texts in an atom's


@dataclass(frozen=True, slots=True)
class RetrievedAtom:
    """A passage and where it stands. score: higher is better, comparable within one search.

    similarity: cosine of query and passage, -1 to 1; None where it was not measured.
    page: index of the sheet it begins on, from 0; page_label: as printed there; time: when its
    beginning is said, from and to in seconds, None where a source has no time. With its neighbours
    (`library.retrieval.neighbours`) text and spans are those of the whole, the others its own.
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
    unit: str = "page"
    language: str = ""
    position: int = 0  # among the atoms of its source
    time: Time | None = None

    def page_at(self, offset: int) -> int:
        """Index of the page on which the character of `text` stands."""
        return self.place_at(offset)[0]

    def place_at(self, offset: int) -> tuple[int, int]:
        """That, and where in the page's text it is, up to SPAN_SLACK characters."""
        start = 0
        for span in self.spans[:-1]:
            end = start + span["end"] - span["start"]
            if offset < end - SPAN_SLACK:
                return span["page"], span["start"] + offset - start
            start = end
        if not self.spans:
            return self.page, offset
        return self.spans[-1]["page"], self.spans[-1]["start"] + max(offset - start, 0)


def search_anew(query: str, *, scope: Scope, limit: int = 10) -> list[RetrievedAtom]:
    """The passages of the scope that fit the query best, best first; [] for an empty one.

    scope: already cut down to what the person may see (`library.selectors`). For who keeps what
    is made of it under a key of the same; others take `search`.
    """
    asked = Asked(query, scope)
    scored = asked.scored()
    fused = list(asked.fused(scored).items())[: max(limit, rerank.TOP)]
    similarities = {each.atom_id: each.similarity for each in scored}
    found = _fetch(asked.held, fused, similarities)
    return asked.reranked(found)[:limit]


search = caching.keeping_results(search_anew)


class Asked:
    """One query over one scope: each way of ranking it, best first."""

    def __init__(self, query: str, scope: Scope):
        self.query = " ".join(storable(query).split())
        self.held = queries.holdings(scope) if self.query and scope.source_ids else NOTHING

    @cached_property
    def meaning(self) -> "Meaning":
        return Meaning(self.query, self.held)

    @cached_property
    def words(self) -> "Words":
        return Words(self.query, self.held)

    def by_places(self) -> list[UUID]:
        """Reciprocal ranks of both lists: what the default is measured against."""
        if not self.held.atoms:
            return []
        lists = (self.meaning.best(POOL), self.words.best(POOL))
        return fusion.reciprocal_rank_fusion([[pk for pk, _ in ranking] for ranking in lists])

    def scored(self) -> list[Scored]:
        """The best of both lists, each by both measures: what one did not list is not its worst."""
        if not self.held.atoms:
            return []
        best = {pk for pk, _ in (*self.meaning.best(POOL), *self.words.best(POOL))}
        return queries.scores(
            self.held,
            best,
            self.meaning.vector,
            self.words.queries,
            model=self.meaning.model.name,
        )

    def fused(self, scored: Sequence[Scored]) -> dict[UUID, float]:
        """atom id -> mean of its standard scores, best first. Meaning counts for as much as the
        embedder knows of the languages of the passage and of the query."""
        measures: list[dict[UUID, float]] = [
            {each.atom_id: self.words.weighed(each) for each in scored},
            {each.atom_id: each.similarity for each in scored if each.similarity is not None},
        ]
        counts = [
            {each.atom_id: 1.0 for each in scored},
            {each.atom_id: self.meaning.share(each.language, self.words) for each in scored},
        ]
        return fusion.mean_z_scores(measures, counts)

    def reranked(self, atoms: list[RetrievedAtom]) -> list[RetrievedAtom]:
        """The first places anew: by the configured model, otherwise by their sentences."""
        first, rest = atoms[: rerank.TOP], atoms[rerank.TOP :]
        if len(first) < 2:
            return atoms
        scores = None
        if settings.RERANKER:
            texts = [atom.text for atom in first]
            scores = rerank.by_model(reranker(settings.RERANKER), self.query, texts)
        if scores is None:
            close = [self.words.closeness(atom) for atom in first]
            scores = rerank.by_sentences([atom.score for atom in first], close)
        order = sorted(zip(scores, first, strict=True), key=lambda pair: -pair[0])
        return [replace(atom, score=round(score, 4)) for score, atom in order] + rest


class Meaning:
    """Nearness of vectors."""

    def __init__(self, query: str, held: Holdings):
        self._held = held
        self.model = embedder(name_in_use())
        self.vector = caching.query_vector(self.model.name, query)

    def best(self, limit: int) -> Ranking:
        return queries.nearest(self._held, self.vector, model=self.model.name, limit=limit)

    def share(self, language: str, words: "Words") -> float:
        """How much it counts beside the words: 1, or little where the embedder was not taught
        the passage's language or the query's."""
        known = self.model.languages
        if known is None:
            return 1.0
        taught = base_of(language) in known or not language
        return 1.0 if taught and words.is_likely_in(known) else UNTAUGHT_SHARE


class Words:
    """BM25, in each language of the scope with that language's own words.

    A name is found in any language, so all are asked; but how much a match tells depends on how
    likely the query is in that language.
    """

    def __init__(self, query: str, held: Holdings):
        self._held = held
        self._query = query
        self.likely = likelihoods(query, held.languages)
        ranked = sorted(held.languages, key=lambda code: -self.likely[code])
        self._terms = {code: lexical.terms(query, code) for code in ranked[:MOST_LANGUAGES]}
        frequencies = queries.document_frequencies(held, self._terms)
        self.queries = [
            LexicalQuery(
                language=code,
                candidates=tuple(lexical.candidate_terms(found, frequencies[code])),
                weights=lexical.query_weights(found, frequencies[code], held.languages[code]),
            )
            for code, found in self._terms.items()
        ]
        self._rarity = {
            query.language: lexical.weights_by_term(self._terms[query.language], query.weights)
            for query in self.queries
        }

    def best(self, limit: int) -> Ranking:
        found = [
            (pk, score * self._tells(each.language))
            for each in self.queries
            for pk, score in queries.best_matching(self._held, each, limit=limit)
        ]
        return sorted(found, key=lambda pair: -pair[1])[:limit]

    def weighed(self, atom: Scored) -> float:
        return (atom.words or 0.0) * self._tells(atom.language)

    def is_likely_in(self, languages: Collection[str]) -> bool:
        """Whether the query is; where the scope leaves no choice, whether the scope is."""
        best = max(self.likely, key=lambda code: self.likely[code], default="")
        return base_of(best) in languages or not best

    def closeness(self, atom: RetrievedAtom) -> tuple[float, float]:
        found = self._terms.get(atom.language, [])
        rarity = self._rarity.get(atom.language, {})
        return rerank.closeness(found, rarity, atom.text, atom.language)

    def _tells(self, language: str) -> float:
        highest = max(self.likely.values(), default=0.0)
        return max(self.likely.get(language, 0.0) / highest if highest else 1.0, LEAST_LIKELY)


def _fetch(
    held: Holdings, ranking: Ranking, similarities: Mapping[UUID, float | None]
) -> list[RetrievedAtom]:
    """In the ranking's order; an atom deleted meanwhile is left out."""
    found = queries.passages(held, [pk for pk, _ in ranking])
    return [
        _retrieved(found[pk], score, similarities.get(pk)) for pk, score in ranking if pk in found
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


def moments_of(atoms: Sequence[RetrievedAtom]) -> Moments:
    """When what stands on the pages that they touch is said. No query where none has time."""
    return moments_on(
        (atom.source_id, span["page"]) for atom in atoms if atom.time for span in atom.spans
    )


def _retrieved(passage: Passage, score: float, similarity: float | None) -> RetrievedAtom:
    label, unit = passage.page_label or "", unit_of(passage.kind)
    time = time_of_span(passage.spans[0]) if passage.spans else None
    return RetrievedAtom(
        atom_id=passage.atom_id,
        source_id=passage.source_id,
        title=passage.title,
        heading=_heading(passage),
        page=passage.page,
        page_label=label,
        reference=moment_reference(time) if time else reference(label, unit),
        score=round(float(score), 4),
        text=passage.text,
        similarity=similarity,
        spans=passage.spans,
        unit=unit,
        language=passage.language,
        position=passage.position,
        time=time,
    )


def _heading(passage: Passage) -> str:
    if passage.node_kind in (None, StructureNode.Kind.BOOK):
        return ""
    return f"{passage.node_number} {passage.node_title}".strip()

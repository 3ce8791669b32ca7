"""Search for golden questions as people would, and see at which place the right page comes."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from uuid import UUID

from library.golden.scores import DEPTH
from library.models import GoldenQuestion, Source
from library.retrieval import caching
from library.retrieval.queries import Scope
from library.retrieval.search import RetrievedAtom, search
from organizations.scoping import catalogue_scope, scope


def kept_questions() -> list[GoldenQuestion]:
    """Of all organizations, about sources that can be searched; by source."""
    rows = GoldenQuestion._base_manager.filter(
        state=GoldenQuestion.State.KEPT, source__state__in=Source.READABLE
    )
    return list(rows.select_related("source").order_by("source_id", "question"))


def ranks_of(questions: Iterable[GoldenQuestion]) -> dict[UUID, int | None]:
    """question id -> place of the first passage on an expected page; None: not among the first.

    Each is asked within its own source and organization, and past the caches.
    """
    ranks = {}
    for question in questions:
        with _scope_of(question), caching.bypassed():
            ranks[question.pk] = _rank(question)
    return ranks


def _rank(question: GoldenQuestion) -> int | None:
    found = search(question.question, scope=Scope((question.source_id,)), limit=DEPTH)
    wanted = set(question.pages)
    places = (n for n, atom in enumerate(found, start=1) if wanted & pages_of(atom))
    return next(places, None)


def pages_of(atom: RetrievedAtom) -> set[int]:
    return {span["page"] for span in atom.spans} or {atom.page}


def _scope_of(question: GoldenQuestion) -> AbstractContextManager:
    if question.organization_id is None:
        return catalogue_scope()
    return scope(question.organization_id)

"""Lessons that are there already and near to what somebody is about to ask for."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import numpy as np
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from lessons.access import lesson_sight
from lessons.models import Lesson, LessonRequest
from lessons.selectors import list_lessons
from lessons.services.lessons import Part
from library.access import source_sight
from library.embeddings.current import name_in_use
from library.models import Source, StructureNode
from library.selectors import visible_source_ids
from organizations.models import Membership
from project.languages import base_of
from project.providers.calls import for_purpose
from project.providers.registry import embedder

MOST = 60  # that are looked at, the newest
OFFERED = 3
LEAST_OVERLAP = 0.5  # pages in both, of the pages in either
NEAR_TOPIC = 0.75  # cosine of two topics
JUST_ASKED = timedelta(minutes=5)  # the same by the same person: see `request_lesson`

Pages = tuple[int, int]  # indexes, both included


def similar_lessons(
    person: Membership, *, source: Source, part: Part, topic: str, language: str, level: str
) -> list[Lesson]:
    """Of those that the person sees: of this source, in this language and level, on at least half
    of the same pages or on a topic near by. The nearest first."""
    rows = list(
        _seen(person)
        .filter(Q(level=level), source_id=source.pk, language__startswith=base_of(language))
        .exclude(_their_own_just_now(person))[:MOST]
    )
    if not rows:
        return []
    spans = _spans(rows, source)
    wanted = _pages_of(part, source)
    overlaps = np.array([overlap(wanted, spans[row.pk]) for row in rows])
    said = topic or (str(part.node) if part.node else "")
    nearness = _nearness(said, rows) if said else np.zeros(len(rows))
    is_near = (overlaps >= LEAST_OVERLAP) | (nearness >= NEAR_TOPIC)
    order = np.argsort(-np.maximum(overlaps, nearness), kind="stable")
    return [rows[i] for i in order if is_near[i]][:OFFERED]


def lessons_on(person: Membership, topic: str) -> list[Lesson]:
    """Of all that the person sees, on this topic or one near by; the nearest first."""
    rows = list(_seen(person)[:MOST])
    if not rows:
        return []
    nearness = _nearness(topic, rows)
    order = np.argsort(-nearness, kind="stable")
    return [rows[i] for i in order if nearness[i] >= NEAR_TOPIC][:OFFERED]


def _seen(person: Membership) -> QuerySet[Lesson]:
    """Each with `topic`, `level`, `node_id`, `first_page` and `last_page` of its latest request."""
    latest = LessonRequest.objects.filter(lesson=OuterRef("pk")).order_by("-created_at")
    asked = {
        name: Subquery(latest.values(name)[:1])
        for name in ("topic", "level", "node_id", "first_page", "last_page")
    }
    sources = visible_source_ids(source_sight(person))
    rows = list_lessons(lesson_sight(person), source_ids=sources).annotate(**asked)
    return rows.exclude(state=Lesson.State.FAILED)


def _their_own_just_now(person: Membership) -> Q:
    recent = Q(created_at__gt=timezone.now() - JUST_ASKED) | Q(state=Lesson.State.MAKING)
    return Q(created_by=person.user_id) & recent


def _spans(rows: Iterable[Lesson], source: Source) -> dict[UUID, Pages]:
    ids = {row.node_id for row in rows if row.node_id}  # type: ignore[attr-defined]
    nodes = {node.pk: node for node in StructureNode.objects.filter(source=source, pk__in=ids)}
    return {row.pk: _pages_of(_part(row, nodes), source) for row in rows}


def _part(row, nodes: dict[UUID, StructureNode]) -> Part:
    """row: with what its request asked for. A part that is gone is the whole."""
    if row.node_id:
        return Part(node=nodes.get(row.node_id))
    return Part(pages=(row.first_page, row.last_page)) if row.first_page is not None else Part()


def _pages_of(part: Part, source: Source) -> Pages:
    if part.node:
        return part.node.start_page, part.node.end_page
    return part.pages or (0, max(source.page_count - 1, 0))


def overlap(one: Pages, other: Pages) -> float:
    """Pages in both, of the pages in either; from 0 to 1."""
    both = min(one[1], other[1]) - max(one[0], other[0]) + 1
    either = max(one[1], other[1]) - min(one[0], other[0]) + 1
    return max(both, 0) / max(either, 1)


def _nearness(topic: str, rows: list[Lesson]) -> np.ndarray:
    """(n,) cosines of the topic with what each lesson is on."""
    texts = [row.topic or row.title for row in rows]  # type: ignore[attr-defined]
    with for_purpose("lesson.similar"):
        vectors = embedder(name_in_use()).embed_passages([topic, *texts])
    return vectors[1:] @ vectors[0]

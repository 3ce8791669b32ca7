"""Pure: how far a student is with an objective, from what is known of them.

seen: the share of what the lessons that are assigned say on it that they have watched or heard
read: the share of its pages that they have read
practised: how many answers of theirs are on it, or on a part of it
mastered: the estimate of `lessons.progress.mastery`, of its parts weighed by their answers
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lessons.models import Mastery
from lessons.progress.mastery import FEW, MASTERED, Belief, at_time
from lessons.progress.objectives import Node

Ranges = list[list[int]]


@dataclass(frozen=True, slots=True)
class Objective:
    """node: None of what is in no tree that is still there. below: ids of the objectives whose
    answers count for it, its own among them. spans: (lesson, first, after) in milliseconds."""

    id: UUID
    title: str
    node: Node | None = None
    depth: int = 0
    below: frozenset[UUID] = frozenset()
    spans: tuple[tuple[UUID, int, int], ...] = ()

    @property
    def length(self) -> int:
        return sum(after - first for _lesson, first, after in self.spans)


@dataclass(frozen=True, slots=True)
class Measures:
    """seen, read: 0 to 1, None where there is nothing to see or to read. mastery: 0 to 1, None
    without an answer."""

    seen: float | None
    read: float | None
    practised: int
    mastery: float | None

    @property
    def is_mastered(self) -> bool:
        return self.mastery is not None and self.mastery >= MASTERED and self.practised >= FEW

    @property
    def is_too_few(self) -> bool:
        return 0 < self.practised < FEW


@dataclass(frozen=True, slots=True)
class Known:
    """Of one student: what they watched and read, and their masteries by objective."""

    lessons: dict[UUID, Ranges] = field(default_factory=dict)
    sources: dict[UUID, Ranges] = field(default_factory=dict)
    masteries: dict[UUID, Mastery] = field(default_factory=dict)


def measure(objective: Objective, known: Known, now: datetime) -> Measures:
    told = [known.masteries[pk] for pk in objective.below if pk in known.masteries]
    answers = sum(each.answers for each in told)
    return Measures(
        seen=_seen(objective, known),
        read=_read(objective, known),
        practised=answers,
        mastery=_weighed(told, now) / answers if answers else None,
    )


def _seen(objective: Objective, known: Known) -> float | None:
    if not objective.length:
        return None
    watched = sum(
        overlap(known.lessons.get(lesson, []), first, after)
        for lesson, first, after in objective.spans
    )
    return watched / objective.length


def _read(objective: Objective, known: Known) -> float | None:
    node = objective.node
    if node is None:
        return None
    pages = known.sources.get(node.source_id, [])
    return overlap(pages, node.first, node.last + 1) / (node.last + 1 - node.first)


def _weighed(told: Iterable[Mastery], now: datetime) -> float:
    return sum(
        at_time(Belief(each.probability, each.answers, each.at), now).probability * each.answers
        for each in told
    )


def overlap(ranges: Ranges, first: int, after: int) -> int:
    """How much of first..after the ranges cover; they are apart."""
    return sum(max(0, min(b, after) - max(a, first)) for a, b in ranges)

"""How a strategy would begin on a chapter, before anything is saved."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from lessons.models import LessonRequest
from lessons.script.base import Turn
from lessons.script.topics import topics_of
from lessons.script.writer import write_script
from lessons.selectors import list_askable, sections_of
from lessons.strategies.performing import Strategy
from library.access import source_sight
from library.embeddings.current import name_in_use
from library.models import Source, StructureNode
from organizations.models import Membership
from project.providers.registry import embedder

MOST_SOURCES, MOST_CHAPTERS = 20, 300  # that are offered
MOST_TOPICS, MOST_TURNS = 3, 6  # that are written, and shown

Chapters = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class ShownTurn:
    side: str
    teacher: str
    phase: str
    heading: str
    lines: list[str]


def chapter_choices(membership: Membership) -> Chapters:
    """[(title of a source, [(node id, words), …]), …] of those that they see; two queries."""
    sources = dict(list_askable(source_sight(membership)).values_list("pk", "title")[:MOST_SOURCES])
    nodes = StructureNode.objects.filter(source__in=sources, kind=StructureNode.Kind.CHAPTER)
    found: dict[UUID, list[tuple[str, str]]] = {pk: [] for pk in sources}
    for node in nodes.order_by("source", "position")[:MOST_CHAPTERS]:
        found[node.source_id].append((str(node.pk), str(node)))
    return [(sources[pk], chapters) for pk, chapters in found.items() if chapters]


def first_turns(strategy: Strategy, node_id: UUID) -> list[ShownTurn]:
    """node_id: one of `chapter_choices`. Empty where the chapter has no running text."""
    node = StructureNode.objects.get(pk=node_id)
    source = Source.objects.get(pk=node.source_id)
    language = source.language or "en"
    part = LessonRequest(source_id=source.pk, node_id=node.pk)
    topics, _left_out = topics_of(sections_of(part, source), title=str(node), language=language)
    if not topics:
        return []
    script = write_script(
        topics[:MOST_TOPICS],
        title=str(node),
        language=language,
        strategy=strategy,
        embedder=embedder(name_in_use()),
    )
    titles = {phase.name: phase.title for phase in strategy.spec.phases}
    return [
        _shown(turn, titles[turn.phase], number)
        for number, turn in enumerate(script.turns[:MOST_TURNS])
    ]


def _shown(turn: Turn, phase: str, number: int) -> ShownTurn:
    side = ("left", "right")[number % 2]
    lines = [line.text for line in turn.lines]
    return ShownTurn(side, settings.TEACHERS[side], gettext(phase), turn.heading, lines)

"""Where the library that somebody may read holds a topic."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q

from lessons.artifacts.topics import LEAST_SIMILAR
from lessons.confidence import signals_of
from library.access import source_sight
from library.listing import MEANS_IT
from library.models import Source, StructureNode
from library.retrieval.queries import Scope
from library.retrieval.search import RetrievedAtom, search
from library.selectors import readable_source_ids
from library.snippets import snippet
from organizations.links import url_in
from organizations.models import Membership
from project.providers.calls import for_purpose

PASSAGES = 16
MOST_PARTS = 6
LEAST_WORDS = 0.5  # of the topic's terms


@dataclass(frozen=True, slots=True)
class TopicPart:
    """A part of a source that says something on the topic. node: None where the page is in none.

    words: of a passage, in pieces, each with whether it is one of the topic's.
    """

    source: Source
    node: StructureNode | None
    reference: str
    words: list[tuple[str, bool]]
    url: str
    page_url: str


@dataclass(frozen=True, slots=True)
class TopicFound:
    """searched: how many sources were looked through."""

    parts: list[TopicPart]
    searched: int


def find_topic(person: Membership, topic: str) -> TopicFound:
    """The best part first; each part once. What is found is near the topic, or nothing is."""
    allowed = readable_source_ids(source_sight(person))
    if not topic or not allowed:
        return TopicFound([], len(allowed))
    with for_purpose("search", person_id=person.user_id):
        found = search(topic, scope=Scope(tuple(allowed)), limit=PASSAGES)
    near = [atom for atom in found if _is_on(topic, atom)]
    return TopicFound(_parts(person, topic, near)[:MOST_PARTS], len(allowed))


def _is_on(topic: str, atom: RetrievedAtom) -> bool:
    """It means nearly the same, or is somewhat near and has most of the topic's words."""
    similarity = 1.0 if atom.similarity is None else atom.similarity
    if similarity >= MEANS_IT:
        return True
    words = signals_of(topic, [atom]).passage_coverage
    return similarity > LEAST_SIMILAR and words >= LEAST_WORDS


def _parts(person: Membership, topic: str, atoms: list[RetrievedAtom]) -> list[TopicPart]:
    sources = {row.pk: row for row in Source.objects.filter(pk__in={a.source_id for a in atoms})}
    nodes = _nodes_at({(atom.source_id, atom.page) for atom in atoms})
    parts: dict[tuple, TopicPart] = {}
    for atom in atoms:
        node = nodes.get((atom.source_id, atom.page))
        key = (atom.source_id, node.pk if node else atom.page)
        if key not in parts:
            parts[key] = _part(person, topic, atom, sources[atom.source_id], node)
    return list(parts.values())


def _nodes_at(places: Iterable[tuple[UUID, int]]) -> dict[tuple[UUID, int], StructureNode]:
    """The deepest part that holds each page; one query."""
    wanted = list(places)
    holds = Q(pk__in=[])
    for source_id, page in wanted:
        holds |= Q(source_id=source_id, start_page__lte=page, end_page__gte=page)
    rows = StructureNode.objects.filter(holds).exclude(kind=StructureNode.Kind.BOOK)
    nodes = sorted(rows, key=lambda node: (-node.depth, node.position))
    found = {}
    for source_id, page in wanted:
        held = (n for n in nodes if n.source_id == source_id and n.start_page <= page <= n.end_page)
        if node := next(held, None):
            found[source_id, page] = node
    return found


def _part(
    person: Membership, topic: str, atom: RetrievedAtom, source: Source, node: StructureNode | None
) -> TopicPart:
    asked = {"source": source.pk, "topic": topic}
    asked |= {"node": node.pk} if node else {"pages": atom.page_label or atom.page + 1}
    slug = person.organization.slug
    page_url = url_in(slug, "library:page_detail", source.pk, atom.page)
    return TopicPart(
        source=source,
        node=node,
        reference=atom.reference,
        words=snippet(atom.text, topic),
        url=f"{url_in(slug, 'lessons:lesson_create')}?{urlencode(asked)}",
        page_url=f"{page_url}?{urlencode({'atom': atom.atom_id})}",
    )

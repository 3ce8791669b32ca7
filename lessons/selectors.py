"""What pages list, and what a script is written from."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lessons.models import ChatMessage, ChatSession, Lesson, LessonRequest, LessonSegment
from lessons.script.base import SectionText
from lessons.script.length import expected_minutes
from lessons.script.topics import SPOKEN
from library.citing import moment_reference, page_reference
from library.ingestion.parsers.base import SectionKind
from library.models import Section, Source, StructureNode
from library.moments import time_of_line
from library.selectors import page_labels
from organizations.sight import Sight
from organizations.staged import in_order
from project.errors import NotFound

CHARACTERS_A_WORD = 6  # with the space behind it


def list_lessons(sight: Sight, *, source_ids: list[UUID]) -> QuerySet[Lesson]:
    """What this person may see, newest first. source_ids: of the sources that they see.

    Each with `stage`, `stages` and `problem` of its latest request.
    """
    latest = LessonRequest.objects.filter(lesson=OuterRef("pk")).order_by("-created_at")
    return (
        Lesson.objects.seen_with(sight, source_ids)
        .annotate(
            stage=Subquery(latest.values("stage")[:1]),
            stages=Subquery(latest.values("stages")[:1]),
            modalities=Subquery(latest.values("modalities")[:1]),
            problem=Subquery(latest.values("problem")[:1]),
        )
        .order_by("-created_at", "pk")
    )


def list_lessons_of(source: Source, sight: Sight) -> QuerySet[Lesson]:
    """Made from this source, which they see; as `list_lessons` gives them."""
    return list_lessons(sight, source_ids=[source.pk]).filter(source_id=source.pk)


def latest_request(lesson: Lesson) -> LessonRequest | None:
    return lesson.requests.order_by("-created_at").first()


def list_segments(lesson: Lesson) -> list[LessonSegment]:
    return list(lesson.segments.order_by("position"))


def list_chats(user_id: UUID, *, query: str = "") -> QuerySet[ChatSession]:
    """The person's, with `questions` counted, the last asked first.

    query: words of a title or of a question.
    """
    chats = ChatSession.objects.filter(user_id=user_id).annotate(questions=Count("messages"))
    if query:
        asked = ChatMessage.objects.filter(session=OuterRef("pk"), question__icontains=query)
        chats = chats.filter(Q(title__icontains=query) | Exists(asked))
    return chats.order_by("-asked_at", "pk")


def with_sources(chats: list[ChatSession], sight: Sight) -> list[ChatSession]:
    """Each with `titles`, of those of its sources that the person may see; one query for all."""
    ids = {pk for chat in chats for pk in chat.source_ids}
    visible = Source.objects.seen_by(sight).exclude(state=Source.State.DELETING)
    titles = dict(visible.filter(pk__in=ids).values_list("pk", "title"))
    for chat in chats:
        seen = [titles[pk] for pk in chat.source_ids if pk in titles]
        chat.titles = seen  # type: ignore[attr-defined]
    return chats


def list_askable(sight: Sight) -> QuerySet[Source]:
    return Source.objects.seen_by(sight).readable().order_by("title", "pk")


def messages_of(chat: ChatSession) -> QuerySet[ChatMessage]:
    """Newest first."""
    return ChatMessage.objects.filter(session=chat).order_by("-created_at", "-pk")


def recent_messages(
    *, user_id: UUID, source_id: UUID, limit: int, pages: tuple[int, int] | None = None
) -> list[ChatMessage]:
    """The last questions about this source alone, or these pages of it, oldest first."""
    first, last = pages or (None, None)
    newest = ChatMessage.objects.filter(
        session__user_id=user_id,
        session__source_ids=[source_id],
        session__first_page=first,
        session__last_page=last,
    ).order_by("-created_at")
    return list(newest[:limit])[::-1]


def count_ratings(source_id: UUID) -> dict[str, int]:
    """What people thought of answers that cite the source: "helpful", "unhelpful", and why."""
    cites = {"statements__contains": [{"citations": [{"source_id": str(source_id)}]}]}
    rated = ChatMessage.objects.filter(is_helpful__isnull=False, **cites)
    reasons = {name: Count("pk", filter=Q(reason=name)) for name in ChatMessage.Reason.values}
    return rated.aggregate(
        helpful=Count("pk", filter=Q(is_helpful=True)),
        unhelpful=Count("pk", filter=Q(is_helpful=False)),
        **reasons,
    )


def source_of(source_id: UUID | None) -> Source | None:
    """The source of a question or lesson that may have outlived it."""
    if source_id is None:
        return None
    return Source.objects.exclude(state=Source.State.DELETING).filter(pk=source_id).first()


def node_choices(source: Source) -> list[tuple[str, str]]:
    """(id, words) of each part, deeper ones indented, for a form."""
    nodes = StructureNode.objects.filter(source=source).exclude(kind=StructureNode.Kind.BOOK)
    rows = nodes.order_by("position").values_list("pk", "number", "title", "depth")
    return [
        (str(pk), "\u2003" * max(depth - 1, 0) + f"{number} {title}".strip())
        for pk, number, title, depth in rows
    ]


def first_part(source: Source) -> StructureNode | None:
    """The first numbered chapter, else the first chapter, else the first part; None without."""
    nodes = StructureNode.objects.filter(source=source).exclude(kind=StructureNode.Kind.BOOK)
    is_chapter = Q(kind=StructureNode.Kind.CHAPTER)
    ranks = Case(When(is_chapter & ~Q(number=""), then=0), When(is_chapter, then=1), default=2)
    return nodes.order_by(ranks, "position").first()


def minutes_of(source: Source) -> int:
    """About how long a lesson on all of it would be."""
    said = Q(kind__in=SPOKEN)
    found = Section.objects.filter(source=source).aggregate(
        characters=Sum(Length("text"), filter=said),
        headings=Count("pk", filter=Q(kind=SectionKind.HEADING)),
    )
    return expected_minutes((found["characters"] or 0) // CHARACTERS_A_WORD, found["headings"])


def node_of(source: Source, node_id: UUID) -> StructureNode:
    """Raises NotFound for a node of another source."""
    node = StructureNode.objects.filter(source=source, pk=node_id).first()
    if node is None:
        raise NotFound(_("That chapter is not in this source."))
    return node


def sections_of(request: LessonRequest, source: Source) -> Iterator[SectionText]:
    """The chosen part in reading order. A node takes the nodes below it along."""
    rows = Section.objects.filter(source=source).order_by("page_index", "position")
    if request.node_id:
        rows = rows.filter(node_id__in=subtree(node_of(source, request.node_id)))
    elif request.first_page is not None:
        rows = rows.filter(page_index__gte=request.first_page, page_index__lte=request.last_page)
    labels, parts = page_labels(source.pk), _Parts(source)
    for section in rows.iterator(chunk_size=500):
        label = labels.get(section.page_index, "")
        text = section_text(section, label, source)
        yield replace(text, part=parts.of(section), home=parts.home_of(section))


def section_text(section: Section, label: str, source: Source) -> SectionText:
    """By itself, without the part that it is of. label: as printed on its page."""
    captions = tuple(
        (int(line[0]), int(line[1]), time) for line in section.lines if (time := time_of_line(line))
    )
    place = moment_reference(captions[0][2]) if captions else page_reference(source, label)
    return SectionText(
        id=section.pk,
        kind=section.kind,
        text=section.text,
        alt=section.alt,
        page_index=section.page_index,
        page_label=label,
        reference=place,
        level=section.level,
        captions=captions,
    )


class _Parts:
    """Of which part of the book each section is, by title."""

    def __init__(self, source: Source):
        nodes = StructureNode.objects.filter(source=source).exclude(kind=StructureNode.Kind.BOOK)
        self._nodes: dict[UUID | None, StructureNode] = {node.pk: node for node in nodes}

    def home_of(self, section: Section) -> str:
        node = self._nodes.get(section.node_id)
        return str(node) if node else ""

    def of(self, section: Section) -> str:
        node = self._nodes.get(section.node_id)
        while node is not None and _plain(node.title) == _plain(section.text):
            node = self._nodes.get(node.parent_id)
        return str(node) if node else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def heading_at(source: Source, page_index: int) -> str:
    """The title of the deepest part that the page begins in; the source's where there is none."""
    return _title_of(_part_at(source, page_index), source)


def heading_around(source: Source, pages: tuple[int, int]) -> str:
    """The title of the deepest part that the first of these pages begins in, and that holds all."""
    node = _part_at(source, pages[0])
    while node is not None and node.end_page < pages[1]:
        node = node.parent
    return _title_of(node, source)


def _part_at(source: Source, page_index: int) -> StructureNode | None:
    sections = Section.objects.filter(source=source, page_index=page_index, node__isnull=False)
    if first := sections.select_related("node").order_by("position").first():
        return first.node
    nodes = StructureNode.objects.filter(source=source, start_page__lte=page_index)
    return nodes.order_by("-position").first()


def _title_of(node: StructureNode | None, source: Source) -> str:
    return source.title if node is None or node.kind == StructureNode.Kind.BOOK else str(node)


def subtree(node: StructureNode) -> list[UUID]:
    """It and what is below it: nodes are in reading order, and those below one follow it until
    the depth is back."""
    ids = [node.pk]
    following = StructureNode.objects.filter(
        source_id=node.source_id, position__gt=node.position
    ).order_by("position")
    for pk, depth in following.values_list("pk", "depth"):
        if depth <= node.depth:
            break
        ids.append(pk)
    return ids


def describe_request(request: LessonRequest) -> dict:
    """What became of a request, as scripts want it."""
    lesson = Lesson.objects.get(requests=request)
    segments = lesson.segments.all()
    return {
        "lesson_id": str(lesson.pk),
        "request_id": str(request.pk),
        "state": lesson.state,
        "problem": request.problem,
        "segments": segments.count(),
        "cached_segments": segments.filter(was_cached=True).count(),
        "duration_s": round(lesson.duration_s, 3),
        "files": lesson.files,
        "left_out": lesson.left_out,
        "seconds": {name: stage["seconds"] for name, stage in in_order(request.stages)},
    }

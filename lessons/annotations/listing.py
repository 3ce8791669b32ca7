"""Annotations as they are listed and filtered. In the organization's scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from lessons.annotations.access import seen_by
from lessons.models import Annotation, AnnotationReply
from organizations.models import Membership
from project.text.storable import storable


@dataclass(frozen=True, slots=True)
class Filter:
    """What is empty does not filter. query: words of it, of its replies or its tags."""

    query: str = ""
    kind: str = ""
    colour: str = ""
    tag: str = ""
    audience: str = ""
    author: UUID | None = None
    state: str = ""


def list_annotations(
    membership: Membership, source_ids: Iterable[UUID], wanted: Filter | None = None
) -> QuerySet[Annotation]:
    """Newest first, each with its author, class and living replies."""
    rows = _filtered(seen_by(membership, source_ids), wanted or Filter())
    replies = AnnotationReply.objects.filter(deleted_at=None).select_related("author")
    ordered = replies.order_by("created_at", "pk")
    thread = Prefetch("replies", ordered, "thread")
    rows = rows.select_related("author", "school_class").prefetch_related(thread)  # type: ignore[no-redef]
    return rows.order_by("-created_at", "pk")


def list_of_page(
    membership: Membership, source_id: UUID, index: int, wanted: Filter | None = None
) -> QuerySet[Annotation]:
    """As one reads: what stands first on the page is first."""
    rows = list_annotations(membership, [source_id], wanted).filter(page_index=index)
    return rows.order_by("start", "created_at", "pk")


def _filtered(rows: QuerySet[Annotation], wanted: Filter) -> QuerySet[Annotation]:
    exact = {
        "kind": wanted.kind,
        "colour": wanted.colour,
        "audience": wanted.audience,
        "author": wanted.author,
        "state": wanted.state,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.tag:
        rows = rows.filter(tags__contains=[storable(wanted.tag)])
    for word in storable(wanted.query).split():
        rows = rows.filter(_has(word))
    return rows


def _has(word: str) -> Q:
    replies = AnnotationReply.objects.filter(annotation=OuterRef("pk"), deleted_at=None)
    return (
        Q(text__icontains=word)
        | Q(exact__icontains=word)
        | Q(tags__contains=[word.lower()])
        | Q(Exists(replies.filter(text__icontains=word)))
    )

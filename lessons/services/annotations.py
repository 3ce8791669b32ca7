"""Annotations are made, changed, deleted and brought back; and so are replies to them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.annotations.access import require_annotate, require_may_share
from lessons.annotations.bodies import Body, DrawingBody, read_body, read_reply, read_tags
from lessons.annotations.targets import Place, Target, place_on, sha256_of, words_at
from lessons.models import Annotation, AnnotationReply
from library.models import Page, Source
from organizations import audit
from organizations.models import Membership
from organizations.scoping import unscoped
from project.errors import Conflict, Invalid

MOST = 5000  # of one person on one source
MOST_REPLIES = 500
KEPT = timedelta(days=1)  # what was deleted can be brought back that long
PLACE_FIELDS = ("start", "stop", "exact", "prefix", "suffix", "boxes", "page_sha256")


def create_annotation(
    *,
    by: Membership,
    source: Source,
    page: Page,
    kind: str,
    target: Target,
    body: dict[str, Any],
    colour: str = Annotation.Colour.YELLOW,
    tags: Iterable[str] = (),
    audience: str = Annotation.Audience.PRIVATE,
    class_id: UUID | None = None,
) -> Annotation:
    """source: with the person's `level`. Raises Invalid for what is not on the page or cannot be
    kept, Forbidden and NotFound for whom it cannot be shared with, Conflict for too many."""
    content = read_body(kind, body)
    place = place_on(page, target, content)
    _require_something_marked(kind, place)
    school_class = require_may_share(by, source, audience, class_id)
    own = Annotation.objects.filter(author=by.user_id, source_id=source.pk)
    if own.count() >= MOST:
        raise Conflict(_("You have made very many notes on this source. Delete some first."))
    annotation = Annotation(
        organization_id=by.organization_id,
        source_id=source.pk,
        page_index=page.index,
        author_id=by.user_id,
        kind=kind,
        colour=colour,
        tags=read_tags(list(tags)),
        audience=audience,
        school_class=school_class,
        **_columns(content),
    )
    put_at(annotation, page.index, place)
    annotation.save(force_insert=True)
    return annotation


def _require_something_marked(kind: str, place: Place) -> None:
    if kind == Annotation.Kind.HIGHLIGHT and not (place.exact or place.boxes):
        raise Invalid(_("Mark some words, or a box on the page."))


def _columns(content: Body) -> dict[str, Any]:
    columns: dict[str, Any] = {"text": content.text}
    if isinstance(content, DrawingBody):
        columns["strokes"] = [stroke.model_dump(mode="json") for stroke in content.strokes]
    return columns


def put_at(annotation: Annotation, page_index: int, place: Place) -> None:
    """Not saved."""
    annotation.page_index = page_index
    annotation.state, annotation.suggestion = Annotation.State.PLACED, None
    for name in PLACE_FIELDS:
        setattr(annotation, name, getattr(place, name))


def change_annotation(
    *,
    annotation: Annotation,
    by: Membership,
    page: Page,
    body: dict[str, Any] | None = None,
    colour: str | None = None,
    tags: Iterable[str] | None = None,
    audience: str | None = None,
    class_id: UUID | None = None,
) -> None:
    """What is None stays. annotation: with its `source`. Raises as `create_annotation`."""
    if body is not None:
        content = read_body(annotation.kind, _whole_body(annotation) | body)
        place_on(page, Target(), content)
        for name, value in _columns(content).items():
            setattr(annotation, name, value)
    if colour is not None:
        annotation.colour = colour
    if tags is not None:
        annotation.tags = read_tags(list(tags))
    if audience is not None:
        annotation.school_class = require_may_share(by, annotation.source, audience, class_id)
        annotation.audience = audience
    annotation.save()


def _whole_body(annotation: Annotation) -> dict[str, Any]:
    body: dict[str, Any] = {"text": annotation.text}
    if annotation.kind == Annotation.Kind.DRAWING:
        body["strokes"] = annotation.strokes
    return body


def place_at_suggestion(*, annotation: Annotation, page: Page) -> None:
    """Its author has looked at the nearest place, and takes it. Raises Conflict without one."""
    found = annotation.suggestion
    if annotation.state != Annotation.State.UNPLACED or not found or found["page"] != page.index:
        raise Conflict(_("There is no such place any more. Load the page again."))
    if "start" not in found:
        place_on_page(annotation=annotation, page=page)
        return
    if not found["stop"] <= len(page.text):
        raise Conflict(_("There is no such place any more. Load the page again."))
    put_at(annotation, page.index, words_at(page, found["start"], found["stop"]))
    annotation.save()


def place_on_page(*, annotation: Annotation, page: Page) -> None:
    """Onto a page as a whole: the words that it was about are kept beside it."""
    exact = annotation.exact
    boxes = annotation.boxes if page.width else []
    put_at(annotation, page.index, Place(page_sha256=sha256_of(page.text)))
    annotation.exact, annotation.boxes = exact, boxes
    annotation.save()


@transaction.atomic
def delete_annotation(*, annotation: Annotation, by: Membership) -> None:
    _delete(annotation, by)
    if annotation.author_id != by.user_id:
        _record("annotations.removed", annotation, annotation, by)


def restore_annotation(*, annotation: Annotation) -> None:
    _restore(annotation)


def create_reply(*, annotation: Annotation, by: Membership, text: str) -> AnnotationReply:
    """annotation: with its `source`. Raises Invalid, Forbidden, Conflict."""
    words = read_reply(text)
    if annotation.author_id != by.user_id:
        require_annotate(annotation.source)
    if annotation.replies.count() >= MOST_REPLIES:
        raise Conflict(_("This note has very many replies. Begin a new one."))
    return AnnotationReply.objects.create(
        organization_id=by.organization_id,
        annotation=annotation,
        author_id=by.user_id,
        text=words,
    )


def change_reply(*, reply: AnnotationReply, text: str) -> None:
    reply.text = read_reply(text)
    reply.save(update_fields=["text", "updated_at"])


@transaction.atomic
def delete_reply(*, reply: AnnotationReply, by: Membership) -> None:
    _delete(reply, by)
    if reply.author_id != by.user_id:
        _record("annotations.reply_removed", reply, reply.annotation, by)


def restore_reply(*, reply: AnnotationReply) -> None:
    _restore(reply)


def _delete(row: Annotation | AnnotationReply, by: Membership) -> None:
    row.deleted_at, row.deleted_by_id = timezone.now(), by.user_id
    row.save(update_fields=["deleted_at", "deleted_by"])


def _restore(row: Annotation | AnnotationReply) -> None:
    row.deleted_at, row.deleted_by = None, None
    row.save(update_fields=["deleted_at", "deleted_by"])


def _record(
    action: str, row: Annotation | AnnotationReply, annotation: Annotation, by: Membership
) -> None:
    """Who wrote it, and where; never what."""
    detail = {"of": str(row.author_id), "source": str(annotation.source_id)}
    audit.record(action, organization=by.organization, subject=row, detail=detail)


def purge_deleted() -> int:
    """Forget what can no longer be brought back. Returns how many rows went."""
    before = timezone.now() - KEPT
    with unscoped("of every organization"):
        replies = AnnotationReply.objects.filter(deleted_at__lt=before).delete()[0]
        return replies + Annotation.objects.filter(deleted_at__lt=before).delete()[0]

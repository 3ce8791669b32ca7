"""Annotations: /api/v1/annotations. For people; a key of the API is nobody and has none."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from lessons.annotations.access import (
    access_annotation,
    access_deleted,
    access_own,
    access_removable,
)
from lessons.annotations.listing import Filter, list_annotations
from lessons.annotations.schemas import (
    AnnotationIn,
    AnnotationOut,
    AnnotationPage,
    AnnotationPatch,
    ReplyIn,
    ReplyOut,
    Wanted,
)
from lessons.models import Annotation
from lessons.services import annotations as services
from library.access import access_source, source_sight
from library.selectors import page_of, visible_source_ids
from organizations.access import require
from organizations.callers import enter_as_person
from organizations.models import Membership
from project.paging import Window

router = Router(tags=["annotations"])


def _person(request: HttpRequest) -> Membership:
    membership = enter_as_person(request)
    require(membership, "library.view")
    return membership


@router.get("", response=AnnotationPage)
def annotation_list(request: HttpRequest, window: Query[Window], wanted: Query[Wanted]):
    """One's own and what is shared with one, newest first."""
    membership = _person(request)
    rows = list_annotations(membership, _source_ids(membership, wanted.source), _filter(wanted))
    if wanted.page is not None:
        rows = rows.filter(page_index=wanted.page)
    return window.cut(rows)


def _source_ids(membership: Membership, pk: UUID | None) -> list[UUID]:
    if pk is None:
        return visible_source_ids(source_sight(membership))
    return [access_source(membership, pk).pk]


def _filter(wanted: Wanted) -> Filter:
    return Filter(
        query=wanted.q,
        tag=wanted.tag.lower(),
        kind=wanted.kind or "",
        colour=wanted.colour or "",
        audience=wanted.audience or "",
        state=wanted.state or "",
    )


@router.post("", response={201: AnnotationOut})
def annotation_create(request: HttpRequest, sent: AnnotationIn):
    """The words and boxes that it is about are checked against the page."""
    membership = _person(request)
    source = access_source(membership, sent.source)
    made = services.create_annotation(
        by=membership,
        source=source,
        page=page_of(source, sent.page),
        body=sent.body.sent(),
        **_fields(sent, "kind", "target", "colour", "tags", "audience", "class_id"),
    )
    return Status(201, made)


def _fields(sent: AnnotationIn | AnnotationPatch, *names: str) -> dict[str, Any]:
    return {name: getattr(sent, name) for name in names}


@router.get("/{uuid:pk}", response=AnnotationOut)
def annotation_detail(request: HttpRequest, pk: UUID):
    """With its thread of replies."""
    return access_annotation(_person(request), pk)


@router.patch("/{uuid:pk}", response=AnnotationOut)
def annotation_change(request: HttpRequest, pk: UUID, sent: AnnotationPatch):
    """One's own."""
    membership = _person(request)
    annotation: Any = access_own(membership, pk)
    services.change_annotation(
        annotation=annotation,
        by=membership,
        page=page_of(annotation.source, annotation.page_index),
        body=sent.body.sent() if sent.body else None,
        **_fields(sent, "colour", "tags", "audience", "class_id"),
    )
    return annotation


@router.delete("/{uuid:pk}", response={204: None})
def annotation_delete(request: HttpRequest, pk: UUID):
    """For a day it can be brought back."""
    membership = _person(request)
    annotation = access_removable(membership, pk)
    services.delete_annotation(annotation=annotation, by=membership)
    return Status(204, None)


@router.post("/{uuid:pk}/restore", response=AnnotationOut)
def annotation_restore(request: HttpRequest, pk: UUID):
    """By who deleted it."""
    annotation: Annotation = access_deleted(_person(request), pk)
    services.restore_annotation(annotation=annotation)
    return annotation


@router.post("/{uuid:pk}/replies", response={201: ReplyOut})
def annotation_reply(request: HttpRequest, pk: UUID, sent: ReplyIn):
    membership = _person(request)
    annotation = access_annotation(membership, pk)
    reply = services.create_reply(annotation=annotation, by=membership, text=sent.text)
    return Status(201, reply)

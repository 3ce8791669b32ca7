"""What the API takes and gives of annotations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from lessons.annotations.bodies import STROKES, TAGS, Stroke
from lessons.annotations.exporting import target_of
from lessons.annotations.targets import Target
from lessons.models import Annotation


class BodyIn(Schema):
    """text: of every kind; of a note it has to be there. strokes: of a drawing."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = None
    strokes: list[Stroke] | None = Field(None, max_length=STROKES)

    def sent(self) -> dict[str, Any]:
        return self.model_dump(exclude_none=True)


class AnnotationIn(Schema):
    """page: index of the sheet, from 0. class_id: where the audience is a class."""

    model_config = ConfigDict(extra="forbid")

    source: UUID
    page: int = Field(ge=0, le=1_000_000)
    kind: Annotation.Kind
    target: Target = Field(default_factory=Target)
    body: BodyIn = Field(default_factory=lambda: BodyIn(strokes=None))
    colour: Annotation.Colour = Annotation.Colour.YELLOW
    tags: list[str] = Field(default_factory=list, max_length=TAGS * 2)
    audience: Annotation.Audience = Annotation.Audience.PRIVATE
    class_id: UUID | None = None


class AnnotationPatch(Schema):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    body: BodyIn | None = None
    colour: Annotation.Colour | None = None
    tags: list[str] | None = Field(None, max_length=TAGS * 2)
    audience: Annotation.Audience | None = None
    class_id: UUID | None = None


class ReplyIn(Schema):
    model_config = ConfigDict(extra="forbid")

    text: str


class ReplyOut(Schema):
    id: UUID
    author: str
    text: str
    created_at: datetime
    updated_at: datetime

    @staticmethod
    def resolve_author(reply) -> str:
        return str(reply.author)


class AnnotationOut(Schema):
    """target: as the W3C's Web Annotation model says it."""

    id: UUID
    source_id: UUID
    page: int = Field(validation_alias="page_index")
    kind: str
    colour: str
    tags: list[str]
    text: str
    strokes: list[Stroke]
    target: dict
    state: str
    audience: str
    class_id: UUID | None = Field(None, validation_alias="school_class_id")
    author_id: UUID
    author: str
    created_at: datetime
    updated_at: datetime
    replies: list[ReplyOut]

    @staticmethod
    def resolve_author(annotation) -> str:
        return str(annotation.author)

    @staticmethod
    def resolve_target(annotation) -> dict:
        return target_of(annotation)

    @staticmethod
    def resolve_replies(annotation) -> list:
        thread = getattr(annotation, "thread", None)
        if thread is not None:
            return thread
        rows = annotation.replies.filter(deleted_at=None).select_related("author")
        return list(rows.order_by("created_at", "pk"))


class AnnotationPage(Schema):
    items: list[AnnotationOut]
    next_cursor: str | None


class Wanted(Schema):
    source: UUID | None = Field(None, description="By default all that one may read.")
    page: int | None = Field(None, ge=0, le=1_000_000, description="Index of the sheet, from 0.")
    kind: Annotation.Kind | None = None
    colour: Annotation.Colour | None = None
    audience: Annotation.Audience | None = None
    state: Annotation.State | None = None
    tag: str = Field("", max_length=40)
    q: str = Field("", max_length=200)

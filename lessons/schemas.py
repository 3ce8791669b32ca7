"""What the API gives of lessons."""

from datetime import datetime
from uuid import UUID

from ninja import Schema


class LessonOut(Schema):
    id: UUID
    source_id: UUID
    title: str
    source_title: str
    scope_label: str
    language: str
    strategy: str
    state: str
    duration_s: float
    created_at: datetime


class LessonPage(Schema):
    items: list[LessonOut]
    next_offset: int | None


class SegmentOut(Schema):
    """One turn of one teacher; odd positions are the left teacher's."""

    position: int
    heading: str
    reference: str
    text: str

    @staticmethod
    def resolve_text(segment) -> str:
        return " ".join(sentence["text"] for sentence in segment.sentences)


class LessonDetail(LessonOut):
    attribution: str
    segments: list[SegmentOut]

    @staticmethod
    def resolve_segments(lesson) -> list:
        return list(lesson.segments.order_by("position"))

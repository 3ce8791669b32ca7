"""A segment's row -> what the renderer draws and speaks."""

from django.conf import settings

from lessons.models import Lesson, LessonSegment
from lessons.rendering.base import SegmentSpec, Sentence
from project import storage
from project.providers.base import Speech


def spec_of(lesson: Lesson, segment: LessonSegment, speech: Speech) -> SegmentSpec:
    side = segment.teacher
    figure = segment.figure or {}
    return SegmentSpec(
        teacher=side,
        teacher_name=settings.TEACHERS[side],
        heading=segment.heading,
        others=tuple(segment.others),
        sentences=tuple(sentence_of(entry) for entry in segment.sentences),
        bullets=tuple(segment.bullets),
        figure=storage.read_bytes(figure["key"]) if "key" in figure else None,
        figure_caption=figure.get("caption", ""),
        source_title=lesson.source_title,
        page_ref=segment.reference,
        language=lesson.language,
        voice=speech.voice(side, lesson.language),
        engine=speech.name,
    )


def sentence_of(entry: dict) -> Sentence:
    return Sentence(
        entry["text"],
        page_label=entry.get("page_label", ""),
        page_index=entry.get("page_index"),
        source_ref=entry.get("reference", ""),
    )

"""A lesson's rows -> the text that is read and printed."""

from django.conf import settings
from django.utils.translation import gettext

from lessons.describing import left_out_lines, others_line
from lessons.models import Lesson, LessonSegment
from lessons.rendering.handout import Handout, HandoutFigure, HandoutPart
from project import storage


def handout_of(lesson: Lesson, segments: list[LessonSegment]) -> Handout:
    return Handout(
        title=lesson.title,
        source_title=lesson.source_title,
        parts=tuple(_part(segment) for segment in segments),
        language=lesson.language,
        credit=lesson.attribution,
        notice=gettext(lesson.notice) if lesson.notice else "",
        left_out=tuple(left_out_lines(lesson)),
    )


def _part(segment: LessonSegment) -> HandoutPart:
    if segment.clip:
        return _clip(segment, segment.clip)
    return HandoutPart(
        teacher=segment.teacher,
        teacher_name=settings.TEACHERS[segment.teacher],
        heading=segment.heading,
        sentences=tuple((s["text"], s.get("reference", "")) for s in segment.sentences),
        figure=_figure(segment.figure or {}),
        others=others_line(segment.others),
    )


def _clip(segment: LessonSegment, clip: dict) -> HandoutPart:
    """In the words of its recording; nobody's turn."""
    return HandoutPart(
        teacher=segment.teacher,
        teacher_name=gettext("Clip"),
        heading=segment.heading,
        sentences=tuple((s["text"], s.get("reference", "")) for s in segment.sentences),
        others=clip["credit"],
    )


def _figure(figure: dict) -> HandoutFigure | None:
    if "key" not in figure:
        return None
    return HandoutFigure(storage.read_bytes(figure["key"]), figure.get("caption", ""))

"""What templates ask of a lesson; the words are in `lessons.describing`."""

from django import template

from lessons import describing
from lessons.models import Lesson

register = template.Library()


@register.filter
def lesson_facts(lesson: Lesson) -> list[str]:
    return describing.facts_of(lesson)


@register.filter
def current_stage(lesson: Lesson) -> dict:
    """Of a row of `list_lessons`."""
    return describing.current_stage(lesson.stage, lesson.stages)


@register.filter
def clock(seconds: float) -> str:
    return describing.clock(seconds)

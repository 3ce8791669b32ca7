"""What templates ask of a lesson; the words are in `lessons.describing`."""

from typing import Protocol

from django import template

from accounts.models import Modality
from lessons import describing
from lessons.models import Lesson

register = template.Library()


@register.filter
def lesson_facts(lesson: Lesson) -> list[str]:
    return describing.facts_of(lesson)


class Listed(Protocol):
    """A lesson as `lessons.selectors.list_lessons` gives it."""

    stage: str
    stages: dict | None


@register.filter
def current_stage(lesson: Listed) -> dict:
    return describing.current_stage(lesson.stage, lesson.stages)


@register.filter
def modality_words(modalities: list[str]) -> str:
    """ "Text, Video"."""
    return ", ".join(str(Modality(each).label) for each in modalities)


@register.filter
def clock(seconds: float) -> str:
    return describing.clock(seconds)

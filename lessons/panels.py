"""What a source's page shows of lessons: the ask box, and the lessons made from it."""

from django.http import HttpRequest

from lessons.access import lesson_sight
from lessons.answers import exchange_of
from lessons.forms import QuestionForm
from lessons.selectors import list_lessons_of, recent_messages
from library import registries
from library.models import Source
from library.registries import Panel

QUESTIONS = 6
LESSONS = 20


def register() -> None:
    registries.source_panels += [ask_panel, lessons_panel]


def ask_panel(request: HttpRequest, source: Source) -> Panel | None:
    if not source.is_readable:
        return None
    found = recent_messages(user_id=request.user.pk, source_id=source.pk, limit=QUESTIONS)
    exchanges = [exchange_of(message, request.organization.slug) for message in found]
    return Panel("lessons/_ask_panel.html", {"exchanges": exchanges, "form": QuestionForm()})


def lessons_panel(request: HttpRequest, source: Source) -> Panel | None:
    lessons = list(list_lessons_of(source, lesson_sight(request.membership))[:LESSONS])
    if not (lessons or source.is_readable):
        return None
    return Panel("lessons/_lessons_panel.html", {"lessons": lessons})

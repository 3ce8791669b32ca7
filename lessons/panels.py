"""What a source's page shows of lessons: the ask box, and the lessons made from it."""

from typing import cast

from django.http import HttpRequest

from lessons.access import lesson_sight
from lessons.answers import exchange_of
from lessons.forms import QuestionForm
from lessons.models import ChatMessage
from lessons.selectors import count_ratings, list_lessons_of, recent_messages
from library import registries
from library.models import Source
from library.registries import Panel
from organizations.asking import may_ask
from organizations.links import url_here
from organizations.models import Grant
from organizations.requests import OrganizationRequest

QUESTIONS = 6
LESSONS = 20


def register() -> None:
    registries.source_panels += [ask_panel, ratings_panel, lessons_panel]


def ask_panel(request: HttpRequest, source: Source) -> Panel | None:
    if not (source.is_readable and may_ask(cast(OrganizationRequest, request).membership)):
        return None
    found = recent_messages(user_id=request.user.pk, source_id=source.pk, limit=QUESTIONS)
    slug, shown = request.organization.slug, {source.pk}
    exchanges = [exchange_of(message, slug, shown) for message in found]
    data = {"exchanges": exchanges, "form": QuestionForm()}
    data["ask_url"] = url_here(request, "lessons:message_create", source.pk)
    data["chat_url"] = exchanges[-1].chat_url if exchanges else ""
    return Panel("lessons/_ask_panel.html", data)


def ratings_panel(request: HttpRequest, source: Source) -> Panel | None:
    """What readers thought of answers from this source, for who looks after it; nobody's words."""
    if source.level < Grant.Level.EDIT:
        return None
    counts = count_ratings(source.pk)
    if not counts["helpful"] + counts["unhelpful"]:
        return None
    reasons = [(word, counts[name]) for name, word in ChatMessage.Reason.choices if counts[name]]
    return Panel("lessons/_ratings_panel.html", counts | {"reasons": reasons})


def lessons_panel(request: HttpRequest, source: Source) -> Panel | None:
    lessons = list(list_lessons_of(source, lesson_sight(request.membership))[:LESSONS])
    if not (lessons or source.is_readable):
        return None
    return Panel("lessons/_lessons_panel.html", {"lessons": lessons})

"""Ask for a lesson by its topic."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.requesting.similar import lessons_on
from lessons.requesting.topics import find_topic
from lessons.safety.requests import look_at
from organizations.lesson_making import require_make_lessons

MOST_CHARACTERS = 200


@require_safe
def topic_find(request: HttpRequest) -> HttpResponse:
    """What the library that they may read holds on ?topic=, and which lessons there are on it."""
    require_make_lessons(request.membership)
    topic = " ".join(request.GET.get("topic", "").replace("\0", "").split())[:MOST_CHARACTERS]
    looked = look_at(topic, request.membership)
    wanted = "" if looked.refusal else looked.topic
    context = {
        "nav": "lessons",
        "topic": looked.topic,
        "looked": looked,
        "found": find_topic(request.membership, wanted),
        "lessons": lessons_on(request.membership, wanted) if wanted else [],
    }
    return render(request, "lessons/topic_find.html", context)

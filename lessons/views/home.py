"""Where a person goes on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.usage import warnings_of
from lessons.access import lesson_sight
from lessons.portal.home import student_home
from lessons.selectors import list_lessons
from library.access import source_sight
from library.listing import with_facts
from library.models import Source
from library.selectors import list_active, list_sources, visible_source_ids
from organizations.lesson_making import may_make_lessons
from organizations.models import Role
from organizations.roles import may
from organizations.selectors.classes import list_own_classes
from organizations.selectors.people import list_wards

ROWS = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.membership.role == Role.GUARDIAN:
        context = {"nav": "home", "wards": list_wards(request.membership)}
        return render(request, "organizations/guardian_home.html", context)
    if request.membership.role == Role.STUDENT:
        context = {"nav": "home", **student_home(request.membership)}
        return render(request, "lessons/student_home.html", context)
    user, sight = request.user, source_sight(request.membership)
    reading = list(list_sources(sight, show="reading")[:ROWS])
    active = [source for source in list_active(user, sight) if source.state in Source.FINAL]
    newest = list_sources(sight).filter(state__in=Source.FINAL)
    others = list(newest.exclude(pk__in=[source.pk for source in active])[:ROWS])
    with_facts([*reading, *active, *others], user)
    lessons = list_lessons(lesson_sight(request.membership), source_ids=visible_source_ids(sight))
    context = {
        "nav": "home",
        "my_classes": list_own_classes(request.membership),
        "wards": list_wards(request.membership),
        "reading": reading,
        "active": active,
        "sources": others[: max(ROWS - len(active), 2)],
        "lessons": list(lessons[:ROWS]),
        "adds_sources": may(request.membership, "library.add"),
        "makes_lessons": may_make_lessons(request.membership),
        "warnings": warnings_of(request.membership),
    }
    return render(request, "home.html", context)

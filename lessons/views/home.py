"""Where a person goes on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.selectors import list_lessons
from library.listing import with_facts
from library.models import Source
from library.selectors import list_active, list_sources, visible_source_ids
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
    user = request.user
    reading = list(list_sources(user.pk, show="reading")[:ROWS])
    active = [source for source in list_active(user) if source.state in Source.FINAL]
    newest = list_sources(user.pk).filter(state__in=Source.FINAL)
    others = list(newest.exclude(pk__in=[source.pk for source in active])[:ROWS])
    with_facts([*reading, *active, *others], user)
    ids = visible_source_ids(user.pk)
    context = {
        "nav": "home",
        "my_classes": list_own_classes(request.membership),
        "reading": reading,
        "active": active,
        "sources": others[: max(ROWS - len(active), 2)],
        "lessons": list(list_lessons(user.pk, source_ids=ids)[:ROWS]),
        "adds_sources": may(request.membership, "library.add"),
        "makes_lessons": may(request.membership, "lessons.make"),
    }
    return render(request, "home.html", context)

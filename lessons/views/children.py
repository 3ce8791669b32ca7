"""A guardian looks in on their child."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.access import access_lesson
from lessons.models import Lesson, LessonSegment
from lessons.portal.children import access_child, child_home
from lessons.progress.mastery import FEW, MASTERED
from lessons.progress.selectors import progress_of_child
from lessons.selectors import latest_request, list_segments
from lessons.showing import show
from lessons.views.lessons import captions_of, media_of
from organizations.links import url_here
from organizations.models import Membership
from organizations.selectors.people import list_wards
from project import storage


@require_safe
def child_detail(request: HttpRequest, pk: int) -> HttpResponse:
    child = access_child(request.membership, pk)
    context = {
        "nav": "home",
        "wards": list_wards(request.membership),
        "progress": progress_of_child(request.membership, pk),
        "few": FEW,
        "mastered_at": MASTERED,
        **child_home(child),
    }
    return render(request, "lessons/child_home.html", context)


@require_safe
def child_lesson(request: HttpRequest, pk: int, lesson_pk: UUID) -> HttpResponse:
    """One that the child sees; its pages cannot be opened from here."""
    child = access_child(request.membership, pk)
    lesson = access_lesson(child, lesson_pk)
    asked, segments = latest_request(lesson), list_segments(lesson)
    context = {
        "nav": "home",
        "child": child,
        "lesson": lesson,
        "shown": show(
            lesson,
            segments,
            slug=request.organization.slug,
            figure_url=_figures_of(segments),
            preferred=request.user.preferred_modality,
            modalities=asked.modalities if asked else ["text"],
            with_pages=False,
            opened=request.GET.get("open", ""),
        ),
        "media": media_of(lesson),
        "captions_url": _captions_url(request, child, lesson),
    }
    return render(request, "lessons/child_lesson.html", context)


def _captions_url(request: HttpRequest, child: Membership, lesson: Lesson) -> str:
    return url_here(request, "lessons:child_captions", child.pk, lesson.pk)


def _figures_of(segments: list[LessonSegment]):
    keys = {each.position: (each.figure or {}).get("key", "") for each in segments}
    return lambda position: storage.download_url(
        keys[position], filename=f"figure-{position}.png", inline=True
    )


@require_safe
def child_captions(request: HttpRequest, pk: int, lesson_pk: UUID) -> HttpResponse:
    child = access_child(request.membership, pk)
    return captions_of(access_lesson(child, lesson_pk))

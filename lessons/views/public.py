"""A lesson to watch without an account: its words, its sound and its pictures, and no more.

What it was made from, by whom and where is not shown, and its pages cannot be opened from here.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lessons import selectors
from lessons.public import enter_public, newest_public
from lessons.showing import show
from lessons.views.lessons import captions_of, figure_of, media_of
from project.errors import NotFound


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """That of the front page."""
    lesson = newest_public()
    if lesson is None:
        raise NotFound(_("No lesson is shown to everybody here yet."))
    return redirect("public_lesson", pk=lesson.pk)


@require_safe
def public_lesson(request: HttpRequest, pk: UUID) -> HttpResponse:
    lesson = enter_public(pk)
    shown = show(
        lesson,
        selectors.list_segments(lesson),
        slug="",
        figure_url=lambda position: reverse("public_figure", args=[lesson.pk, position]),
        preferred="video",
        modalities=["text"],
        with_pages=False,
        opened=request.GET.get("open", ""),
    )
    context = {
        "lesson": lesson,
        "shown": shown,
        "media": media_of(lesson),
        "captions_url": reverse("public_captions", args=[lesson.pk]),
    }
    return render(request, "lessons/public_lesson.html", context)


@require_safe
def public_captions(request: HttpRequest, pk: UUID) -> HttpResponse:
    return captions_of(enter_public(pk))


@require_safe
def public_figure(request: HttpRequest, pk: UUID, position: int) -> HttpResponseRedirect:
    return figure_of(enter_public(pk), position)

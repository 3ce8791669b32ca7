"""Put a clip of a recording, or a compilation, into a lesson; take it out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lessons.access import access_lesson
from lessons.compilations.access import access_compilation, access_recording, list_compilations
from lessons.compilations.candidates import find_candidates
from lessons.compilations.recordings import recordings
from lessons.inserts.access import access_clip
from lessons.inserts.choosing import Insert, of_compilation, of_stretch
from lessons.inserts.forms import InsertForm
from lessons.inserts.placing import insert_clip, take_out
from lessons.models import Lesson
from lessons.selectors import list_segments
from library.access import source_sight
from library.ingestion.captions.clock import fine_clock
from organizations.access import require
from organizations.links import url_here
from organizations.models import Membership
from project.errors import Conflict, Invalid, LimitReached, NotFound
from project.languages import interface_language
from project.text.storable import storable

OFFERED = 200  # recordings, and compilations


@require_http_methods(["GET", "POST"])
def lesson_inserts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`q` looks for stretches; one that is taken fills the form, by the address."""
    lesson = _lesson(request.membership, pk)
    segments = list_segments(lesson)
    form = InsertForm(
        request.POST or None,
        places=[(each.position, each.heading) for each in segments],
        recordings=_recordings(request.membership),
        compilations=_compilations(request.membership),
        initial={name: request.GET.get(name, "") for name in InsertForm.base_fields},
    )
    if request.method == "POST" and form.is_valid():
        try:
            insert = _chosen(request.membership, lesson, form)
            insert_clip(lesson, insert, before=form.cleaned_data["before"])
        except (Conflict, Invalid, LimitReached, NotFound) as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("It is being put in. What is here already stays."))
            return HttpResponseRedirect(url_here(request, "lessons:lesson_detail", lesson.pk))
    query = storable(request.GET.get("q", "")).strip()[:200]
    context = {
        "nav": "lessons",
        "lesson": lesson,
        "form": form,
        "clips": [segment for segment in segments if segment.clip],
        "is_making": lesson.state == Lesson.State.MAKING,
        "query": query,
        "candidates": [
            {"found": found, "start": _clock(found.start_ms), "end": _clock(found.end_ms)}
            for found in (find_candidates(query, request.membership) if query else [])
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "lessons/lesson_inserts.html", context, status=status)


@require_POST
def lesson_insert_remove(request: HttpRequest, pk: UUID, position: int) -> HttpResponse:
    lesson = _lesson(request.membership, pk)
    take_out(access_clip(lesson, position))
    messages.success(request, _("It is taken out. The lesson is put together without it."))
    return HttpResponseRedirect(url_here(request, "lessons:lesson_detail", lesson.pk))


def _lesson(membership: Membership, pk: UUID) -> Lesson:
    lesson = access_lesson(membership, pk, "lessons.edit")
    require(membership, "compilations.make")
    return lesson


def _chosen(membership: Membership, lesson: Lesson, form: InsertForm) -> Insert:
    """What is said of it stands in the lesson: in its language."""
    data, chosen = form.cleaned_data, form.chosen()
    if data["recording"]:
        source = access_recording(membership, chosen)
        with translation.override(interface_language(lesson.language)):
            return of_stretch(source, data["start"], data["end"])
    compilation = access_compilation(membership, chosen)
    with translation.override(interface_language(lesson.language)):
        return of_compilation(compilation)


def _recordings(membership: Membership) -> list[tuple[str, str]]:
    rows = recordings(source_sight(membership)).order_by("title", "pk")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")[:OFFERED]]


def _compilations(membership: Membership) -> list[tuple[str, str]]:
    rows = list_compilations(membership).exclude(files={}).filter(is_outdated=False)
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")[:OFFERED]]


def _clock(time_ms: int) -> str:
    return fine_clock(time_ms / 1000)

"""Lessons: the list, one lesson, its files."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Modality
from billing.usage import uses_of
from lessons import selectors
from lessons.access import access_lesson, lesson_sight, sees_source
from lessons.costing import LessonCost, cost_of_lesson
from lessons.describing import formats_of, reading_minutes, ready_modalities, stage_rows
from lessons.files import filename_of
from lessons.inserts.access import may_insert
from lessons.line import most_on_line, within
from lessons.models import Lesson, LessonRequest, LessonSegment
from lessons.paying import meter_of
from lessons.portal.home import left_of
from lessons.portal.places import second_in
from lessons.progress.panel import lesson_reports
from lessons.requesting.adding import missing_modalities
from lessons.showing import show
from lessons.strategies.describing import failing_sentences
from lessons.views.sharing import shared_lesson
from library.access import source_sight
from library.listing import PAGE_ROWS, page_number
from library.models import Source
from library.selectors import visible_source_ids
from library.views.lists import STOP_POLLING
from organizations.access import require
from organizations.lesson_making import may_make_lessons
from organizations.links import url_here
from organizations.models import Grant
from organizations.roles import STAFF, may
from organizations.views.sharing import is_for_many, panel_of
from project import storage
from project.errors import NotFound


@require_safe
def lesson_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "lessons.view")
    page = page_number(request)
    start = (page - 1) * PAGE_ROWS
    found = list(_visible(request)[start : start + PAGE_ROWS + 1])
    context = {
        "nav": "lessons",
        "lessons": found[:PAGE_ROWS],
        "page": page,
        "next_page": page + 1 if len(found) > PAGE_ROWS else None,
        "makes_lessons": may_make_lessons(request.membership),
    }
    return render(request, "lessons/lesson_list.html", context)


def _visible(request: HttpRequest):
    sources = visible_source_ids(source_sight(request.membership))
    return selectors.list_lessons(lesson_sight(request.membership), source_ids=sources)


@require_safe
def lesson_row(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One row; a browser asks for it until the lesson is made."""
    access_lesson(request.membership, pk)
    lesson = _visible(request).get(pk=pk)
    status = 200 if lesson.state == Lesson.State.MAKING else STOP_POLLING
    return render(request, "lessons/_lesson_row.html", {"lesson": lesson}, status=status)


@require_safe
def lesson_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    lesson = access_lesson(request.membership, pk)
    return render(request, "lessons/lesson_detail.html", _page(request, lesson))


@require_safe
def lesson_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The stages while it is made. What is ready since the page was made (`have`) is offered,
    and loaded at once where the page has nothing yet: nobody's reading is interrupted."""
    lesson = access_lesson(request.membership, pk)
    context = _page(request, lesson)
    have = request.GET.get("have", "").split("-")
    news = [key for key in context["shown"].ready if key not in have]
    is_final = lesson.state != Lesson.State.MAKING
    context |= {"news": news, "have": request.GET.get("have", "")}
    response = render(request, "lessons/lesson_detail.html#lesson-progress", context)
    if news and have == [""]:
        response["HX-Refresh"] = "true"
    if is_final:
        response.status_code = STOP_POLLING
    return response


def _page(request: HttpRequest, lesson: Lesson) -> dict:
    job = selectors.latest_request(lesson) or LessonRequest(lesson=lesson, modalities=["text"])
    source = selectors.source_of(lesson.source_id)
    is_hidden = source is not None and not sees_source(request.membership, source.pk)
    source = None if is_hidden else source
    opened = request.GET.get("open", "")
    most = most_on_line(request.headers)
    segments = selectors.list_segments(lesson)
    shown = show(
        lesson,
        segments,
        slug=request.organization.slug,
        figure_url=lambda position: url_here(request, "lessons:lesson_figure", lesson.pk, position),
        preferred=within(request.user.preferred_modality, most, ready_modalities(lesson)),
        modalities=job.modalities,
        with_pages=source is not None,
        opened=opened,
        recordings=_recordings(request, segments),
    )
    return {
        "nav": "lessons",
        "lesson": lesson,
        "job": job,
        "source": source,
        "source_is_hidden": is_hidden,
        "shown": shown,
        "opened": opened,
        "is_lean": most != Modality.VIDEO,
        "second": second_in(request.membership, lesson),
        "reading_minutes": _reading_minutes(request, segments),
        "formats": formats_of(lesson, job.modalities),
        "missing": _missing(request, lesson, job, source),
        "have": shown.have,
        "stages": stage_rows(job.stages, job.modalities),
        "is_making": lesson.state == Lesson.State.MAKING,
        "retries": source is not None
        and lesson.state in (Lesson.State.FAILED, Lesson.State.PARTIAL)
        and (lesson.level >= Grant.Level.EDIT or request.membership.role in STAFF)
        and may_make_lessons(request.membership),
        "assigns": lesson.state != Lesson.State.MAKING
        and may(request.membership, "assignments.make"),
        "makes_again": source is not None
        and source.is_readable
        and may_make_lessons(request.membership),
        "media": media_of(lesson),
        "inserts": may_insert(request.membership, lesson),
        "reports": lesson_reports(request, lesson),
        "sharing": _sharing(request, lesson),
        "cost": _cost(request, lesson),
        "failing": failing_sentences(lesson) if request.membership.role in STAFF else [],
    }


def _recordings(request: HttpRequest, segments: list[LessonSegment]) -> list[UUID]:
    """Of its clips those that the person sees as well."""
    if not any(segment.clip for segment in segments):
        return []
    return visible_source_ids(source_sight(request.membership))


def _reading_minutes(request: HttpRequest, segments: list[LessonSegment]) -> int:
    return reading_minutes(segments, request.user.playing_rate) if segments else 0


def _missing(
    request: HttpRequest, lesson: Lesson, job: LessonRequest, source: Source | None
) -> list[dict]:
    """{"modality", "is_wished", "left"} of what may be asked for beside what there is."""
    is_staff = request.membership.role in STAFF
    may_add = lesson.level >= Grant.Level.EDIT or is_staff
    is_done = lesson.state == Lesson.State.READY and source is not None
    if not is_done or not may_add or not may_make_lessons(request.membership):
        return []
    wanting = missing_modalities(lesson)
    left = left_of(uses_of(request.membership)) if wanting else {}
    return [
        {
            "modality": each,
            "is_wished": each in job.requested_modalities,
            "left": left[meter_of([each]).value].own.left,
        }
        for each in wanting
    ]


def _cost(request: HttpRequest, lesson: Lesson) -> LessonCost | None:
    """For staff, once it is made."""
    is_made = lesson.state != Lesson.State.MAKING
    return cost_of_lesson(lesson) if is_made and request.membership.role in STAFF else None


def _sharing(request: HttpRequest, lesson: Lesson) -> dict | None:
    if lesson.level < Grant.Level.ADMINISTER or not is_for_many(request.membership):
        return None
    return panel_of(request, shared_lesson(request, lesson))


def media_of(lesson: Lesson) -> dict[str, str]:
    """Links for the player, good for some hours."""
    return {
        kind: storage.download_url(
            lesson.files[kind], filename=filename_of(lesson, kind), inline=True
        )
        for kind in ("m4a", "mp4")
        if kind in lesson.files
    }


@require_safe
def lesson_file(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """A file to keep, by a link that runs out."""
    lesson = access_lesson(request.membership, pk)
    if kind not in lesson.files:
        raise NotFound(_("This lesson has no such file, or not yet."))
    name = filename_of(lesson, kind)
    return HttpResponseRedirect(
        storage.download_url(lesson.files[kind], filename=name, inline=False)
    )


@require_safe
def lesson_captions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From here and not by a link: a browser takes captions from the page's own site only."""
    return captions_of(access_lesson(request.membership, pk))


def captions_of(lesson: Lesson) -> HttpResponse:
    """Raises NotFound."""
    if "captions" not in lesson.files:
        raise NotFound(_("This lesson has no captions, or not yet."))
    text = storage.read_bytes(lesson.files["captions"])
    response = HttpResponse(text, content_type="text/vtt; charset=utf-8")
    patch_cache_control(response, private=True, max_age=3600)
    return response


@require_safe
def lesson_figure(request: HttpRequest, pk: UUID, position: int) -> HttpResponse:
    return figure_of(access_lesson(request.membership, pk), position)


def figure_of(lesson: Lesson, position: int) -> HttpResponseRedirect:
    """Raises NotFound."""
    segment = lesson.segments.filter(position=position).first()
    key = (segment.figure or {}).get("key") if segment else None
    if key is None:
        raise NotFound(_("There is no such figure in this lesson."))
    response = HttpResponseRedirect(
        storage.download_url(key, filename=f"figure-{position}.png", inline=True)
    )
    patch_cache_control(response, private=True, max_age=600)
    return response

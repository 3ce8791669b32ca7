"""Ask for a lesson, or for another try."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lessons import selectors
from lessons.access import access_lesson
from lessons.forms import LessonForm
from lessons.services.lessons import part_of, request_lesson, retry_lesson
from lessons.strategies import registry as strategies
from library.access import access_source
from library.models import Source
from library.selectors import list_sources
from organizations.access import require
from organizations.links import url_here
from project.errors import Conflict, Invalid, NotFound, ProviderError


@require_http_methods(["GET", "POST"])
def lesson_create(request: HttpRequest) -> HttpResponse:
    """On the source in `source`; `node` or `pages` name a part of it that is chosen at first."""
    require(request.membership, "lessons.make")
    pk = _id(request.GET.get("source", ""))
    if pk is None:
        return _choose_source(request)
    source = access_source(request.membership, pk, "library.view")
    form = LessonForm(
        request.POST or None,
        source=source,
        nodes=selectors.node_choices(source),
        minutes=selectors.minutes_of(source),
        initial=_defaults(request, source),
    )
    if request.method == "POST" and form.is_valid():
        try:
            lesson_request = _request(request, source, form.cleaned_data, form.part_asked())
        except (Conflict, Invalid, NotFound, ProviderError) as error:
            form.add_error(None, error.message)
        else:
            url = url_here(request, "lessons:lesson_detail", lesson_request.lesson_id)
            return HttpResponseRedirect(url)
    context = {"nav": "lessons", "source": source, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "lessons/lesson_create.html", context, status=status)


def _choose_source(request: HttpRequest) -> HttpResponse:
    sources = list_sources(request.user.pk).filter(state__in=Source.READABLE)[:200]
    context = {"nav": "lessons", "sources": sources}
    return render(request, "lessons/lesson_source.html", context)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _defaults(request: HttpRequest, source: Source) -> dict:
    """From the address, else from the book and the person."""
    pages = request.GET.get("pages", "")[:30]
    return {
        "part": "pages" if pages else request.GET.get("node") or _first_part(source),
        "pages": pages,
        "modalities": list(dict.fromkeys(["text", request.user.preferred_modality])),
        "strategy": strategies.DEFAULT,
        "language": source.language or request.user.language,
    }


def _first_part(source: Source) -> str:
    """A lesson on a whole book is rarely meant."""
    node = selectors.first_part(source)
    return str(node.pk) if node else "whole"


def _request(request: HttpRequest, source: Source, data: dict, part: dict):
    return request_lesson(
        user=request.user,
        source=source,
        part=part_of(source, **part),
        modalities=data["modalities"],
        language=data["language"],
        strategy=data["strategy"],
    )


@require_POST
def lesson_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    lesson = access_lesson(request.membership, pk, "lessons.make")
    made = selectors.latest_request(lesson)
    if made is None:
        raise Conflict(_("Nobody has asked for this lesson; make a new one."))
    retry_lesson(made)
    messages.success(request, _("What is missing is made again."))
    return HttpResponseRedirect(url_here(request, "lessons:lesson_detail", lesson.pk))

"""Correcting what is said in a recording, beside its player."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from library import selectors
from library.correcting import sections
from library.correcting.showing import state_of
from library.ingestion.captions import fine_clock, seconds
from library.ingestion.captions.lines import Caption, captions_of
from library.models import Page, Section, Source
from library.playing import recording_of
from library.views.correcting import asked_of, editable_source
from organizations.links import url_here
from project.errors import Conflict, Invalid, NotFound
from project.text.storable import storable


@dataclass(frozen=True, slots=True)
class ShownCaption:
    """number: in its section. joins: there is a next one to join it with."""

    section: Section
    number: int
    caption: Caption
    joins: bool

    @property
    def begins(self) -> str:
        return fine_clock(self.caption.time[0])

    @property
    def ends(self) -> str:
        return fine_clock(self.caption.time[1])


@require_safe
def transcript_correct(request: HttpRequest, pk: UUID, index: int) -> HttpResponse:
    source = _source(request, pk)
    return _page(request, source, selectors.page_of(source, index))


@require_POST
def caption_correct(
    request: HttpRequest, pk: UUID, index: int, section_pk: UUID, number: int
) -> HttpResponse:
    """do: say, with its text and times, or join with the next one."""
    source = _source(request, pk)
    page = selectors.page_of(source, index)
    try:
        _change(request, source, page, section_pk, number)
    except (Invalid, Conflict) as error:
        return _page(request, source, page, error=error)
    if request.htmx:
        return _page(request, source, page)
    here = url_here(request, "library:transcript_correct", pk, index)
    return HttpResponseRedirect(f"{here}?{urlencode({'at': request.POST.get('begins', '')})}")


def _source(request: HttpRequest, pk: UUID) -> Source:
    source = editable_source(request, pk)
    if not source.has_time:
        raise NotFound(_("This source has no transcript."))
    return source


def _change(request: HttpRequest, source: Source, page: Page, pk: UUID, number: int) -> None:
    do, asked = request.POST.get("do", ""), asked_of(request)
    if do == "join":
        sections.join_captions(source, page, pk, number=number, **asked)
    elif do == "say":
        texts = storable(request.POST.get("text", "")).splitlines()
        time = (_second(request, "begins"), _second(request, "ends"))
        sections.say(source, page, pk, number=number, texts=texts, time=time, **asked)
    else:
        raise Invalid(_("Choose what to do with the caption."))


def _second(request: HttpRequest, name: str) -> float:
    found = seconds(request.POST.get(name, "")[:20])
    if found is None:
        raise Invalid(_("Write a time as 12:31 or 12:31.40."))
    return found


def _page(
    request: HttpRequest, source: Source, page: Page, *, error: Invalid | Conflict | None = None
) -> HttpResponse:
    """htmx puts in its place what comes with 422; a Conflict comes so too, with how it is now."""
    page.refresh_from_db(fields=["label", "start_s", "end_s"])
    is_last_page = page.index + 1 >= source.page_count
    context = {
        "nav": "library",
        "source": source,
        "page": page,
        "captions": list(_captions(page)),
        "recording": recording_of(request, source),
        "opens_at": page.start_s or 0.0,
        "at_s": None,
        "state": state_of(source),
        "problem": error and error.message,
        "previous": page.index - 1 if page.index else None,
        "next": None if is_last_page else page.index + 1,
    }
    template = "library/transcript_correct.html" + ("#correcting" if request.htmx else "")
    status = 200 if error is None else 422 if request.htmx else error.status
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _captions(page: Page):
    for section in Section.objects.filter(page=page).order_by("position"):
        found = captions_of(section.text, section.lines)
        for number, caption in enumerate(found):
            yield ShownCaption(section, number, caption, number + 1 < len(found))

"""One page of a source: its picture, its words, and what is marked on it."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from library import registries, selectors
from library.access import access_source
from library.drawers import drawers
from library.ingestion.captions import seconds
from library.ingestion.receipt import UNREAD
from library.media import media_url
from library.models import Page, Section, Source
from library.moments import page_at
from library.pictures import PAGE_WIDTHS, WIDTHS, page_image
from library.playing import recording_of
from library.reading import ShownSection, mark_at, mark_of, second_of, shown_sections
from library.scenes import scene_picture
from library.views.web import where_cited
from organizations.lesson_making import may_make_lessons
from organizations.links import url_here
from organizations.models import Grant
from project.errors import NotFound

YEAR_S = 365 * 24 * 3600  # a picture of one version of a book does not change
QUOTE = 300  # characters of it are looked for on a page


@require_safe
def page_detail(request: HttpRequest, pk: UUID, index: int) -> HttpResponse:
    source = access_source(request.membership, pk, "library.view")
    quote = request.GET.get("quote", "")[:QUOTE]
    if source.address and quote and (elsewhere := where_cited(request, source, index, quote)):
        return HttpResponseRedirect(elsewhere)
    page = selectors.page_of(source, index)
    node = selectors.node_at(source, index)
    mark = mark_of(
        source,
        page,
        atom_id=_id(request, "atom"),
        quote=quote,
        phrase=request.GET.get("phrase", "")[:QUOTE],
    )
    at_s = _asked_second(request, source)
    if mark is None and at_s is not None:
        mark = mark_at(source, page, at_s)
    sections = shown_sections(request, source, page, mark=mark, section_id=_id(request, "section"))
    if at_s is None:
        at_s = second_of(sections)
    context = {
        "nav": "library",
        "source": source,
        "page": page,
        "sheet": index + 1,
        "node": node,
        "sections": sections,
        "title": _title(page, sections),
        "is_unread": page.outcome in UNREAD,
        "previous": index - 1 if index else None,
        "next": index + 1 if index + 1 < source.page_count else None,
        "widths": PAGE_WIDTHS,
        "at_s": at_s,
    }
    if request.htmx:
        response = render(request, "library/_sheet.html", context)
    else:
        response = render(
            request, "library/page_detail.html", context | _frame(request, source, page)
        )
    patch_vary_headers(response, ["HX-Request"])
    if page.width:
        drawers().warm()
    return response


def _frame(request: HttpRequest, source: Source, page: Page) -> dict:
    """What is around the pages, however many of them one reads."""
    makes_lessons = source.is_readable and may_make_lessons(request.membership)
    made = (make(request, source, page) for make in registries.reader_panels)
    return {
        "makes_lessons": makes_lessons,
        "corrects": source.is_readable and source.level >= Grant.Level.EDIT,
        "panels": [panel for panel in made if panel],
        "recording": recording_of(request, source),
        "opens_at": page.start_s or 0.0,
        "teachers": settings.TEACHERS,
        "any_section": UUID(int=0),  # stands in an address for that of the section in view
    }


def _title(page: Page, sections: list[ShownSection]) -> str:
    """Of a module, unless its first words are its title."""
    first = sections[0].row.text if sections else ""
    return "" if page.title in first else page.title


def _id(request: HttpRequest, name: str) -> UUID | None:
    """An id from the query; nonsense marks nothing."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _asked_second(request: HttpRequest, source: Source) -> float | None:
    """Of a recording, from ?at=751.5 or ?page=12:31; nonsense is none."""
    if not source.has_time:
        return None
    asked = request.GET.get("at", "")
    if asked.isascii() and len(asked) < 10 and asked.replace(".", "", 1).isdigit():
        return float(asked)
    return seconds(request.GET.get("page", ""))


@require_safe
def page_find(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From "xii" or "527", as printed, to that page."""
    source = access_source(request.membership, pk, "library.view")
    sought = request.GET.get("page", "")
    if source.has_time and (at_s := _asked_second(request, source)) is not None:
        here = url_here(request, "library:page_detail", pk, page_at(source, at_s))
        return HttpResponseRedirect(f"{here}?at={at_s:g}")
    page = selectors.find_page(source, sought)
    if page is not None:
        return HttpResponseRedirect(url_here(request, "library:page_detail", pk, page.index))
    raise NotFound(
        _("There is no page “%(page)s” in “%(title)s”.")
        % {"page": sought[:20], "title": source.title}
    )


@require_safe
def page_picture(request: HttpRequest, pk: UUID, index: int) -> HttpResponse:
    """The page as a picture: students see the page, nobody gets the file."""
    source = access_source(request.membership, pk, "library.view")
    width = _width(request)
    etag = f'"{source.version}-{index}-{width}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = _picture(source, index, width)
        response["ETag"] = etag
    if request.GET.get("v") == str(source.version):
        patch_cache_control(response, private=True, max_age=YEAR_S, immutable=True)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def _picture(source: Source, index: int, width: int) -> HttpResponse:
    page = selectors.page_of(source, index)
    picture = page_image(source, page, width) if page.width else scene_picture(source, page)
    if picture is None:
        raise NotFound(_("This page has no picture."))
    return HttpResponse(picture, content_type="image/webp")


def _width(request: HttpRequest) -> int:
    asked = request.GET.get("w", "")
    return int(asked) if asked in map(str, WIDTHS) else PAGE_WIDTHS[0]


@require_safe
def section_picture(request: HttpRequest, pk: UUID, section_pk: UUID) -> HttpResponse:
    """A figure that the source carries beside its text, by a link that runs out."""
    source = access_source(request.membership, pk, "library.view")
    section = Section.objects.filter(source=source, pk=section_pk).exclude(media="").first()
    if section is None:
        raise NotFound(_("There is no such figure in this source."))
    response = HttpResponseRedirect(media_url(source, section.media))
    patch_cache_control(response, private=True, max_age=600)
    return response

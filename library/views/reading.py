"""What stands beside the pages that one reads: contents, small pictures, what was sought."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from library import registries, selectors
from library.access import access_source, source_sight
from library.finding import LONGEST, Hit, find_meaning, find_phrase
from library.models import Section
from library.pictures import THUMBNAIL_WIDTH
from library.related import related_passages
from library.retrieval.search import RetrievedAtom
from library.trees import Sought, nest
from organizations.links import url_here
from project.errors import NotFound

RELATED_S = 300
STRIP = 40  # small pictures that are listed at once


@require_safe
def page_contents(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.view")
    page = _number(request, "page")
    made = [make(request, source, page) for make in registries.contents_panels if page is not None]
    context = {
        "source": source,
        "branches": nest(selectors.list_nodes(source), Sought(page, "")),
        "panels": [panel for panel in made if panel],
    }
    return _beside(request, "contents", context)


@require_safe
def page_thumbnails(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From the page that one is on, or from that where an earlier strip ended."""
    source = access_source(request.membership, pk, "library.view")
    first = _number(request, "from") or 0
    pages = list(selectors.list_pages(source, first, STRIP))
    context = {
        "source": source,
        "pages": pages,
        "width": THUMBNAIL_WIDTH,
        "from": first,
        "earlier": max(first - STRIP, 0) if first else None,
        "later": first + STRIP if first + STRIP < source.page_count else None,
    }
    return _beside(request, "thumbnails", context)


@require_safe
def page_search(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.view")
    query = request.GET.get("q", "").strip()[:LONGEST]
    exact = find_phrase(source, query)
    there = {hit.page for hit in exact}
    meant = [hit for hit in find_meaning(source, query) if hit.page not in there]

    def linked(hits: list[Hit]) -> list[tuple[Hit, str]]:
        return [(hit, _url_of(request, pk, hit)) for hit in hits]

    context = {"source": source, "query": query, "exact": linked(exact), "meant": linked(meant)}
    return _beside(request, "search", context)


def _url_of(request: HttpRequest, pk: UUID, hit: Hit) -> str:
    page = url_here(request, "library:page_detail", pk, hit.page)
    return f"{page}?{urlencode(hit.query)}"


def _beside(request: HttpRequest, name: str, context: dict) -> HttpResponse:
    """A page of its own, or for htmx what goes beside the pages."""
    template = f"library/page_{name}.html" + (f"#{name}" if request.htmx else "")
    response = render(request, template, {"nav": "library", **context})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _number(request: HttpRequest, name: str) -> int | None:
    """From the query; nonsense is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


@require_safe
def section_related(request: HttpRequest, pk: UUID, section_pk: UUID) -> HttpResponse:
    """Fetched for the section in view, and ahead for the one after it."""
    source = access_source(request.membership, pk, "library.view")
    section = Section.objects.filter(source=source, pk=section_pk).first()
    if section is None:
        raise NotFound(_("There is no such section in this source."))
    found = related_passages(
        section, selectors.readable_source_ids(source_sight(request.membership))
    )
    passages = [(atom, _passage_url(request, atom)) for atom in found]
    context = {"source": source, "side": section.side, "passages": passages}
    response = render(request, "library/_related.html", context)
    patch_cache_control(response, private=True, max_age=RELATED_S)
    return response


def _passage_url(request: HttpRequest, atom: RetrievedAtom) -> str:
    page = url_here(request, "library:page_detail", atom.source_id, atom.page)
    return f"{page}?{urlencode({'atom': atom.atom_id})}"

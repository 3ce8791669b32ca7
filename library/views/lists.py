"""The library: what is there, what was found in it."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from library import selectors
from library.access import access_source, source_sight
from library.forms import AddressForm
from library.ingestion.parsers.legacy import TODAY, program
from library.ingestion.parsers.registry import EXTENSIONS
from library.listing import PAGE_ROWS, find_passages, page_number, with_facts
from library.models import Source
from library.quota import storage_of_person
from library.sharing import Audience
from organizations.access import require
from organizations.roles import may
from organizations.views.sharing import is_for_many
from project.text.storable import storable

STOP_POLLING = 286  # htmx: swap this, then ask no more


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "library.view")
    query = storable(request.GET.get("q", "")).strip()[:200]
    show, page = request.GET.get("show", ""), page_number(request)
    folder = folder_asked(request.GET)
    sight = source_sight(request.membership)
    rows = selectors.list_sources(sight, query=query, show=show, folder=folder)
    shelf = selectors.shelf_of(sight)
    start = (page - 1) * PAGE_ROWS
    found = list(rows[start : start + PAGE_ROWS + 1])
    context = {
        "nav": "library",
        "sources": with_facts(found[:PAGE_ROWS], request.user),
        "next_page": page + 1 if len(found) > PAGE_ROWS else None,
        "page": page,
        "query": query,
        "show": show,
        "folder": folder,
        "folders": shelf.folders,
        "filters": _filters(shelf.counts, show),
        "passages": find_passages(request, query, sight) if page == 1 else [],
        "uploads": _uploads(request),
        "sees_catalogue": may(request.membership, "library.catalogue"),
    }
    name = "library/source_list.html"
    if request.htmx:
        name += "#more-rows" if page > 1 else "#source-results"
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def source_row(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One row; a browser asks for it until the source is read."""
    access_source(request.membership, pk, "library.view")
    source = selectors.list_sources(source_sight(request.membership)).get(pk=pk)
    context = {"source": with_facts([source], request.user)[0]}
    response = render(request, "library/_source_row.html", context)
    if source.state in Source.FINAL:
        response.status_code = STOP_POLLING
        response["HX-Trigger"] = "source-read"  # the numbers beside the filters are other ones
    return response


def folder_asked(data: QueryDict) -> UUID | None:
    """Nonsense asks for all."""
    try:
        return UUID(data.get("folder", ""))
    except ValueError:
        return None


def _filters(counts: dict[str, int], show: str) -> list[dict]:
    words = {
        "": _("All"),
        "mine": _("Added by me"),
        "reading": _("Being read"),
        "attention": _("Needs a look"),
    }
    return [
        {"name": name, "label": label, "count": counts[name], "is_current": name == show}
        for name, label in words.items()
        if counts[name] or name in ("", show)
    ]


def _uploads(request: HttpRequest) -> dict | None:
    if not may(request.membership, "library.add"):
        return None
    return {
        # browsers know .tar.gz by its end alone
        "accept": ",".join((*EXTENSIONS, *(TODAY if program() else ()), ".gz")),
        "max_bytes": settings.MAX_UPLOAD_BYTES,
        "max_mb": settings.MAX_UPLOAD_BYTES // (1024 * 1024),
        "audiences": Audience.choices if is_for_many(request.membership) else [],
        "address_form": AddressForm(is_for_many=is_for_many(request.membership), auto_id="by_%s"),
        "own": None if request.htmx else storage_of_person(request.organization, request.user.pk),
    }

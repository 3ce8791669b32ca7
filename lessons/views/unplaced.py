"""Notes that a new edition has no place for: their author decides, one by one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lessons.annotations.access import access_own
from lessons.annotations.listing import Filter, list_annotations
from lessons.models import Annotation
from lessons.services import annotations as services
from library.access import source_sight
from library.citing import page_reference
from library.models import Page, Source
from library.selectors import find_page, page_of, visible_source_ids
from organizations.access import require
from organizations.links import url_here
from organizations.views import paging
from project.errors import Invalid, NotFound

ROWS = 20
AROUND = 120  # characters on each side of the nearest place


@require_safe
def notes_unplaced(request: HttpRequest) -> HttpResponse:
    membership = request.membership
    require(membership, "library.view")
    wanted = Filter(author=membership.user_id, state=Annotation.State.UNPLACED)
    rows = list_annotations(membership, visible_source_ids(source_sight(membership)), wanted)
    page = paging.page_of(request, rows.order_by("source_id", "page_index", "pk"), size=ROWS)
    ids = {row.source_id for row in page.rows}
    sources = {source.pk: source for source in Source.objects.filter(pk__in=ids)}
    shown = [_shown(row, sources[row.source_id]) for row in page.rows if row.source_id in sources]
    return render(
        request, "lessons/notes_unplaced.html", {"nav": "library", "page": page, "shown": shown}
    )


def _shown(row: Annotation, source: Source) -> dict:
    """nearest: {"place", "before", "words", "after"} of the new edition, or None."""
    found = row.suggestion
    page = None
    if found:
        page = Page.objects.filter(source=source, index=found["page"]).defer("layout").first()
    return {"row": row, "source": source, "nearest": _nearest(source, page, found)}


def _nearest(source: Source, page: Page | None, found: dict | None) -> dict | None:
    if page is None or found is None:
        return None
    start, stop = found.get("start", 0), found.get("stop", 0)
    return {
        "place": page_reference(source, page.label),
        "index": page.index,
        "before": page.text[max(start - AROUND, 0) : start],
        "words": page.text[start:stop],
        "after": page.text[stop : stop + AROUND],
    }


@require_POST
def annotation_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """choice: "nearest", "page" (with `page`, as printed or the sheet), or "delete"."""
    annotation = access_own(request.membership, pk)
    source, choice = annotation.source, request.POST.get("choice", "")
    if choice == "nearest" and annotation.suggestion:
        page = page_of(source, annotation.suggestion["page"])
        services.place_at_suggestion(annotation=annotation, page=page)
    elif choice == "page":
        services.place_on_page(annotation=annotation, page=_page(request, source))
    elif choice == "delete":
        services.delete_annotation(annotation=annotation, by=request.membership)
    else:
        raise Invalid(_("Choose where it goes."))
    return HttpResponseRedirect(url_here(request, "lessons:notes_unplaced"))


def _page(request: HttpRequest, source: Source) -> Page:
    label = request.POST.get("page", "")[:20]
    page = find_page(source, label) if label.strip() else None
    if page is None:
        raise NotFound(
            _("There is no page “%(page)s” in “%(title)s”.")
            % {"page": label, "title": source.title}
        )
    return page

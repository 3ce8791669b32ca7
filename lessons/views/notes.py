"""My notes: all that one marked and what is shared with one, to find, to open and to take along."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lessons.annotations.exporting import as_json_ld, as_markdown
from lessons.annotations.forms import FilterForm
from lessons.annotations.listing import list_annotations
from lessons.annotations.panel import show_notes
from lessons.annotations.pdf import marks_for_pdf
from lessons.models import Annotation
from library.access import access_source, source_sight
from library.annotated import annotated_pdf, may_have_file
from library.citing import page_reference
from library.models import Page, Source
from library.selectors import visible_source_ids
from organizations.access import require
from organizations.views.paging import page_of
from project.errors import NotFound

ROWS = 30
MOST = 5000  # of an export


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    rows, form, source = _wanted(request)
    page = page_of(request, rows, size=ROWS)
    titles, places = _titles(page.rows), _places(page.rows)
    shown = [
        {
            "note": note,
            "title": titles.get(note.row.source_id, ""),
            "place": places.get((note.row.source_id, note.row.page_index), ""),
        }
        for note in show_notes(request.membership, page.rows)
    ]
    unplaced = _own(request, rows.filter(state=Annotation.State.UNPLACED)).count()
    context = {
        "nav": "library",
        "page": page,
        "shown": shown,
        "filter_form": form,
        "source": source,
        "unplaced": unplaced,
        "may_have_pdf": source is not None
        and source.kind == "pdf"
        and may_have_file(request.membership, source),
        "is_filtered": any(asdict(form.wanted()).values()),
    }
    return render(request, "lessons/notes.html", context)


def _own(request: HttpRequest, rows):
    return rows.filter(author=request.membership.user_id)


def _wanted(request: HttpRequest):
    """The rows, the filter's form, and the source that it is about, or None for all."""
    require(request.membership, "library.view")
    source = _source(request)
    ids = [source.pk] if source else visible_source_ids(source_sight(request.membership))
    form = FilterForm(request.GET)
    # What can be chosen is of all rows, not of the filtered ones.
    form.offer(list_annotations(request.membership, ids)[:MOST])
    return list_annotations(request.membership, ids, form.wanted()), form, source


def _source(request: HttpRequest) -> Source | None:
    text = request.GET.get("source", "")
    if not text:
        return None
    try:
        return access_source(request.membership, UUID(text))
    except ValueError as error:
        raise NotFound(_("There is no such source, or it is not yours to see.")) from error


def _titles(rows: list[Annotation]) -> dict[UUID, str]:
    found = Source.objects.filter(pk__in={row.source_id for row in rows})
    return dict(found.values_list("pk", "title"))


def _places(rows: list[Annotation]) -> dict[tuple[UUID, int], str]:
    """(source id, page index) -> "p. 527"."""
    ids = {row.source_id for row in rows}
    sources = {source.pk: source for source in Source.objects.filter(pk__in=ids)}
    indexes = {row.page_index for row in rows}
    pages = Page.objects.filter(source__in=ids, index__in=indexes)
    return {
        (pk, index): page_reference(sources[pk], label)
        for pk, index, label in pages.values_list("source_id", "index", "label")
    }


@require_safe
def notes_export(request: HttpRequest, form: str) -> HttpResponse:
    """form: "jsonld", "md" or "pdf"; the last of one source, for who may have its file."""
    rows, _form, source = _wanted(request)
    found = list(rows[:MOST])
    if form == "jsonld":
        response: HttpResponse = JsonResponse(
            as_json_ld(found, _titles(found)), content_type="application/ld+json"
        )
    elif form == "md":
        text = as_markdown(found, _titles(found), _places(found))
        response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    elif form == "pdf" and source is not None:
        data = annotated_pdf(request.membership, source, marks_for_pdf(source, found))
        response = HttpResponse(data, content_type="application/pdf")
    else:
        raise NotFound(_("Notes are taken along as jsonld or md, or those of one source as pdf."))
    response["Content-Disposition"] = f'attachment; filename="notes.{form}"'
    return response

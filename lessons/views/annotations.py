"""Notes beside a page: the panel, and each thing that is done there.

Each answers with the panel anew for htmx, and leads back to the page otherwise. What cannot be
kept is said above the list, and what was written stays in its form.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.annotations.access import (
    access_annotation,
    access_deleted,
    access_deleted_reply,
    access_own,
    access_own_reply,
    access_removable,
    access_removable_reply,
    classes_to_share_with,
)
from lessons.annotations.forms import NewNoteForm, NoteForm, read_json
from lessons.annotations.listing import list_of_page
from lessons.annotations.panel import is_page_bookmark, panel_context
from lessons.models import Annotation
from lessons.services import annotations as services
from library.access import access_source
from library.models import Source
from library.selectors import page_of
from organizations.links import url_here
from organizations.models import Grant
from project.errors import LecternError


def says_above(view: Callable) -> Callable:
    """What is refused goes above the list, where htmx asked; nothing else of the page changes."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except LecternError as error:
            if not request.htmx or error.status not in (403, 409, 422):
                raise
            context = {"problem": error.message}
            response = render(request, "lessons/_note_problem.html", context, status=422)
            response["HX-Retarget"], response["HX-Reswap"] = "#notes-problem", "innerHTML"
            return response

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@says_above
def page_notes(request: HttpRequest, pk: UUID, index: int) -> HttpResponse:
    """The panel, filtered; or a new note."""
    source = access_source(request.membership, pk)
    page = page_of(source, index)
    if request.method != "POST":
        context = panel_context(request, source, page, request.GET)
        return render(request, "lessons/_page_notes.html", context)
    form = NewNoteForm(request.POST, classes=_classes(request, source))
    made = services.create_annotation(
        by=request.membership, source=source, page=page, **form.sent()
    )
    return _panel(request, source, index, made=made)


def _classes(request: HttpRequest, source: Source) -> list | None:
    if source.level < Grant.Level.ANNOTATE:
        return None
    return classes_to_share_with(request.membership)


def _panel(request: HttpRequest, source: Source, index: int, **more) -> HttpResponse:
    """more: "made", "undo": where what was deleted is brought back."""
    if not request.htmx:
        url = url_here(request, "library:page_detail", source.pk, index)
        return HttpResponseRedirect(f"{url}#notes")
    page = page_of(source, index)
    return render(request, "lessons/_page_notes.html", panel_context(request, source, page) | more)


def _panel_of(request: HttpRequest, annotation: Annotation, **more) -> HttpResponse:
    return _panel(request, annotation.source, annotation.page_index, **more)


@require_POST
@says_above
def page_bookmark(request: HttpRequest, pk: UUID, index: int) -> HttpResponse:
    """One's own bookmark of the page, set or taken away."""
    source = access_source(request.membership, pk)
    page = page_of(source, index)
    rows = list_of_page(request.membership, pk, index)
    found = [row for row in rows if is_page_bookmark(row, request.membership)]
    for row in found:
        services.delete_annotation(annotation=row, by=request.membership)
    if not found:
        form = NewNoteForm({"kind": Annotation.Kind.BOOKMARK}, classes=None)
        services.create_annotation(by=request.membership, source=source, page=page, **form.sent())
    return _panel(request, source, index)


@require_safe
def annotation_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leads to its place."""
    annotation = access_annotation(request.membership, pk)
    url = url_here(request, "library:page_detail", annotation.source_id, annotation.page_index)
    return HttpResponseRedirect(f"{url}?note={pk}#note-{pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@says_above
def annotation_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form in the note's place, or a page of its own; sent, the panel."""
    annotation = access_own(request.membership, pk)
    classes = _classes(request, annotation.source)
    form = NoteForm(request.POST or None, classes=classes, row=annotation)
    if request.method == "POST":
        values = form.sent()
        if request.POST.get("strokes"):
            values["body"]["strokes"] = read_json(request.POST["strokes"])
        page = page_of(annotation.source, annotation.page_index)
        services.change_annotation(
            annotation=annotation, by=request.membership, page=page, **values
        )
        return _panel_of(request, annotation, made=annotation)
    template = "lessons/_note_form.html" if request.htmx else "lessons/note_edit.html"
    return render(request, template, {"form": form, "note": annotation, "nav": "library"})


@require_POST
@says_above
def annotation_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    annotation = access_removable(request.membership, pk)
    services.delete_annotation(annotation=annotation, by=request.membership)
    return _panel_of(request, annotation, undo=url_here(request, "lessons:annotation_restore", pk))


@require_POST
def annotation_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    annotation = access_deleted(request.membership, pk)
    services.restore_annotation(annotation=annotation)
    return _panel_of(request, annotation, made=annotation)


@require_POST
@says_above
def annotation_reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    annotation = access_annotation(request.membership, pk)
    text = request.POST.get("text", "")
    services.create_reply(annotation=annotation, by=request.membership, text=text)
    return _panel_of(request, annotation, made=annotation)


@require_http_methods(["GET", "HEAD", "POST"])
@says_above
def reply_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    reply = access_own_reply(request.membership, pk)
    if request.method == "POST":
        services.change_reply(reply=reply, text=request.POST.get("text", ""))
        return _panel_of(request, reply.annotation, made=reply.annotation)
    template = "lessons/_reply_form.html" if request.htmx else "lessons/note_edit.html"
    context = {"reply": reply, "note": reply.annotation, "nav": "library"}
    return render(request, template, context)


@require_POST
@says_above
def reply_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    reply = access_removable_reply(request.membership, pk)
    services.delete_reply(reply=reply, by=request.membership)
    undo = url_here(request, "lessons:reply_restore", pk)
    return _panel_of(request, reply.annotation, undo=undo)


@require_POST
def reply_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    reply = access_deleted_reply(request.membership, pk)
    services.restore_reply(reply=reply)
    return _panel_of(request, reply.annotation, made=reply.annotation)

"""Prepare a chapter, see how far that is, and stop it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from lessons.bubbles.panel import preparation_context
from lessons.bubbles.preparing import (
    access_preparation,
    cancel_preparation,
    latest_preparation,
    prepare_chapter,
)
from lessons.models import Preparation
from lessons.selectors import node_of
from library.access import access_source
from library.models import Source, StructureNode
from organizations.access import require
from organizations.links import url_here
from project.errors import LimitReached


@require_POST
def chapter_prepare(request: HttpRequest, pk: UUID, node_pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk)
    require(request.membership, "lessons.prepare")
    try:
        preparation = prepare_chapter(request.membership, source, node_pk)
    except LimitReached as error:
        return _refused(request, error, source, node_of(source, node_pk))
    return _shown(request, source, preparation)


def _refused(
    request: HttpRequest, error: LimitReached, source: Source, node: StructureNode
) -> HttpResponse:
    """In the panel, with what was prepared before."""
    if not request.htmx:
        raise error
    before = latest_preparation(source, node)
    context = preparation_context(request.organization, source, node, before)
    context["limit"] = error.message
    return render(request, "lessons/_preparation.html", context, status=422)


@require_safe
def preparation_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _shown(request, *_access(request, pk))


@require_POST
def preparation_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    source, preparation = _access(request, pk)
    cancel_preparation(preparation)
    return _shown(request, source, preparation)


def _access(request: HttpRequest, pk: UUID) -> tuple[Source, Preparation]:
    preparation = access_preparation(request.membership, pk)
    source = access_source(request.membership, preparation.source_id)
    require(request.membership, "lessons.prepare")
    return source, preparation


def _shown(request: HttpRequest, source: Source, preparation: Preparation) -> HttpResponse:
    """For htmx the panel anew; otherwise back to the contents."""
    node = node_of(source, preparation.node_id)
    if not request.htmx:
        contents = url_here(request, "library:page_contents", source.pk)
        return HttpResponseRedirect(f"{contents}?page={node.start_page}")
    context = preparation_context(request.organization, source, node, preparation)
    return render(request, "lessons/_preparation.html", context)

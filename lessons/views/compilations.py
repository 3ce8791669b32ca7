"""Compilations: the list, building one, its film."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.compilations import editing
from lessons.compilations.access import (
    access_compilation,
    access_item,
    access_recording,
    is_maker,
    list_compilations,
)
from lessons.compilations.candidates import find_candidates
from lessons.compilations.forms import (
    CompilationForm,
    PlaceForm,
    StretchForm,
    StyleForm,
    TrimForm,
)
from lessons.compilations.showing import film_url, progress_of, show_items
from lessons.models import Compilation
from library.listing import PAGE_ROWS, page_number
from library.views.lists import STOP_POLLING
from organizations.access import require
from organizations.links import url_here
from project import storage
from project.errors import Conflict, Invalid, LimitReached, NotFound
from project.text.storable import storable

MAKE = "compilations.make"


@require_safe
def compilation_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "compilations.view")
    page = page_number(request)
    start = (page - 1) * PAGE_ROWS
    found = list(list_compilations(request.membership)[start : start + PAGE_ROWS + 1])
    context = {
        "nav": "lessons",
        "compilations": found[:PAGE_ROWS],
        "page": page,
        "next_page": page + 1 if len(found) > PAGE_ROWS else None,
        "makes": is_maker(request.membership),
    }
    return render(request, "lessons/compilation_list.html", context)


@require_http_methods(["GET", "POST"])
def compilation_create(request: HttpRequest) -> HttpResponse:
    require(request.membership, MAKE)
    form = CompilationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        compilation = editing.create_compilation(
            user=request.user,
            title=form.cleaned_data["title"],
            language=request.LANGUAGE_CODE,
        )
        return _to(request, compilation)
    status = 422 if form.is_bound else 200
    context = {"nav": "lessons", "form": form}
    return render(request, "lessons/compilation_create.html", context, status=status)


@require_safe
def compilation_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    compilation = access_compilation(request.membership, pk)
    return render(request, "lessons/compilation_detail.html", _page(request, compilation))


@require_safe
def compilation_find(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What can be added; the part of the page alone where htmx asks for it."""
    compilation = access_compilation(request.membership, pk, MAKE)
    context = _page(request, compilation)
    name = "lessons/compilation_detail.html" + ("#found" if request.htmx else "")
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def compilation_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asked for while it is made; then the whole page is."""
    compilation = access_compilation(request.membership, pk)
    context = {"compilation": compilation, "now": progress_of(compilation)}
    response = render(request, "lessons/_compilation_progress.html", context)
    if not compilation.is_under_way:
        response.status_code = STOP_POLLING
        response["HX-Refresh"] = "true"
    return response


@require_POST
def compilation_style(request: HttpRequest, pk: UUID) -> HttpResponse:
    compilation = access_compilation(request.membership, pk, MAKE)
    form = StyleForm(request.POST)
    if form.is_valid():
        editing.change(compilation, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return _to(request, compilation)
    context = _page(request, compilation) | {"style": form}
    return render(request, "lessons/compilation_detail.html", context, status=422)


@require_POST
def compilation_make(request: HttpRequest, pk: UUID) -> HttpResponse:
    compilation = access_compilation(request.membership, pk, MAKE)
    try:
        editing.request_film(compilation)
    except (Conflict, LimitReached) as error:
        context = _page(request, compilation) | {"refusal": error.message}
        return render(request, "lessons/compilation_detail.html", context, status=422)
    return _to(request, compilation)


@require_http_methods(["GET", "POST"])
def compilation_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    compilation = access_compilation(request.membership, pk, MAKE)
    if request.method == "POST":
        editing.delete(compilation)
        messages.success(request, _("Deleted."))
        return HttpResponseRedirect(url_here(request, "lessons:compilation_list"))
    context = {"nav": "lessons", "compilation": compilation}
    return render(request, "lessons/compilation_delete.html", context)


@require_safe
def compilation_captions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From here and not by a link: a browser takes captions from the page's own site only."""
    compilation = access_compilation(request.membership, pk)
    if "vtt" not in compilation.files:
        raise NotFound(_("This compilation has no captions."))
    text = storage.read_bytes(compilation.files["vtt"])
    response = HttpResponse(text, content_type="text/vtt; charset=utf-8")
    patch_cache_control(response, private=True, max_age=60)
    return response


@require_POST
def clip_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    compilation = access_compilation(request.membership, pk, MAKE)
    form = StretchForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("That is no stretch of a recording."))
    stretch = form.cleaned_data
    source = access_recording(request.membership, stretch.pop("source"))
    return _changed(
        request, compilation, lambda: editing.add_item(compilation, source=source, **stretch)
    )


@require_POST
def clip_trim(request: HttpRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    compilation = access_compilation(request.membership, pk, MAKE)
    item = access_item(compilation, item_pk)
    form = TrimForm(request.POST)
    if not form.is_valid():
        sentences = [error for errors in form.errors.values() for error in errors]
        return _clips(request, compilation, refusal=" ".join(sentences), at=item_pk)
    source = access_recording(request.membership, item.source_id)
    data = form.cleaned_data

    def trim() -> None:
        editing.trim_item(
            item,
            source=source,
            start_ms=data["start"],
            end_ms=data["end"],
            heading=storable(data["heading"]),
        )

    return _changed(request, compilation, trim, at=item_pk)


@require_POST
def clip_move(request: HttpRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    compilation = access_compilation(request.membership, pk, MAKE)
    item = access_item(compilation, item_pk)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("That is no place in it."))
    return _changed(request, compilation, lambda: editing.move_item(item, form.cleaned_data["to"]))


@require_POST
def clip_remove(request: HttpRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    compilation = access_compilation(request.membership, pk, MAKE)
    item = access_item(compilation, item_pk)
    return _changed(request, compilation, lambda: editing.remove_item(item))


def _changed(request: HttpRequest, compilation: Compilation, change, at: UUID | None = None):
    try:
        change()
    except (Conflict, Invalid) as error:
        return _clips(request, compilation, refusal=error.message, at=at)
    return _clips(request, compilation)


def _clips(
    request: HttpRequest, compilation: Compilation, *, refusal: str = "", at: UUID | None = None
) -> HttpResponse:
    """The clips anew: for htmx alone, else with the page. at: where it was refused."""
    if not request.htmx and not refusal:
        return _to(request, compilation)
    context = _page(request, compilation) | {"clip_refusal": refusal, "refused_at": at}
    name = "lessons/compilation_detail.html" + ("#clips" if request.htmx else "")
    status = 422 if refusal and not request.htmx else 200
    return render(request, name, context, status=status)


def _to(request: HttpRequest, compilation: Compilation) -> HttpResponse:
    return HttpResponseRedirect(url_here(request, "lessons:compilation_detail", compilation.pk))


def _page(request: HttpRequest, compilation: Compilation) -> dict:
    makes = is_maker(request.membership)
    query = storable(request.GET.get("q", "")).strip()[:200] if makes else ""
    items = show_items(compilation, request.organization.slug)
    return {
        "nav": "lessons",
        "compilation": compilation,
        "edits": makes and not compilation.is_under_way,
        "makes": makes,
        "items": items,
        "length_s": sum(shown.length_s for shown in items),
        "lost": any(shown.item.is_lost for shown in items),
        "now": progress_of(compilation),
        "query": query,
        "candidates": find_candidates(query, request.membership) if query else [],
        "style": StyleForm(initial=_style(compilation)),
        "film": film_url(compilation, inline=True),
        "download": film_url(compilation, inline=False),
    }


def _style(compilation: Compilation) -> dict:
    return {name: getattr(compilation, name) for name in StyleForm.base_fields}

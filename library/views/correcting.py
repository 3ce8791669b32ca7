"""Correcting what reading found: the sections of a page, and the book's tree."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from library import selectors
from library.access import access_source
from library.correcting import sections, tree
from library.correcting.journal import require_own, require_read
from library.correcting.showing import (
    KINDS,
    LEVELS,
    held_by,
    shown_nodes,
    shown_pieces,
    state_of,
)
from library.correcting.undoing import undo
from library.ingestion.parsers.base import SectionKind
from library.models import Correction, Page, Source
from library.pictures import PAGE_WIDTHS
from library.views.lists import STOP_POLLING
from organizations.links import url_here
from project.errors import Conflict, Invalid

MOST = 2**31 - 1  # of numbers in forms


def editable_source(request: HttpRequest, pk: UUID) -> Source:
    """Raises Forbidden for a title of the catalogue, with what to do about it."""
    require_own(access_source(request.membership, pk, "library.view"))
    source = access_source(request.membership, pk, "library.edit")
    require_read(source)
    return source


@require_safe
def page_correct(request: HttpRequest, pk: UUID, index: int) -> HttpResponse:
    source = editable_source(request, pk)
    page = selectors.page_of(source, index)
    return _page(request, source, page, selected=_id(request.GET.get("section", "")))


@require_POST
def section_correct(request: HttpRequest, pk: UUID, index: int, section_pk: UUID) -> HttpResponse:
    """do: one of SECTION_CHANGES."""
    source = editable_source(request, pk)
    page = selectors.page_of(source, index)
    change = SECTION_CHANGES.get(request.POST.get("do", ""))
    try:
        if change is None:
            raise Invalid(_("Choose what to do with the section."))
        selected = change(request, source, page, section_pk)
    except (Invalid, Conflict) as error:
        return _page(request, source, page, selected=section_pk, error=error)
    if request.htmx:
        return _page(request, source, page, selected=selected)
    here = url_here(request, "library:page_correct", pk, index)
    return HttpResponseRedirect(f"{here}?{urlencode({'section': selected})}")


def _page(
    request: HttpRequest,
    source: Source,
    page: Page,
    *,
    selected: UUID | None,
    error: Invalid | Conflict | None = None,
) -> HttpResponse:
    pieces = shown_pieces(page, selected)
    chosen = next((piece for piece in pieces if piece.is_selected), None)
    texts = [piece for piece in pieces if piece.row.kind in (SectionKind.TEXT, SectionKind.LIST)]
    is_last_page = page.index + 1 >= source.page_count
    context = {
        "source": source,
        "page": page,
        "pieces": pieces,
        "chosen": chosen,
        "kinds": KINDS.items(),
        "levels": LEVELS,
        "joins": bool(texts) and chosen is texts[-1] and not is_last_page,
        "width": PAGE_WIDTHS[1],
        "previous": page.index - 1 if page.index else None,
        "next": None if is_last_page else page.index + 1,
    }
    return _answer(request, source, "page_correct", context, error)


def _answer(
    request: HttpRequest,
    source: Source,
    name: str,
    context: dict,
    error: Invalid | Conflict | None,
) -> HttpResponse:
    """htmx puts in its place what comes with 422; a Conflict comes so too, with how it is now."""
    template = f"library/{name}.html" + ("#correcting" if request.htmx else "")
    context |= {"nav": "library", "state": state_of(source), "problem": error and error.message}
    status = 200 if error is None else 422 if request.htmx else error.status
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _seen(request: HttpRequest) -> int:
    return _number(request, "seen", _("This form was not sent from here. Load the page again."))


def _number(request: HttpRequest, name: str, sentence: str) -> int:
    """Raises Invalid(sentence)."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= MOST):
        raise Invalid(sentence)
    return int(text)


def _id(text: str) -> UUID | None:
    """Nonsense selects nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None


def asked_of(request: HttpRequest) -> dict:
    return {"by": request.user, "seen": _seen(request)}


def _split(request: HttpRequest, source: Source, page: Page, pk: UUID) -> UUID:
    offset = _number(request, "at", _("Choose the line before which to split it."))
    return sections.split(source, page, pk, offset=offset, **asked_of(request))


def _retype(request: HttpRequest, source: Source, page: Page, pk: UUID) -> UUID:
    kind, level = request.POST.get("kind", ""), request.POST.get("level", "0")
    if kind not in set(SectionKind):
        raise Invalid(_("There is no such kind of section."))
    if level not in {"", "0", *map(str, LEVELS)}:
        raise Invalid(_("A heading's level is a number from 1 to 6."))
    return sections.retype(
        source, page, pk, kind=SectionKind(kind), level=int(level or 0), **asked_of(request)
    )


def _moving(step: int) -> Callable[..., UUID]:
    return lambda request, source, page, pk: sections.move(
        source, page, pk, step=step, **asked_of(request)
    )


def _joining(*, goes_on: bool) -> Callable[..., UUID]:
    return lambda request, source, page, pk: sections.join(
        source, page, pk, goes_on=goes_on, **asked_of(request)
    )


SECTION_CHANGES: dict[str, Callable[..., UUID]] = {
    "merge_next": lambda request, source, page, pk: sections.merge(
        source, page, pk, **asked_of(request)
    ),
    "merge_previous": lambda request, source, page, pk: sections.merge_before(
        source, page, pk, **asked_of(request)
    ),
    "split": _split,
    "up": _moving(-1),
    "down": _moving(1),
    "kind": _retype,
    "join": _joining(goes_on=True),
    "part": _joining(goes_on=False),
}


@require_safe
def tree_correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _tree(request, editable_source(request, pk), selected=_id(request.GET.get("node", "")))


def _tree(
    request: HttpRequest,
    source: Source,
    *,
    selected: UUID | None,
    error: Invalid | Conflict | None = None,
    left: list[str] | None = None,
) -> HttpResponse:
    """left: what was of a part that is gone, in words."""
    nodes = shown_nodes(selectors.list_nodes(source), selected)
    chosen = next((node for node in nodes if node.is_selected), None)
    held = held_by(source, chosen.row.pk) if chosen else []
    context = {"source": source, "nodes": nodes, "chosen": chosen, "held": held, "left": left}
    return _answer(request, source, "tree_correct", context, error)


@require_POST
def node_correct(request: HttpRequest, pk: UUID, node_pk: UUID) -> HttpResponse:
    """do: rename, merge, delete, or one of `tree.SHIFTS`."""
    source = editable_source(request, pk)
    goes = request.POST.get("do") in ("merge", "delete")
    left = held_by(source, node_pk) if goes else []
    try:
        selected = _change_node(request, source, node_pk)
    except (Invalid, Conflict) as error:
        return _tree(request, source, selected=node_pk, error=error)
    return _to_tree(request, source, selected, left=left)


def _change_node(request: HttpRequest, source: Source, pk: UUID) -> UUID:
    do, asked = request.POST.get("do", ""), asked_of(request)
    if do == "rename":
        number, title = (request.POST.get(name, "") for name in ("number", "title"))
        return tree.rename(source, pk, number=number, title=title, **asked)
    if do == "merge":
        return tree.merge(source, pk, **asked)
    if do == "delete":
        return tree.delete(source, pk, **asked)
    if do in tree.SHIFTS:
        return tree.shift(source, pk, way=do, **asked)
    raise Invalid(_("Choose what to do with this part."))


@require_POST
def node_create(request: HttpRequest, pk: UUID, section_pk: UUID) -> HttpResponse:
    """A part that begins with a section."""
    source = editable_source(request, pk)
    try:
        new = tree.add(source, section_pk, title=request.POST.get("title", ""), **asked_of(request))
    except (Invalid, Conflict) as error:
        return _tree(request, source, selected=None, error=error)
    return _to_tree(request, source, new)


def _to_tree(
    request: HttpRequest, source: Source, selected: UUID, *, left: list[str] | None = None
) -> HttpResponse:
    if request.htmx:
        return _tree(request, source, selected=selected, left=left)
    if left:
        said = _("It stays, as of the pages that the part had: %(what)s.")
        messages.success(request, said % {"what": ", ".join(left)})
    here = url_here(request, "library:tree_correct", source.pk)
    return HttpResponseRedirect(f"{here}?{urlencode({'node': selected})}")


@require_POST
def correction_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Then one sees what was undone: that page, or the tree."""
    source = editable_source(request, pk)
    undone = undo(source, **asked_of(request))
    if undone.page_index is None:
        here = url_here(request, "library:tree_correct", pk)
    else:
        is_said = undone.kind == Correction.Kind.SAY
        name = "library:transcript_correct" if is_said else "library:page_correct"
        here = url_here(request, name, pk, undone.page_index)
    if undone.section_ids and undone.page_index is not None:
        there = undone.before["pieces"]
        first = next((p["id"] for p in there if UUID(p["id"]) in undone.section_ids), None)
        here += f"?{urlencode({'section': first})}" if first else ""
    return HttpResponseRedirect(here)


@require_safe
def correction_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.edit")
    state = state_of(source)
    response = render(request, "library/_correction_state.html", {"source": source, "state": state})
    if not state.making:
        response.status_code = STOP_POLLING
    return response

"""Compilations: /api/v1/compilations. For people; a key of the API is nobody and has none."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from lessons.compilations import editing
from lessons.compilations.access import (
    access_compilation,
    access_item,
    access_recording,
    list_compilations,
)
from lessons.compilations.schemas import (
    ClipIn,
    ClipOut,
    ClipPatch,
    CompilationDetail,
    CompilationIn,
    CompilationOut,
    CompilationPage,
    CompilationPatch,
)
from lessons.compilations.showing import film_files
from lessons.models import Compilation, CompilationItem
from organizations.access import require
from organizations.callers import enter_as_person
from organizations.models import Membership
from project.paging import Window

router = Router(tags=["compilations"])
MAKE = "compilations.make"


def _person(request: HttpRequest, action: str = "compilations.view") -> Membership:
    membership = enter_as_person(request)
    require(membership, action)
    return membership


@router.get("/compilations", response=CompilationPage)
def compilation_list(request: HttpRequest, window: Query[Window]):
    """Newest first; a student's are those that are shared and made."""
    return window.cut(list_compilations(_person(request)))


@router.post("/compilations", response={201: CompilationOut})
def compilation_create(request: HttpRequest, sent: CompilationIn):
    """Empty; clips are added to it."""
    _person(request, MAKE)
    made = editing.create_compilation(
        user=request.auth.user, title=sent.title, language=sent.language
    )
    return Status(201, made)


@router.get("/compilations/{uuid:pk}", response=CompilationDetail)
def compilation_detail(request: HttpRequest, pk: UUID):
    """With its clips, how far it is, and its files by links that run out."""
    return _detail(access_compilation(_person(request), pk))


def _detail(compilation: Compilation) -> dict:
    at_work = compilation.stages.get(compilation.stage, {"done": 0, "total": 0})
    return CompilationOut.from_orm(compilation).model_dump() | {
        "clips": list(compilation.items.all()),
        "files": film_files(compilation),
        "progress": at_work | {"stage": compilation.stage},
    }


@router.patch("/compilations/{uuid:pk}", response=CompilationOut)
def compilation_change(request: HttpRequest, pk: UUID, sent: CompilationPatch):
    """Its title and looks. Not while it is made."""
    compilation = access_compilation(_person(request), pk, MAKE)
    editing.change(compilation, **sent.changes())
    return compilation


@router.delete("/compilations/{uuid:pk}", response={204: None})
def compilation_delete(request: HttpRequest, pk: UUID):
    """With its film."""
    editing.delete(access_compilation(_person(request), pk, MAKE))
    return Status(204, None)


@router.post("/compilations/{uuid:pk}/film", response={202: CompilationOut})
def compilation_make(request: HttpRequest, pk: UUID):
    """It is made in the background; asked for again meanwhile, it is the same."""
    compilation = access_compilation(_person(request), pk, MAKE)
    editing.request_film(compilation)
    return Status(202, compilation)


@router.post("/compilations/{uuid:pk}/clips", response={201: ClipOut})
def clip_add(request: HttpRequest, pk: UUID, sent: ClipIn):
    membership = _person(request)
    compilation = access_compilation(membership, pk, MAKE)
    source = access_recording(membership, sent.source_id)
    stretch = {"start_ms": sent.start_ms, "end_ms": sent.end_ms}
    return Status(201, editing.add_item(compilation, source=source, **stretch))


@router.patch("/compilations/{uuid:pk}/clips/{uuid:item_pk}", response=ClipOut)
def clip_change(request: HttpRequest, pk: UUID, item_pk: UUID, sent: ClipPatch):
    """Trims it and puts it in its place."""
    membership = _person(request)
    item = access_item(access_compilation(membership, pk, MAKE), item_pk)
    trims = sent.model_dump(include={"start_ms", "end_ms", "heading"}, exclude_none=True)
    if trims:
        _trim(membership, item, trims)
    if sent.position is not None:
        editing.move_item(item, sent.position)
        item.refresh_from_db()
    return item


def _trim(membership: Membership, item: CompilationItem, trims: dict) -> None:
    source = access_recording(membership, item.source_id)
    as_it_is = {name: getattr(item, name) for name in ("start_ms", "end_ms", "heading")}
    editing.trim_item(item, source=source, **as_it_is | trims)


@router.delete("/compilations/{uuid:pk}/clips/{uuid:item_pk}", response={204: None})
def clip_remove(request: HttpRequest, pk: UUID, item_pk: UUID):
    editing.remove_item(access_item(access_compilation(_person(request), pk, MAKE), item_pk))
    return Status(204, None)

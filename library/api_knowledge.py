"""Knowledge: what everybody in the organization is taught from: /api/v1/knowledge."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from library import api_sources, selectors
from library.access import access_source, source_sight
from library.schemas import (
    Announced,
    ConfirmedOut,
    NewAddress,
    NewSource,
    Parts,
    ReceiptOut,
    Shown,
    SourceDetail,
    SourcePage,
    StatusOut,
)
from library.sharing import Audience
from organizations.access import require
from organizations.callers import enter
from organizations.models import OrganizationKey
from project.paging import Window

router = Router(tags=["knowledge"])
READ = OrganizationKey.Scope.SOURCES_READ


@router.post("/knowledge", response={201: Announced})
def knowledge_create(request: HttpRequest, sent: NewSource):
    """Announce a file; then send it to `upload` (or its parts), then have it processed."""
    return Status(201, api_sources.announce(request, sent, audience=Audience.EVERYBODY))


@router.post("/knowledge/addresses", response={202: ConfirmedOut})
def knowledge_address(request: HttpRequest, sent: NewAddress):
    """Have a page or a file of the web fetched and read; each address is one source."""
    return Status(202, api_sources.fetch(request, sent, audience=Audience.EVERYBODY))


@router.get("/knowledge/{uuid:pk}/parts", response=Parts)
def knowledge_parts(request: HttpRequest, pk: UUID):
    """Of a large file: which parts are here, and where the others go. Ask again to resume."""
    return api_sources.parts(request, pk)


@router.get("/knowledge", response=SourcePage)
def knowledge_list(request: HttpRequest, window: Query[Window], shown: Query[Shown]):
    """All that one may read here, newest first."""
    membership = enter(request, scope=READ)
    require(membership, "library.view")
    rows = selectors.list_sources(source_sight(membership), query=shown.q)
    return window.cut(api_sources.shown(rows, shown))


@router.get("/knowledge/{uuid:pk}", response=SourceDetail)
def knowledge_detail(request: HttpRequest, pk: UUID):
    return api_sources.detail(enter(request, scope=READ), pk)


@router.post("/knowledge/{uuid:pk}/process", response={202: ConfirmedOut})
def knowledge_process(request: HttpRequest, pk: UUID):
    """Confirm a file that was sent, or read again what has been read."""
    return Status(202, api_sources.process(request, pk))


@router.get("/knowledge/{uuid:pk}/status", response=StatusOut)
def knowledge_status(request: HttpRequest, pk: UUID):
    return api_sources.status(access_source(enter(request, scope=READ), pk))


@router.delete("/knowledge/{uuid:pk}", response=ReceiptOut)
def knowledge_delete(request: HttpRequest, pk: UUID):
    """Out of sight at once; the answer says what goes."""
    return api_sources.delete(request, pk)

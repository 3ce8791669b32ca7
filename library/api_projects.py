"""Projects: a teacher's own documents, for those alone to whom they give them: /api/v1/projects."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Status

from library import api_sources, selectors
from library.access import source_sight
from library.schemas import (
    AccessIn,
    AccessOut,
    AccessPage,
    Announced,
    ConfirmedOut,
    NewAddress,
    NewSource,
    Parts,
    ReceiptOut,
    Shown,
    SourceChange,
    SourceDetail,
    SourcePage,
)
from library.sharing import Audience
from organizations.access import require
from organizations.callers import enter_as_person
from project.paging import Window

router = Router(tags=["projects"])


@router.post("/projects", response={201: Announced})
def project_create(request: HttpRequest, sent: NewSource):
    """Announce a file; then send it to `upload` (or its parts), then confirm."""
    return Status(201, api_sources.announce(request, sent, audience=Audience.CHOSEN))


@router.post("/projects/addresses", response={202: ConfirmedOut})
def project_address(request: HttpRequest, sent: NewAddress):
    """Have a page or a file of the web fetched and read; it is for whom it is given to."""
    return Status(202, api_sources.fetch(request, sent, audience=Audience.CHOSEN))


@router.get("/projects/{uuid:pk}/parts", response=Parts)
def project_parts(request: HttpRequest, pk: UUID):
    """Of a large file: which parts are here, and where the others go. Ask again to resume."""
    return api_sources.parts(request, pk)


@router.post("/projects/{uuid:pk}/confirm", response=ConfirmedOut)
def project_confirm(request: HttpRequest, pk: UUID):
    """The file is checked (size, kind, checksum); only then does it exist for others."""
    return api_sources.confirm(request, pk)


@router.get("/projects", response=SourcePage)
def project_list(request: HttpRequest, window: Query[Window], shown: Query[Shown]):
    """What is one's own or shared with one, and not everybody's here; newest first."""
    membership = enter_as_person(request)
    require(membership, "library.view")
    rows = selectors.list_sources(source_sight(membership), query=shown.q)
    return window.cut(api_sources.shown(rows, shown).exclude(_everybodys()))


def _everybodys() -> Q:
    return Q(is_restricted=False, owner_id=None)


@router.get("/projects/{uuid:pk}", response=SourceDetail)
def project_detail(request: HttpRequest, pk: UUID):
    return api_sources.detail(enter_as_person(request), pk)


@router.patch("/projects/{uuid:pk}", response=SourceDetail)
def project_change(request: HttpRequest, pk: UUID, sent: SourceChange):
    return api_sources.change(request, pk, sent)


@router.delete("/projects/{uuid:pk}", response=ReceiptOut)
def project_delete(request: HttpRequest, pk: UUID):
    """Out of sight at once; the answer says what goes."""
    return api_sources.delete(request, pk)


@router.get("/projects/{uuid:pk}/access", response=AccessPage)
def project_access_list(request: HttpRequest, pk: UUID, window: Query[Window]):
    """To whom it is given, newest first; what has run out too."""
    return api_sources.list_access(request, pk, window)


@router.post("/projects/{uuid:pk}/access", response={201: AccessOut})
def project_access_grant(request: HttpRequest, pk: UUID, sent: AccessIn):
    """To whom has it already, level and end change."""
    return Status(201, api_sources.give_access(request, pk, sent))


@router.delete("/projects/{uuid:pk}/access/{uuid:grant_pk}", response={204: None})
def project_access_revoke(request: HttpRequest, pk: UUID, grant_pk: UUID):
    """It takes effect at once."""
    api_sources.revoke_access(request, pk, grant_pk)
    return Status(204, None)

"""Links to a project, for people without an account: /api/v1/projects/{pk}/links."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Status

from library.access import access_source
from library.schemas import LinkIn, LinkMade, LinkOut, LinkPage
from library.sharing import require_can_be_linked
from organizations.callers import enter_as_person
from organizations.models import Membership
from organizations.services import links
from project.paging import Window

router = Router(tags=["projects"])


@router.get("/projects/{uuid:pk}/links", response=LinkPage)
def project_link_list(request: HttpRequest, pk: UUID, window: Query[Window]):
    """Those that are not revoked, newest first; those that have run out too."""
    source = access_source(_maker(request), pk, "library.administer")
    return window.cut(links.list_links(source.pk))


@router.post("/projects/{uuid:pk}/links", response={201: LinkMade})
def project_link_create(request: HttpRequest, pk: UUID, sent: LinkIn):
    """The answer has the address; it is not told again."""
    membership = _maker(request)
    source = access_source(membership, pk, "library.administer")
    require_can_be_linked(source)
    row, token = links.make_link(
        source_id=source.pk, by=membership, life=timedelta(days=sent.days), password=sent.password
    )
    url = request.build_absolute_uri(reverse("links:link_open", args=[token]))
    return Status(201, LinkOut.from_orm(row).dict() | {"url": url})


@router.delete("/projects/{uuid:pk}/links/{uuid:link_pk}", response={204: None})
def project_link_revoke(request: HttpRequest, pk: UUID, link_pk: UUID):
    """It opens nothing from the next request on."""
    source = access_source(enter_as_person(request), pk, "library.administer")
    links.revoke_link(links.access_link(source.pk, link_pk))
    return Status(204, None)


def _maker(request: HttpRequest) -> Membership:
    membership = enter_as_person(request)
    links.require_links(membership)
    return membership

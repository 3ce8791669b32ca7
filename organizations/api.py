"""Who one is, where, and who answers for whom: /api/v1/me, /organizations, /relationships."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from organizations.access import landing_place, list_memberships
from organizations.authority import access_person, people_seen_by, require_change
from organizations.callers import Caller, enter_as_person
from organizations.models import Membership, Organization, Relationship
from organizations.roles import may
from organizations.schemas import (
    Me,
    OrganizationPage,
    RelationshipIn,
    RelationshipOut,
    RelationshipPage,
)
from organizations.services.relationships import end_relationship, relate
from project.errors import NotFound
from project.paging import Window

router = Router(tags=["who"])


@router.get("/auth/me", response=Me, tags=["auth"])
def auth_me(request: HttpRequest):
    """As /me."""
    return me(request)


@router.get("/me", response=Me)
def me(request: HttpRequest):
    caller: Caller = request.auth
    return {"person": caller.user, "key": caller.key, "organizations": _organizations(caller)}


@router.get("/ping", response={204: None})
def ping(request: HttpRequest):
    """Nothing, for whoever may call: to see that a token is good, and how long an answer takes."""
    return Status(204, None)


@router.get("/organizations", response=OrganizationPage)
def organization_list(request: HttpRequest, window: Query[Window]):
    """Those that the header X-Organization can name; where one lands comes first."""
    caller: Caller = request.auth
    if caller.key is not None:
        return window.cut_by(_organizations(caller), lambda each: [each["slug"]])
    found = window.cut_by(list_memberships(caller.user), landing_place)
    return found | {"items": [_describe(m.organization, role=m.role) for m in found["items"]]}


@router.get("/relationships", response=RelationshipPage, tags=["relationships"])
def relationship_list(request: HttpRequest, window: Query[Window]):
    """Those that hold now: for admins all they see, for everybody else their own. Newest first."""
    found = window.cut(_relationships(enter_as_person(request)), by="started_at")
    return found | {"items": [_shown(row) for row in found["items"]]}


def _relationships(actor: Membership) -> QuerySet[Relationship]:
    rows = Relationship.objects.filter(ended_at=None).select_related("adult__user", "child__user")
    rows = rows.order_by("-started_at", "pk")
    if not may(actor, "people.view"):
        return rows.filter(Q(adult=actor.pk) | Q(child=actor.pk))
    return rows.filter(child__in=people_seen_by(actor))


@router.post("/relationships", response={201: RelationshipOut}, tags=["relationships"])
def relationship_create(request: HttpRequest, sent: RelationshipIn):
    """Between two who are here; what is there already stays."""
    actor = enter_as_person(request)
    child = access_person(actor, sent.child, "people.manage")
    require_change(actor, child)
    adult = access_person(actor, sent.adult, "people.manage")
    made = Relationship.Made.BY_HAND
    return Status(201, _shown(relate(kind=sent.kind, adult=adult, child=child, made=made)))


@router.delete("/relationships/{int:pk}", response={204: None}, tags=["relationships"])
def relationship_delete(request: HttpRequest, pk: int):
    """It ends and stays in the history; one that a class keeps ends with the class."""
    actor = enter_as_person(request)
    rows = Relationship.objects.select_related("organization", "child")
    found = rows.filter(pk=pk, ended_at=None).first() if pk < 2**63 else None
    if found is None:
        raise NotFound(_("There is no such relationship, or it is not yours to see."))
    require_change(actor, access_person(actor, found.child_id, "people.manage"))
    end_relationship(found)
    return Status(204, None)


def _shown(row: Relationship) -> dict:
    return {
        "id": row.pk,
        "kind": row.kind,
        "made": row.made,
        "started_at": row.started_at,
        "adult": {"id": row.adult_id, "name": str(row.adult.user), "role": row.adult.role},
        "child": {"id": row.child_id, "name": str(row.child.user), "role": row.child.role},
    }


def _organizations(caller: Caller) -> list[dict]:
    if caller.key is not None:
        return [_describe(caller.key.organization, role="key")]
    return [_describe(m.organization, role=m.role) for m in list_memberships(caller.user)]


def _describe(organization: Organization, *, role: str) -> dict:
    values = {name: getattr(organization, name) for name in ("id", "slug", "name", "type")}
    return values | {"role": role}

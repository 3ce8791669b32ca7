"""Who one is, and where: /api/v1/me, /api/v1/organizations."""

from django.http import HttpRequest
from ninja import Router

from organizations.access import list_memberships
from organizations.callers import Caller
from organizations.models import Organization
from organizations.schemas import Me, OrganizationOut

router = Router(tags=["who"])


@router.get("/me", response=Me)
def me(request: HttpRequest):
    caller: Caller = request.auth
    return {"person": caller.user, "key": caller.key, "organizations": _organizations(caller)}


@router.get("/organizations", response=list[OrganizationOut])
def organization_list(request: HttpRequest):
    """Those that the header X-Organization can name; where one lands comes first."""
    return _organizations(request.auth)


def _organizations(caller: Caller) -> list[dict]:
    if caller.key is not None:
        return [_describe(caller.key.organization, role="key")]
    return [_describe(m.organization, role=m.role) for m in list_memberships(caller.user)]


def _describe(organization: Organization, *, role: str) -> dict:
    values = {name: getattr(organization, name) for name in ("id", "slug", "name", "type")}
    return values | {"role": role}

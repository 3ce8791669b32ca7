"""Who calls the API: a person with a token or a session, or a program with an organization's key.

Either way the operations get a membership and ask the same access functions as the pages.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from accounts.models import User
from accounts.tokens import families
from organizations import scoping
from organizations.access import access_organization, home_membership
from organizations.identity.second_factor import check_second_factor
from organizations.keys import service as keys
from organizations.models import Membership, Organization, OrganizationKey, Role
from organizations.settings_schema import Feature
from project.errors import Forbidden, NotFound

HEADER = "X-Organization"
# A key is nobody: it sees what everybody in the organization may, and no one's own things.
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Caller:
    """user: None for a key. key: None for a person."""

    user: User | None = None
    key: OrganizationKey | None = None

    @property
    def ident(self) -> str:
        return f"key-{self.key.pk}" if self.key else f"user-{self.user.pk}"


def identify(bearer: str) -> Caller:
    """Raises SignedOut."""
    if keys.is_key(bearer):
        return Caller(key=keys.read_key(bearer))
    return Caller(user=families.person_of(bearer))


def enter(request: HttpRequest, *, scope: str) -> Membership:
    """Enter the organization that the request is about, for one scope of the API.

    That of the key, or the one that the header names, or where the person lands. Raises
    NotFound for one that is not the caller's, Forbidden where it is not allowed there.
    """
    membership = _membership(request.auth, request.headers.get(HEADER, ""))
    _check_allowed(request.auth, membership, scope)
    request.organization, request.membership = membership.organization, membership
    scoping.enter(membership.organization_id, is_brief=request.method in ("GET", "HEAD"))
    return membership


def enter_as_person(request: HttpRequest) -> Membership:
    """As `enter`, for what a person does themselves. Raises Forbidden for a key."""
    if request.auth.key is not None:
        raise Forbidden(_("A key reads only. A person has to do this, with a token of theirs."))
    return enter(request, scope="")


def _membership(caller: Caller, slug: str) -> Membership:
    if caller.key is not None:
        return _of_key(caller.key, slug)
    if slug:
        return access_organization(caller.user, slug)
    membership = home_membership(caller.user)
    if membership is None:
        raise NotFound(_("You are in no organization."))
    return membership


def _of_key(key: OrganizationKey, slug: str) -> Membership:
    """A membership that is no row: an admin's sight, bounded by the key's scopes."""
    if slug and slug != key.organization.slug:
        raise NotFound(_("There is no such organization, or this key is not its."))
    return Membership(organization=key.organization, user_id=NOBODY, role=Role.ADMIN)


def _check_allowed(caller: Caller, membership: Membership, scope: str) -> None:
    organization: Organization = membership.organization
    if not organization.has_feature(Feature.API):
        raise Forbidden(
            _("%(organization)s has switched the API off.") % {"organization": organization.name}
        )
    if caller.key is not None and scope not in caller.key.scopes:
        raise Forbidden(_("This key lacks the scope %(scope)s.") % {"scope": scope})
    if caller.user is not None:
        check_second_factor(membership)


class Bearer(HttpBearer):
    """`Authorization: Bearer …`, a token or a key; request.auth is the Caller."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        caller = identify(token)
        # A cookie that came along says nothing here: what is recorded is the caller's doing.
        request.impersonation = None
        request.user = caller.user or AnonymousUser()
        return caller


class Session(APIKeyCookie):
    """Who is signed in on the pages, by their cookie; what changes something has to carry the
    page's CSRF token. A token that was sent counts alone: a wrong one is not made good by it.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)  # asked here, so that its refusal says what to do

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        caller = session_caller(request)
        if caller is None:
            return None
        if request.impersonation is not None:
            raise Forbidden(_("Who sees Lectern as somebody else uses its pages, not the API."))
        if check_csrf(request) is not None:
            raise Forbidden(_("Send the CSRF token of the site in the header X-CSRFToken."))
        return caller


def session_caller(request: HttpRequest) -> Caller | None:
    """By the cookie alone, where no token is sent."""
    has_token = "Authorization" in request.headers
    return None if has_token or not request.user.is_authenticated else Caller(user=request.user)

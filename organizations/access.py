"""The guarded way to a row: the row, or NotFound for strangers, or Forbidden for the role."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from organizations.flags import with_flag_names
from organizations.models import Membership, Organization, Role
from organizations.roles import ALLOWED, WHOLE
from organizations.scoping import current_organization_id, once_in_brief
from project.errors import Forbidden, NotFound


def access_organization(user: User, slug: str) -> Membership:
    """The person's membership of the organization with this slug, its organization loaded."""
    membership = (
        with_flag_names(Membership.objects.active())
        .select_related("organization")
        .filter(user=user, organization__slug=slug)
        .first()
    )
    if membership is None:
        raise NotFound(_("There is no such page, or it is not yours to see."))
    membership.user = user  # who asks is loaded already
    return membership


def require(membership: Membership, action: str) -> None:
    """Raises Forbidden for a role that may not, and what `require_whole` raises."""
    if membership.role not in ALLOWED[action]:
        raise Forbidden(
            _("Your role here, %(role)s, does not allow this.")
            % {"role": membership.get_role_display()}
        )
    if action in WHOLE:
        require_whole(membership)


def require_whole(actor: Membership) -> None:
    """For what concerns the organization as a whole. Raises Forbidden for admins of schools."""
    if actor.school_ids:
        raise Forbidden(
            _("You run some schools of %(organization)s only; this is for its other admins.")
            % {"organization": actor.organization}
        )


def membership_in_scope(user_id: UUID) -> Membership:
    """Theirs in the organization whose scope it is. Raises NotFound for who has left."""
    return once_in_brief(("membership", user_id), lambda: _membership_of(user_id))


def keep_in_scope(membership: Membership) -> None:
    """It has just been read: `membership_in_scope` need not, in a brief scope."""
    once_in_brief(("membership", membership.user_id), lambda: membership)


def _membership_of(user_id: UUID) -> Membership:
    active = Membership.objects.active().filter(organization_id=current_organization_id())
    rows = with_flag_names(active)
    rows = rows.select_related("organization", "user")
    membership = rows.filter(user_id=user_id).first()
    if membership is None:
        raise NotFound(_("There is no such page, or it is not yours to see."))
    return membership


def home_membership(user: User) -> Membership | None:
    """Where somebody lands after signing in: a school before their personal organization."""
    return next(iter(list_memberships(user)), None)


def list_memberships(user: User) -> list[Membership]:
    """All of a person's, their home first; each with its organization."""
    memberships = Membership.objects.active().select_related("organization").filter(user=user)
    for membership in memberships:
        membership.user = user
    return sorted(memberships, key=landing_place)


def landing_place(membership: Membership) -> list:
    """Its place in the order of a person's own."""
    is_personal = membership.organization.type == Organization.Type.PERSONAL
    return [is_personal, membership.created_at.timestamp(), membership.pk]


def list_closed_memberships(user: User) -> list[Membership]:
    """Of organizations that are closed and not yet purged, the last closed first."""
    rows = Membership.objects.select_related("organization").filter(user=user, ended_at=None)
    return list(rows.exclude(organization__deleted_at=None).order_by("-organization__deleted_at"))


def list_former_memberships(user: User) -> list[Membership]:
    """Of organizations where somebody was deactivated, or which they left; the last first."""
    rows = Membership.objects.select_related("organization").filter(user=user)
    return list(rows.exclude(ended_at=None).order_by("-ended_at"))


def list_closed(user: User) -> list[Organization]:
    """Those of them that this person owns."""
    return [each.organization for each in list_closed_memberships(user) if each.role == Role.OWNER]

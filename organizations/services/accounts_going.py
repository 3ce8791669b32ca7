"""An account is deleted: what becomes of the organizations that it alone holds."""

from accounts.models import User
from organizations.models import Membership, Organization, Role
from organizations.services.closing import mark_closed


def close_what_they_alone_hold(user: User) -> None:
    """They are closed, and purged when the grace period is over. In the caller's transaction."""
    owned = Membership.objects.active().filter(user=user, role=Role.OWNER)
    rows = Organization.objects.select_for_update().filter(pk__in=owned.values("organization"))
    for organization in rows:
        others = organization.memberships.active().exclude(user=user)
        if not others.filter(role=Role.OWNER).exists():
            mark_closed(organization)

"""Let somebody in: the one way to an active membership for who comes from outside."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from organizations import registries
from organizations.models import Membership, Organization, School
from project.errors import Conflict


def check_seats(organization: Organization, role: str, *, more: int = 1) -> None:
    """Raises Conflict where the organization has no place left for so many."""
    for check in registries.seat_checks:
        check(organization, role, more)


def admit(
    *,
    organization: Organization,
    user: User,
    role: str,
    schools: Iterable[School] = (),
    login_name: str = "",
) -> Membership:
    """The new membership. In the caller's transaction.

    Who is a member already stays what they are, and keeps their role. Raises Conflict for
    somebody who was deactivated, for a closed organization, and where no seat is left.
    """
    if organization.deleted_at:
        raise Conflict(_("%(organization)s is closed.") % {"organization": organization})
    found = Membership.objects.filter(organization=organization, user=user).first()
    if found is not None:
        return _who_is_here(found)
    check_seats(organization, role)
    membership = Membership.objects.create(
        organization=organization, user=user, role=role, login_name=login_name
    )
    membership.schools.set(schools)
    return membership


def _who_is_here(membership: Membership) -> Membership:
    if not membership.is_active:
        raise Conflict(
            _("You were a member of %(organization)s and are not any more. Ask an admin there.")
            % {"organization": membership.organization}
        )
    return membership

"""Put people into organizations."""

from django.db import transaction

from accounts.models import User
from organizations.models import Membership, Organization, Role
from organizations.services.organizations import create_organization


def add_member(*, organization: Organization, user: User, role: Role) -> Membership:
    """Again with another role: the role changes. Who was deactivated is active again."""
    membership, _ = Membership.objects.update_or_create(
        organization=organization, user=user, defaults={"role": role, "ended_at": None}
    )
    return membership


@transaction.atomic
def ensure_personal_organization(user: User) -> None:
    """Who signs up alone teaches, in an organization of their own."""
    User.objects.select_for_update().get(pk=user.pk)
    if not user.memberships.active().exists():
        organization = create_organization(
            name=str(user).split("@")[0], type=Organization.Type.PERSONAL
        )
        add_member(organization=organization, user=user, role=Role.OWNER)

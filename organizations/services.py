"""Create organizations and put people into them."""

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from organizations.models import Membership, Organization, Role


@transaction.atomic
def create_organization(
    *, name: str, type: Organization.Type = Organization.Type.SCHOOL
) -> Organization:
    return Organization.objects.create(name=name, slug=_free_slug(name), type=type)


def _free_slug(name: str) -> str:
    """Two who ask for one name at once: the constraint refuses the second, who asks again."""
    base = slugify(name)[:50] or "organization"
    taken = set(Organization.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)


def add_member(*, organization: Organization, user: User, role: Role) -> Membership:
    """Again with another role: the role changes."""
    membership, _ = Membership.objects.update_or_create(
        organization=organization, user=user, defaults={"role": role}
    )
    return membership


@transaction.atomic
def ensure_personal_organization(user: User) -> Membership:
    """Who signs up alone teaches, in an organization of their own. Returns where they land."""
    User.objects.select_for_update().get(pk=user.pk)
    membership = Membership.objects.select_related("organization").filter(user=user).first()
    if membership is not None:
        return membership
    organization = create_organization(
        name=user.name or user.email.split("@")[0], type=Organization.Type.PERSONAL
    )
    return add_member(organization=organization, user=user, role=Role.ADMIN)

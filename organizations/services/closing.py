"""Close an organization, and open it again within the grace period."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations import audit, jobs
from organizations.access import require
from organizations.models import Membership, Organization
from project.errors import Conflict, Invalid


@transaction.atomic
def close_organization(*, membership: Membership, typed_name: str) -> Organization:
    """By an owner, who types its name. From now on nobody enters and nothing works for it;
    nothing is lost yet.
    """
    require(membership, "organization.close")
    organization = Organization.objects.select_for_update().get(pk=membership.organization_id)
    if typed_name.strip() != organization.name:
        raise Invalid(_("Type the name exactly as it stands here: %s") % organization.name)
    return mark_closed(organization)


def mark_closed(organization: Organization) -> Organization:
    organization.deleted_at = timezone.now()
    organization.save(update_fields=["deleted_at", "updated_at"])
    jobs.stop_at_closing(organization.pk)
    audit.record("organization.closed", organization=organization, subject=organization)
    return organization


@transaction.atomic
def restore_organization(*, organization: Organization) -> Organization:
    """Raises Conflict where its purge has begun or its grace period is over."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if organization.deleted_at is None:
        return organization
    if organization.purge_after <= timezone.now():
        raise Conflict(_("The time to restore it is over: it is being deleted."))
    organization.deleted_at = None
    organization.save(update_fields=["deleted_at", "updated_at"])
    jobs.resume(organization.pk)
    audit.record("organization.restored", organization=organization, subject=organization)
    return organization

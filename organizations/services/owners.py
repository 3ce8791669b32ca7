"""There is always an owner where there was one."""

from django.db import transaction
from django.utils.translation import gettext as _

from organizations import audit
from organizations.models import Membership, Organization, Role
from project.errors import Conflict, Forbidden


def keep_an_owner(person: Membership) -> None:
    """Before an owner stops being one. Raises Conflict for the last.

    The organization's row is held until the transaction ends: of two owners who leave at
    once, the second is refused.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=person.organization_id)
    owners = Membership.objects.filter(
        organization=person.organization_id, role=Role.OWNER, ended_at=None
    )
    if set(owners.values_list("pk", flat=True)) == {person.pk}:
        raise Conflict(
            _("%(person)s is the last owner of %(organization)s. Make somebody else owner first.")
            % {"person": person.user, "organization": person.organization}
        )


@transaction.atomic
def transfer_ownership(*, by: Membership, to: Membership) -> None:
    """One stops being owner, the other begins. Raises Forbidden, Conflict."""
    Organization.objects.select_for_update(no_key=True).get(pk=by.organization_id)
    by.refresh_from_db(fields=["role", "ended_at"])
    to.refresh_from_db(fields=["role", "ended_at"])
    if by.role != Role.OWNER or not by.is_active:
        raise Forbidden(_("Only an owner can hand the ownership over."))
    if to.pk == by.pk or to.organization_id != by.organization_id or not to.is_active:
        raise Conflict(_("Choose somebody else who is active here."))
    if to.role not in (Role.ADMIN, Role.TEACHER, Role.OWNER) or not to.user.email:
        raise Conflict(
            _("%(person)s has to be an admin or a teacher with an email address first.")
            % {"person": to.user}
        )
    Membership.objects.filter(pk=to.pk).update(role=Role.OWNER)
    to.schools.clear()
    Membership.objects.filter(pk=by.pk).update(role=Role.ADMIN)
    audit.record(
        "people.ownership_transferred",
        organization=by.organization,
        subject=to,
        detail={"from": str(by.user_id), "to": str(to.user_id)},
    )

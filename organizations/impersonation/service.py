"""A platform admin sees what somebody sees: for a reason, for a while, on the record."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from organizations import audit
from organizations.models import Impersonation
from organizations.scoping import scope
from project.errors import Forbidden, Invalid

LEAST_REASON = 10  # characters: "helping" alone is none


@transaction.atomic
def start(*, staff: User, person: User, reason: str) -> Impersonation:
    """Raises Forbidden for who may not or must not be, Invalid for no reason."""
    reason = reason.strip()
    check(staff, person)
    if len(reason) < LEAST_REASON:
        raise Invalid(_("Write why, in %(least)s characters or more.") % {"least": LEAST_REASON})
    begun = Impersonation.objects.create(
        staff=staff,
        person=person,
        reason=reason[:500],
        ends_at=timezone.now() + settings.IMPERSONATION_LIFE,
    )
    _record("impersonation.started", begun, {"reason": begun.reason})
    return begun


@transaction.atomic
def end(impersonation: Impersonation) -> None:
    """Safe to call twice; it is recorded once."""
    open_still = Impersonation.objects.filter(pk=impersonation.pk, ended_at=None)
    if open_still.update(ended_at=min(timezone.now(), impersonation.ends_at)):
        _record("impersonation.ended", impersonation, {})


def current(pk: str, *, staff: User) -> Impersonation | None:
    """The one that is under way and still allowed; one that is over is closed in passing."""
    found = Impersonation.objects.select_related("person").filter(pk=pk, staff=staff).first()
    if found is None:
        return None
    if found.is_over or not _may(staff, found.person):
        end(found)
        return None
    return found


def check(staff: User, person: User) -> None:
    """Raises Forbidden for who may not, and for who must not be acted as."""
    if not staff.is_staff or not staff.is_active:
        raise Forbidden(_("Only a platform admin can see Lectern as somebody else."))
    if not _may(staff, person):
        raise Forbidden(_("Nobody can act as a platform admin, or as a closed account."))


def _may(staff: User, person: User) -> bool:
    if not (staff.is_staff and staff.is_active and person.is_active):
        return False
    return not (person.is_staff or person.is_superuser)


def _record(action: str, impersonation: Impersonation, detail: dict) -> None:
    """In each organization of the person; its own admins see it."""
    for membership in impersonation.person.memberships.select_related("organization"):
        with scope(membership.organization_id), audit.origin(lambda: _origin(impersonation)):
            audit.record(
                action,
                organization=membership.organization,
                subject=membership,
                detail=detail
                | {
                    "person": str(impersonation.person_id),
                    "impersonation": str(impersonation.pk),
                },
            )


def _origin(impersonation: Impersonation) -> audit.Origin:
    return audit.Origin(
        actor_id=impersonation.staff_id, impersonator_id=impersonation.staff_id, door="platform"
    )

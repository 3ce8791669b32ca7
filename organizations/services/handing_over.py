"""Hand what one person owns to another."""

from uuid import UUID

from django.utils.translation import gettext as _

from organizations import audit, registries
from organizations.authority import require_change
from organizations.models import Membership
from organizations.roles import STAFF
from project.errors import Conflict


def count_owned(user_id: UUID) -> dict[str, int]:
    """registry key -> how many, of those where there is something; in the scope."""
    counts = {owned.key: owned.count(user_id) for owned in registries.owned}
    return {key: count for key, count in counts.items() if count}


def owned_words(counts: dict[str, int]) -> list[str]:
    """ "3 sources", "one lesson": in the order of the registry."""
    return [owned.label(counts[owned.key]) for owned in registries.owned if owned.key in counts]


def transfer_owned(*, person: Membership, to: Membership, by: Membership) -> dict[str, int]:
    """registry key -> how many were handed over. Safe to run again after it was interrupted.

    Not one transaction: what is owned lies in two databases. Raises Forbidden, and Conflict
    where the receiver cannot keep it.
    """
    require_change(by, person)
    if to.pk == person.pk or to.organization_id != person.organization_id or not to.is_active:
        raise Conflict(_("Choose somebody else who is active here."))
    if to.role not in STAFF:
        raise Conflict(
            _("%(person)s cannot own this here: choose an admin or somebody who teaches.")
            % {"person": to.user}
        )
    moved = {o.key: o.transfer(person.user_id, to.user_id) for o in registries.owned}
    audit.record(
        "people.owned_transferred",
        organization=person.organization,
        subject=person,
        detail={"from": str(person.user_id), "to": str(to.user_id), **moved},
    )
    return {key: count for key, count in moved.items() if count}

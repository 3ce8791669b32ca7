"""Who reaches rosters: admins of the whole organization, and of its rows only."""

from uuid import UUID

from django.utils.translation import gettext as _

from organizations.access import require
from organizations.models import Membership, RosterImport
from organizations.roles import may
from project.errors import Forbidden, NotFound


def access_rosters(membership: Membership) -> None:
    """Raises Forbidden for others, and for an admin of some schools: a file may name any."""
    require(membership, "people.manage")
    if not may(membership, "people.import"):
        raise Forbidden(
            _("Rosters are imported by admins of the whole organization. You run some schools.")
        )


def access_roster(membership: Membership, pk: UUID) -> RosterImport:
    access_rosters(membership)
    rows = RosterImport.objects.select_related("organization", "made_by", "applied_by", "undone_by")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There is no such import, or it is not yours to see."))
    return row

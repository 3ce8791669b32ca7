"""The guarded way to a source."""

from uuid import UUID

from django.utils.translation import gettext as _

from library.models import Source
from organizations.access import require
from organizations.models import Membership
from organizations.roles import may
from project.errors import Forbidden, NotFound

# What one may do with a source of the global catalogue, which belongs to nobody here.
READING = {"library.view", "library.ask"}


def access_source(membership: Membership, pk: UUID, action: str = "library.view") -> Source:
    """The source, for one of the actions of `organizations.roles`.

    "library.manage_own" is for who added it; for others it needs "library.manage_all".
    Raises NotFound for another organization's source and for another person's own one,
    Forbidden where the role does not allow the action.
    """
    source = (
        Source.objects.filter(Source.in_scope(membership.organization_id), pk=pk)
        .visible_to(membership.user_id)
        .exclude(state=Source.State.DELETING)
        .first()
    )
    if source is None:
        raise NotFound(_("There is no such source, or it is not yours to see."))
    require(membership, action)
    if action == "library.manage_own" and source.added_by_id != membership.user_id:
        require(membership, "library.manage_all")
    if source.organization_id is None and action not in READING:
        raise Forbidden(_("This source belongs to the catalogue and cannot be changed here."))
    return source


def may_manage(membership: Membership, source: Source) -> bool:
    """Whether "library.manage_own" would be given on this source, which they see."""
    if source.organization_id is None:
        return False
    is_own = source.added_by_id == membership.user_id
    return may(membership, "library.manage_own" if is_own else "library.manage_all")

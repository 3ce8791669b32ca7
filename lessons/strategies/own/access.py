"""The guarded way to a strategy of one's own."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lessons.models import Strategy
from organizations.access import require
from organizations.models import Membership
from organizations.roles import may
from project.errors import Forbidden, NotFound


def access_strategy(membership: Membership, pk: UUID, *, to_change: bool = False) -> Strategy:
    """Staff see what everybody may use and their own; admins see all, and change all.

    Raises NotFound, and Forbidden for who sees it and may not change it.
    """
    require(membership, "strategies.view")
    row = list_seen(membership).filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There is no such way of teaching, or it is not yours to see."))
    if to_change and not may_change(membership, row):
        raise Forbidden(_("Who made it changes it. You can make one of your own."))
    return row


def list_seen(membership: Membership) -> QuerySet[Strategy]:
    is_admin = may(membership, "strategies.manage_all")
    rows = Strategy.objects.filter(organization_id=membership.organization_id)
    return rows.seen_by(membership.user_id, is_admin=is_admin)


def may_change(membership: Membership, row: Strategy) -> bool:
    return row.made_by_id == membership.user_id or may(membership, "strategies.manage_all")

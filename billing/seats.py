"""Seats of an organization: how many it pays for, and who sits on them."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import gateway
from billing.calls import ask
from billing.models import Subscription
from billing.stripe_states import SubscriptionState
from billing.syncing import database_now, write_subscription
from organizations import audit
from organizations.models import Membership, Organization, Role
from organizations.scoping import unscoped
from project.errors import Conflict, Invalid

WITHOUT_SEAT = (Role.GUARDIAN,)  # they look on


def seats_taken(organization: Organization) -> int:
    members = Membership.objects.active().filter(organization=organization)
    return members.exclude(role__in=WITHOUT_SEAT).count()


def seats_paid(organization: Organization) -> int | None:
    """None where no subscription says."""
    with unscoped("an organization's own"):
        giving = Subscription.objects.of_organization(organization).giving_access(timezone.now())
        counts = list(giving.values_list("quantity", flat=True))
    return max(counts) if counts else None


def check_seats(organization: Organization, role: str, more: int) -> None:
    """A seat check of `organizations.registries`. Nobody who sits is ever sent away."""
    if role in WITHOUT_SEAT or (paid := seats_paid(organization)) is None:
        return
    left = paid - seats_taken(organization)
    if more > left:
        raise Conflict(
            ngettext(
                "%(name)s has %(paid)s seat, and none is left for this. "
                "An owner or admin can add seats under Billing.",
                "%(name)s has %(paid)s seats, and not enough are left for this. "
                "An owner or admin can add seats under Billing.",
                paid,
            )
            % {"name": organization.name, "paid": f"{paid:,}"}
        )


def change_seats(subscription: Subscription, seats: int) -> None:
    """What is left of the period is prorated by Stripe, on its next invoice.

    Raises Invalid for fewer than are taken.
    """
    organization = subscription.organization
    assert organization is not None
    taken = seats_taken(organization)
    if seats < max(taken, 1):
        raise Invalid(
            _("%(taken)s people are members. Deactivate some first, or keep so many seats.")
            % {"taken": f"{taken:,}"}
        )
    if subscription.is_local:
        raise Conflict(_("These seats were given by who runs this site. Ask there for more."))
    asked_at = database_now()
    state = ask(
        "seats",
        about=f"subscription {subscription.pk} from {subscription.quantity} to {seats}",
        params={"subscription": subscription.stripe_id, "quantity": seats},
        send=gateway.change_seats,
        keep=partial(_record, organization, subscription, seats),
    )
    write_subscription(state, asked_at=asked_at)


def _record(
    organization: Organization,
    subscription: Subscription,
    seats: int,
    state: SubscriptionState,
) -> None:
    audit.record(
        "billing.seats_changed",
        organization=organization,
        subject=subscription,
        detail={"from": subscription.quantity, "to": seats},
    )

"""What plans and their limits plug into the rest."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import registries
from billing.dashboard import requests_panel
from billing.effective import is_covered
from billing.standing import pause_of
from organizations import dashboard
from organizations import registries as of_organizations
from organizations.models import Membership


def links_of_person(membership: Membership) -> list[tuple[str, str]]:
    """None where the organization does not let a subscription count, or covers the person."""
    organization = membership.organization
    if is_covered(membership) or not organization.allows_individual_upgrades:
        return []
    return [
        (_("See the plans"), reverse("buying:pricing")),
        (_("My subscription"), reverse("buying:subscription")),
    ]


def register() -> None:
    registries.pauses.append(pause_of)
    registries.plan_links.append(links_of_person)
    dashboard.panels.append(requests_panel)
    of_organizations.admin_pages += [
        (gettext_lazy("Plans"), "layers", "billing_plan"),
        (gettext_lazy("What is used"), "data_usage", "billing_balance"),
        (gettext_lazy("Reservations"), "bookmark", "billing_reservation"),
        (gettext_lazy("The ledger"), "list_alt", "billing_movement"),
        (gettext_lazy("Families"), "family_restroom", "billing_family"),
    ]

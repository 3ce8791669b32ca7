"""What is for sale, and for how much where the admin does not say otherwise.

Amounts to begin with stand beside the plans, in plans.yaml. What a plan holds is the plan table's
matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from billing.models import Interval, PlanPrice
from billing.money import in_minor_units
from organizations.plan_file import OrganizationPlan, PersonPlan, PlanPrices, plan_file
from project.errors import Invalid


@dataclass(frozen=True, slots=True)
class Offer:
    """plan: the plan's key. per_seat: an organization buys it, for so many people."""

    plan: str
    name: str | Promise
    said: str | Promise
    prices: PlanPrices
    per_seat: bool = False

    def amount(self, interval: str) -> int:
        """In the smallest unit of the currency in which is sold."""
        units = self.prices.year if interval == Interval.YEAR else self.prices.month
        return in_minor_units(units, settings.STRIPE_CURRENCY)


# As people read them; a plan of an own file has its name there.
_NAMES = {
    "plus": _lazy("Plus"),
    "premium": _lazy("Premium"),
    "family": _lazy("Family"),
    "starter": _lazy("Starter"),
    "standard": _lazy("Standard"),
    "enterprise": _lazy("Enterprise"),
}
_SAID = {
    "plus": _lazy("For one person who learns every week."),
    "premium": _lazy("For one person who learns every day."),
    "family": _lazy("Premium for up to five people at home."),
    "starter": _lazy("For one school or a small team."),
    "standard": _lazy("For up to three schools."),
    "enterprise": _lazy("For districts and firms."),
}


def _for_sale(
    plans: Mapping[str, PersonPlan | OrganizationPlan], *, per_seat: bool
) -> dict[str, Offer]:
    return {
        key: Offer(key, _NAMES.get(key, said.name), _SAID.get(key, ""), said.price, per_seat)
        for key, said in plans.items()
        if said.price is not None
    }


OFFERS = {
    **_for_sale(plan_file().people, per_seat=False),
    **_for_sale(plan_file().organizations, per_seat=True),
}


def plan_name(plan: str) -> str:
    """As people read it; the key itself where nobody sells it any more."""
    return str(OFFERS[plan].name) if plan in OFFERS else plan.capitalize()


def find_offer(plan: str, *, per_seat: bool) -> Offer:
    """Raises Invalid for what is not for sale to such a subject."""
    offer = OFFERS.get(plan)
    if offer is None or offer.per_seat != per_seat:
        raise Invalid(_("There is no such plan. Choose one of those shown."))
    return offer


@dataclass(frozen=True, slots=True)
class Priced:
    """An offer with what it costs. Amounts are in the currency's minor unit."""

    offer: Offer
    currency: str
    month: int
    year: int

    @property
    def year_as_month(self) -> int:
        return round(self.year / 12)


def priced_offers() -> list[Priced]:
    """All of them, in order; one query."""
    offered = PlanPrice.objects.filter(is_offered=True)
    prices = {(price.plan, price.interval): price for price in offered}
    return [_priced(offer, prices) for offer in OFFERS.values()]


def _priced(offer: Offer, prices: dict[tuple[str, str], PlanPrice]) -> Priced:
    monthly = prices.get((offer.plan, Interval.MONTH))
    yearly = prices.get((offer.plan, Interval.YEAR))
    return Priced(
        offer,
        currency=monthly.currency if monthly else settings.STRIPE_CURRENCY,
        month=monthly.amount if monthly else offer.amount(Interval.MONTH),
        year=yearly.amount if yearly else offer.amount(Interval.YEAR),
    )


def of_people(priced: Iterable[Priced]) -> list[Priced]:
    return [one for one in priced if not one.offer.per_seat]


def of_organizations(priced: Iterable[Priced]) -> list[Priced]:
    return [one for one in priced if one.offer.per_seat]

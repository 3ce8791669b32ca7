"""What is for sale, and for how much where `manage.py stripe_setup` has not said otherwise.

Amounts are US cents, for one person or one seat. What a plan holds is the plan table's matter.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from billing.models import Interval, PlanPrice
from project.errors import Invalid


@dataclass(frozen=True, slots=True)
class Offer:
    """plan: the plan's key. per_seat: an organization buys it, for so many people."""

    plan: str
    name: str | Promise
    said: str | Promise
    month: int
    year: int
    per_seat: bool = False

    def amount(self, interval: str) -> int:
        return self.year if interval == Interval.YEAR else self.month


_EVERY = (
    Offer("plus", _lazy("Plus"), _lazy("For one person who learns every week."), 900, 9000),
    Offer("premium", _lazy("Premium"), _lazy("For one person who learns every day."), 1900, 19000),
    Offer("family", _lazy("Family"), _lazy("Premium for up to five people at home."), 2900, 29000),
    Offer("starter", _lazy("Starter"), _lazy("For one school or a small team."), 300, 3000, True),
    Offer("standard", _lazy("Standard"), _lazy("For up to three schools."), 500, 5000, True),
    Offer("enterprise", _lazy("Enterprise"), _lazy("For districts and firms."), 800, 8000, True),
)
OFFERS = {offer.plan: offer for offer in _EVERY}


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
        month=monthly.amount if monthly else offer.month,
        year=yearly.amount if yearly else offer.year,
    )


def of_people(priced: Iterable[Priced]) -> list[Priced]:
    return [one for one in priced if not one.offer.per_seat]


def of_organizations(priced: Iterable[Priced]) -> list[Priced]:
    return [one for one in priced if one.offer.per_seat]

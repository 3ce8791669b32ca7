"""What comes in, for the platform's staff."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from billing.models import Interval, Invoice, PlanPrice, Subscription

MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthOfRevenue:
    """paid: in the currency's minor unit."""

    month: datetime
    currency: str
    paid: int
    invoices: int


@dataclass(frozen=True, slots=True)
class PlanCount:
    """monthly: what they come to a month, in the minor unit of `currency`; a year is a twelfth."""

    plan: str
    status: str
    subscriptions: int
    seats: int
    monthly: int
    currency: str


def revenue_by_month() -> list[MonthOfRevenue]:
    """The newest first; one query."""
    paid = Invoice.objects.filter(status=Invoice.Status.PAID, paid_at__isnull=False)
    months = (
        paid.annotate(month=TruncMonth("paid_at"))
        .values("month", "currency")
        .annotate(paid=Sum("amount_paid"), invoices=Count("pk"))
        .order_by("-month", "currency")[: MONTHS * 2]
    )
    return [MonthOfRevenue(**row) for row in months]


def plans_now() -> list[PlanCount]:
    """Of what gives access; what was given for nothing brings nothing. One query."""
    price = PlanPrice.objects.filter(stripe_id=OuterRef("stripe_price_id"))
    giving = Subscription.objects.giving_access(timezone.now()).annotate(
        each=Subquery(price.values("amount")[:1]), currency=Subquery(price.values("currency")[:1])
    )
    rows = (
        giving.values("plan", "status", "interval", "currency")
        .annotate(
            subscriptions=Count("pk"),
            seats=Sum("quantity"),
            amount=Sum(F("quantity") * F("each")),
        )
        .order_by("plan", "status", "interval")
    )
    return [_plan_count(row) for row in rows]


def _plan_count(row: dict) -> PlanCount:
    amount = row["amount"] or 0
    return PlanCount(
        plan=row["plan"],
        status=row["status"],
        subscriptions=row["subscriptions"],
        seats=row["seats"],
        monthly=round(amount / 12) if row["interval"] == Interval.YEAR else amount,
        currency=row["currency"] or "",
    )

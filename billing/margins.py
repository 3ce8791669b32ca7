"""What came in against what work cost: of an organization by month, and of all for platform staff.

Invoices count in the month in which they were paid, as they were paid: what is paid for a year
stands in one month. Cost is in US dollars, and is compared with what was paid in them alone.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.costing import Cost, sums
from billing.models import Invoice, ProviderCall
from organizations.models import Organization
from organizations.scoping import unscoped

DOLLAR = "usd"
MICRO_A_CENT = 10_000
MONTHS = 12
SHOWN = 100  # organizations


@dataclass(frozen=True, slots=True)
class Account:
    """paid: {currency: amount in its minor unit}. name: of a month or an organization."""

    name: datetime | str | Promise
    paid: dict[str, int]
    cost: Cost

    @property
    def margin(self) -> int | None:
        """Micro-dollars; None where something was paid in another currency."""
        if set(self.paid) - {DOLLAR}:
            return None
        return self.paid.get(DOLLAR, 0) * MICRO_A_CENT - self.cost.total


def of_organization(organization: Organization, *, months: int = MONTHS) -> list[Account]:
    """The newest month first; two queries."""
    paid = _invoices().filter(organization=organization)
    calls = ProviderCall.objects.filter(organization=organization)
    return _by_month(paid, calls)[:months]


def of_all_months() -> list[Account]:
    """Of everybody, the newest month first; two queries."""
    with unscoped("the platform's own accounts"):
        return _by_month(_invoices(), ProviderCall.objects.all())[:MONTHS]


def of_month(month: datetime) -> list[Account]:
    """Of each organization in this month, the dearest first; three queries.

    Who signs up alone or as a family pays as a person: their places are one line. So is work of
    the platform, such as on the global catalogue.
    """
    with unscoped("the platform's own accounts"):
        calls = _in(month, ProviderCall.objects, "at").values("organization_id")
        costs = {row.pop("organization_id"): Cost(**row) for row in calls.annotate(**sums())}
        paid = _paid_by(_in(month, _invoices(), "paid_at"), "organization_id")
        rows = Organization.objects.filter(pk__in={*costs, *paid} - {None})
        known = {pk: (name, kind) for pk, name, kind in rows.values_list("pk", "name", "type")}
    people = {pk for pk, (_name, kind) in known.items() if kind in Organization.BY_SIGN_UP}
    people_paid = paid.pop(None, {})
    found = [
        Account(known[pk][0], paid.get(pk, {}), costs.get(pk, Cost()))
        for pk in known
        if pk not in people
    ]
    found.sort(key=lambda one: (-one.cost.total, str(one.name)))
    alone = Account(_("People and families"), people_paid, _added(costs, people))
    platform = Account(_("Work of the platform"), {}, costs.get(None, Cost()))
    return [*found[:SHOWN], alone, platform]


def _by_month(paid: QuerySet, calls: QuerySet) -> list[Account]:
    months = calls.annotate(month=TruncMonth("at", tzinfo=_site())).values("month")
    costs = {row.pop("month"): Cost(**row) for row in months.annotate(**sums())}
    income = _paid_by(paid.annotate(month=TruncMonth("paid_at", tzinfo=_site())), "month")
    return [
        Account(month, income.get(month, {}), costs.get(month, Cost()))
        for month in sorted({*costs, *income}, reverse=True)
    ]


def _paid_by(invoices: QuerySet, name: str) -> dict:
    """{value of the field: {currency: amount}}"""
    found: dict = {}
    rows = invoices.values(name, "currency").annotate(paid=Sum("amount_paid"))
    for row in rows.order_by(name, "currency"):
        found.setdefault(row[name], {})[row["currency"].lower()] = row["paid"]
    return found


def _invoices() -> QuerySet:
    return Invoice.objects.filter(status=Invoice.Status.PAID, paid_at__isnull=False)


def _in(month: datetime, rows, name: str) -> QuerySet:
    """month: its first moment."""
    begin, end = month_of(month), next_month(month)
    return rows.filter(**{f"{name}__gte": begin, f"{name}__lt": end})


def month_of(moment: datetime) -> datetime:
    local = moment.astimezone(_site())
    return datetime(local.year, local.month, 1, tzinfo=_site())


def next_month(moment: datetime) -> datetime:
    begin = month_of(moment)
    year, month = divmod(begin.year * 12 + begin.month, 12)
    return datetime(year, month + 1, 1, tzinfo=_site())


def _added(costs: dict, ids: set) -> Cost:
    parts = [costs[pk] for pk in ids if pk in costs]
    names = ("models", "speech", "rendering", "storage", "calls", "found")
    return Cost(**{name: sum(getattr(one, name) for one in parts) for name in names})


def _site() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)

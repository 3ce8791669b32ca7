"""What the dashboard says of models' costs."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from billing.models import HeldRequest, ProviderCall
from organizations import dashboard
from organizations.dashboard import DashboardPanel, Fact, of_the_whole
from organizations.models import Membership

MICRO = 1_000_000
ASKED_FOR = timedelta(days=30)
ASKED_SHOWN = 10


@of_the_whole
def costs_panel(membership: Membership) -> DashboardPanel:
    """This month's, in one query."""
    month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    calls = ProviderCall.objects.filter(organization=membership.organization, at__gte=month)
    sums = calls.aggregate(
        calls=Count("pk"),
        failed=Count("pk", filter=Q(outcome=ProviderCall.Outcome.FAILED)),
        tokens=Sum(F("tokens_in") + F("tokens_out")),
        cost=Sum("cost_microusd"),
    )
    facts = [
        Fact(_("Calls"), sums["calls"]),
        Fact(_("Failed"), sums["failed"]),
        Fact(_("Tokens"), sums["tokens"] or 0),
        Fact(_("Cost"), in_dollars(sums["cost"] or 0), unit="USD"),
    ]
    return DashboardPanel(_("Models and voices, this month"), facts)


@of_the_whole
def requests_panel(membership: Membership) -> DashboardPanel | None:
    """Who asked for more; nothing where nobody did."""
    since = timezone.now() - ASKED_FOR
    rows = HeldRequest.objects.filter(
        organization=membership.organization, admins_asked_at__gt=since, done_at=None
    )
    newest = rows.select_related("person").order_by("-admins_asked_at")[:ASKED_SHOWN]
    facts = [Fact(str(held.person), held.get_meter_display()) for held in newest]
    return DashboardPanel(_("People who ask for more"), facts) if facts else None


def in_dollars(microusd: int) -> str:
    """ "12.40"; below a cent, as many places as it takes to see it."""
    dollars = Decimal(microusd) / MICRO
    return number_format(dollars, 2 if not microusd or dollars >= Decimal("0.01") else 6)


def register() -> None:
    dashboard.panels.append(costs_panel)

"""What of safety stands on pages of others: an entry of the menu, figures on the dashboard."""

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models import ChatMessage, SafetyAlert
from organizations import dashboard, managing
from organizations.dashboard import DashboardPanel, Fact, of_the_whole
from organizations.links import url_in
from organizations.managing import ManagePage
from organizations.models import Membership
from organizations.safety.adult import is_adult

ALERTS_PAGE = ManagePage(
    "alerts", _("Alerts"), "lessons:alert_list", "lessons.prepare", 15, is_for=is_adult
)


@of_the_whole
def safety_panel(membership: Membership) -> DashboardPanel | None:
    """Of this month, where alerts are on or a model moderates. By the rules alone: the model gave
    no answer."""
    has_alerts = membership.organization.options.safety.alerts
    if not has_alerts and not settings.MODERATOR:
        return None
    since = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    counted = ChatMessage.objects.filter(created_at__gte=since).aggregate(
        looked_at=Count("pk", filter=~Q(moderation={})),
        refused=Count("pk", filter=Q(state=ChatMessage.State.REFUSED)),
        alone=Count("pk", filter=Q(moderation__has_key="failed")),
    )
    facts = [
        Fact(_("Questions looked at"), counted["looked_at"]),
        Fact(_("Not answered"), counted["refused"]),
        Fact(_("By the rules alone, as the model was down"), counted["alone"]),
    ]
    if has_alerts:
        open_ = SafetyAlert.objects.exclude(state=SafetyAlert.State.CLOSED).count()
        facts.append(Fact(_("Open alerts"), open_))
    url = url_in(membership.organization.slug, "organizations:safety")
    return DashboardPanel(_("Safety"), facts, url=url)


def register() -> None:
    managing.pages.append(ALERTS_PAGE)
    dashboard.panels.append(safety_panel)

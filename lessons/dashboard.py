"""What the dashboard says of lessons: this month's against the limits, and what they cost."""

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.models import WHOLE, Meter
from billing.usage import Use, pool_uses
from lessons.models import ChatMessage
from library.embeddings.current import name_in_use
from organizations import dashboard
from organizations.dashboard import DashboardPanel, Fact, of_the_whole
from organizations.links import url_in
from organizations.models import Membership


@of_the_whole
def usage_panel(membership: Membership) -> DashboardPanel:
    """A video lesson counts as a video, any other as text; of the pool, as the ledger has it."""
    since = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    organization = membership.organization
    pools = pool_uses(organization)
    questions = ChatMessage.objects.filter(created_at__gte=since).count()
    facts = [
        _pool_fact(_("Text and audio lessons"), pools[Meter.TEXT]),
        _pool_fact(_("Videos"), pools[Meter.VIDEO]),
        Fact(_("Questions"), questions),
    ]
    url = url_in(organization.slug, "lessons:lesson_list")
    return DashboardPanel(_("This month"), facts, url=url)


def _pool_fact(label: str | Promise, use: Use) -> Fact:
    """Whole ones: a video that was made in part counts as one here."""
    return Fact(label, -(-use.used // WHOLE), limit=use.limit)


@of_the_whole
def costs_panel(membership: Membership) -> DashboardPanel:
    facts = [
        Fact(_("Answers and scripts"), settings.CHAT_MODEL),
        Fact(_("Search"), name_in_use()),
        Fact(_("Voices"), settings.SPEECH),
    ]
    note = _("All of these run on this site's own machines: nothing is charged by the call.")
    return DashboardPanel(_("Providers and costs"), facts, note=note)


def register() -> None:
    dashboard.panels += [usage_panel, costs_panel]

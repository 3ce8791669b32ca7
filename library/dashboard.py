"""What the dashboard says of the library."""

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from library.models import Source
from organizations import dashboard
from organizations.dashboard import DashboardPanel, Fact
from organizations.links import url_in
from organizations.models import Membership

MEGABYTE = 1024 * 1024


def sources_panel(membership: Membership) -> DashboardPanel:
    own = Source.objects.filter(organization_id=membership.organization_id)
    counts = own.exclude(state=Source.State.DELETING).aggregate(
        ready=Count("pk", filter=Q(state__in=Source.READABLE)),
        reading=Count("pk", filter=Q(state__in=[Source.State.QUEUED, Source.State.PROCESSING])),
        failed=Count("pk", filter=Q(state=Source.State.FAILED)),
        size=Sum("size_bytes"),
    )
    facts = [
        Fact(_("Ready"), counts["ready"]),
        Fact(_("Being read"), counts["reading"]),
        Fact(_("Could not be read"), counts["failed"]),
        Fact(_("Files"), round((counts["size"] or 0) / MEGABYTE), unit="MB"),
    ]
    url = url_in(membership.organization.slug, "library:source_list")
    return DashboardPanel(_("Sources"), facts, url=url)


def register() -> None:
    dashboard.panels.append(sources_panel)

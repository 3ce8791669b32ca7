"""What the pages that run an organization say of the library."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from library.models import Source
from library.overview import list_overview
from library.quota import StorageUse, storage_use
from organizations import dashboard
from organizations.dashboard import DashboardPanel, Fact
from organizations.links import url_in
from organizations.managing import ManagePage
from organizations.models import Membership

SOURCES_PAGE = ManagePage(
    "sources", _("Sources"), "library:source_overview", "library.manage_all", 45
)


def sources_panel(membership: Membership) -> DashboardPanel:
    counts = list_overview(membership).aggregate(
        ready=Count("pk", filter=Q(state__in=Source.READABLE)),
        reading=Count("pk", filter=Q(state__in=[Source.State.QUEUED, Source.State.PROCESSING])),
        failed=Count("pk", filter=Q(state=Source.State.FAILED)),
    )
    facts = [
        Fact(_("Ready"), counts["ready"]),
        Fact(_("Being read"), counts["reading"]),
        Fact(_("Could not be read"), counts["failed"]),
    ]
    if not membership.school_ids:
        facts.append(_storage(storage_use(membership.organization)))
    url = url_in(membership.organization.slug, "library:source_overview")
    return DashboardPanel(_("Sources"), facts, url=url)


def _storage(use: StorageUse) -> Fact:
    return Fact(_("Storage"), use.used, limit=use.limit, in_bytes=True)


def register() -> None:
    dashboard.panels.append(sources_panel)

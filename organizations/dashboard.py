"""What the dashboard of an organization shows; higher apps add their panels."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.authority import classes_seen_by, people_seen_by
from organizations.links import url_in
from organizations.models import Job, Membership, Organization, Role
from organizations.selectors.people import list_open_invitations

RECENT = timedelta(days=7)
WARN_AT = 0.8  # of a limit


@dataclass(frozen=True, slots=True)
class Fact:
    """limit: None where there is none, and then `value` stands alone.

    in_bytes: both are sizes, and are written as sizes are elsewhere.
    """

    label: str | Promise
    value: int | str
    limit: int | None = None
    unit: str | Promise = ""
    in_bytes: bool = False

    @property
    def tone(self) -> str:
        if self.limit is None or not isinstance(self.value, int):
            return ""
        if self.value >= self.limit:
            return "bad"
        return "warn" if self.value >= WARN_AT * self.limit else ""

    @property
    def said(self) -> str:
        return self._in_words(self.value)

    @property
    def said_limit(self) -> str:
        return self._in_words(self.limit)

    def _in_words(self, number: int | str | None) -> str:
        return str(filesizeformat(number) if self.in_bytes else intcomma(number))


@dataclass(frozen=True, slots=True)
class DashboardPanel:
    """note: where nothing counted says it; url: where one sees more."""

    title: str | Promise
    facts: list[Fact]
    note: str | Promise = ""
    url: str = ""


Panel = Callable[[Membership], DashboardPanel | None]
panels: list[Panel] = []


def panels_for(membership: Membership) -> Iterable[DashboardPanel]:
    return filter(None, (panel(membership) for panel in panels))


def of_the_whole(panel: Panel) -> Panel:
    """Its figures are the organization's: an admin of some schools is not shown them."""

    @wraps(panel)
    def shown(membership: Membership) -> DashboardPanel | None:
        return None if membership.school_ids else panel(membership)

    return shown


def people_panel(membership: Membership) -> DashboardPanel:
    organization = membership.organization
    active = people_seen_by(membership).filter(ended_at=None)
    by_role = dict(active.values_list("role").annotate(Count("pk")).order_by())
    facts = [Fact(Role(role).label, by_role[role]) for role in Role.values if by_role.get(role)]
    facts += [
        Fact(_("Classes"), classes_seen_by(membership).filter(archived_at=None).count()),
        Fact(_("Open invitations"), list_open_invitations(membership).count()),
    ]
    return DashboardPanel(_("People"), facts, url=_url(organization, "people"))


@of_the_whole
def work_panel(membership: Membership) -> DashboardPanel:
    since = timezone.now() - RECENT
    counts = Job.objects.aggregate(
        waiting=Count("pk", filter=Q(state=Job.State.QUEUED)),
        running=Count("pk", filter=Q(state=Job.State.RUNNING)),
        done=Count("pk", filter=Q(state=Job.State.DONE, finished_at__gte=since)),
        failed=Count("pk", filter=Q(state=Job.State.FAILED, finished_at__gte=since)),
    )
    facts = [
        Fact(_("Waiting"), counts["waiting"]),
        Fact(_("Running"), counts["running"]),
        Fact(_("Done in seven days"), counts["done"]),
        Fact(_("Failed in seven days"), counts["failed"]),
    ]
    return DashboardPanel(_("Background work"), facts)


def _url(organization: Organization, key: str) -> str:
    from organizations.managing import pages

    found = next((page for page in pages if page.key == key), None)
    return url_in(organization.slug, found.url) if found else ""

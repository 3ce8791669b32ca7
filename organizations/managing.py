"""The pages from which an organization is run, in the order of their menu."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import Membership
from organizations.roles import may


@dataclass(frozen=True, slots=True)
class ManagePage:
    """url: a route below /o/<slug>/. action: of `organizations.roles`, who sees it.

    place: where it stands in the menu, smaller first.
    """

    key: str
    label: str | Promise
    url: str
    action: str
    place: int


OWN = [
    ManagePage(
        "dashboard", _("Dashboard"), "organizations:dashboard", "organization.dashboard", 10
    ),
    ManagePage("settings", _("Settings"), "organizations:settings", "organization.settings", 70),
    ManagePage("brand", _("Look"), "organizations:brand", "organization.settings", 75),
    ManagePage("data", _("Data"), "organizations:data", "organization.export", 90),
    ManagePage("audit", _("Audit"), "organizations:audit_list", "organization.audit", 80),
]
pages: list[ManagePage] = []  # apps add theirs from their AppConfig


def pages_for(membership: Membership) -> list[ManagePage]:
    shown = [page for page in pages if may(membership, page.action)]
    return sorted(shown, key=lambda page: page.place)

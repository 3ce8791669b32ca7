"""The pages from which an organization is run, in the order of their menu."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import Membership, Organization
from organizations.roles import may


@dataclass(frozen=True, slots=True)
class ManagePage:
    """url: a route below /o/<slug>/. action: of `organizations.roles`, who sees it.

    place: where it stands in the menu, smaller first.
    word: a key of `Organization.words`, where the page is called as the organization says.
    is_for: of those whose role allows it, who sees it.
    """

    key: str
    label: str | Promise
    url: str
    action: str
    place: int
    word: str = ""
    is_for: Callable[[Membership], bool] = lambda membership: True

    def label_in(self, organization: Organization) -> str:
        return organization.words[self.word].capitalize() if self.word else str(self.label)


OWN = [
    ManagePage("family", _("Your family"), "organizations:family", "people.manage", 5),
    ManagePage(
        "dashboard", _("Dashboard"), "organizations:dashboard", "organization.dashboard", 10
    ),
    ManagePage("people", _("People"), "organizations:person_list", "people.view", 20),
    ManagePage(
        "classes", _("Classes"), "organizations:class_list", "classes.view", 30, word="classes"
    ),
    ManagePage("schools", _("Schools"), "organizations:school_list", "schools.view", 40),
    ManagePage(
        "join_requests", _("Join requests"), "organizations:join_request_list", "people.manage", 25
    ),
    ManagePage("rosters", _("Rosters"), "organizations:roster_list", "people.import", 50),
    ManagePage("settings", _("Settings"), "organizations:settings", "organization.settings", 70),
    ManagePage("safety", _("Safety"), "organizations:safety", "organization.settings", 72),
    ManagePage("brand", _("Look"), "organizations:brand", "organization.settings", 75),
    ManagePage(
        "sign_in", _("Sign-in"), "organizations:sign_in_settings", "organization.settings", 77
    ),
    ManagePage("keys", _("API keys"), "organizations:key_list", "organization.settings", 78),
    ManagePage(
        "webhooks", _("Webhooks"), "organizations:webhook_list", "organization.settings", 79
    ),
    ManagePage("audit", _("Audit"), "organizations:audit_list", "organization.audit", 80),
    ManagePage("data", _("Data"), "organizations:data", "organization.export", 90),
]
# Nothing for an organization of one person, or of a family.
OF_MANY = {"join_requests", "people", "classes", "schools", "rosters", "billing", "usage"}
OF_FAMILIES = {"family"}
pages: list[ManagePage] = []  # apps add theirs from their AppConfig


def pages_for(membership: Membership) -> list[ManagePage]:
    hidden = _hidden_in(membership.organization)
    shown = [
        page
        for page in pages
        if page.key not in hidden and may(membership, page.action) and page.is_for(membership)
    ]
    return sorted(shown, key=lambda page: page.place)


def _hidden_in(organization: Organization) -> set[str]:
    hidden = set(OF_MANY) if organization.type in Organization.BY_SIGN_UP else set()
    return hidden if organization.type == Organization.Type.FAMILY else hidden | OF_FAMILIES

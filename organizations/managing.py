"""The pages from which an organization is run, in the order of their menu."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import Membership, Organization
from organizations.roles import may


@dataclass(frozen=True, slots=True)
class ManagePage:
    """url: a route below /o/<slug>/. action: of `organizations.roles`, who sees it.

    word: a key of `Organization.words`, where the page is called as the organization says.
    """

    key: str
    label: str | Promise
    url: str
    action: str
    word: str = ""

    def label_in(self, organization: Organization) -> str:
        return organization.words[self.word].capitalize() if self.word else str(self.label)


# Each app adds its own lines from its AppConfig where they are not of this app.
pages: list[ManagePage] = []


OWN = [
    ManagePage("people", _("People"), "organizations:person_list", "people.view"),
    ManagePage("classes", _("Classes"), "organizations:class_list", "classes.view", "classes"),
    ManagePage("schools", _("Schools"), "organizations:school_list", "schools.view"),
]
OF_MANY = {"people", "classes", "schools"}  # nothing for an organization of one person


def pages_for(membership: Membership) -> list[ManagePage]:
    is_personal = membership.organization.type == Organization.Type.PERSONAL
    return [
        page
        for page in pages
        if may(membership, page.action) and not (is_personal and page.key in OF_MANY)
    ]

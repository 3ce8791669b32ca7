"""The pages from which an organization is run, in the order of their menu."""

from dataclasses import dataclass

from django.utils.functional import Promise

from organizations.models import Membership
from organizations.roles import may


@dataclass(frozen=True, slots=True)
class ManagePage:
    """url: a route below /o/<slug>/. action: of `organizations.roles`, who sees it."""

    key: str
    label: str | Promise
    url: str
    action: str


# Each app adds its own lines from its AppConfig where they are not of this app.
pages: list[ManagePage] = []


def pages_for(membership: Membership) -> list[ManagePage]:
    return [page for page in pages if may(membership, page.action)]

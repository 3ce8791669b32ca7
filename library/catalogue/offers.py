"""A title as an organization's people see it in the catalogue."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.catalogue.listing import (
    Title,
    copies_of,
    list_titles,
    title_of,
)
from library.models import Source
from organizations.models import Organization
from organizations.scoping import titles_of
from project.languages import name_of


@dataclass(frozen=True, slots=True)
class Offer:
    """copy: the organization's own, where it has made one."""

    title: Title
    is_subscribed: bool
    copy: Source | None

    @property
    def source_id(self) -> UUID:
        return self.title.source_id

    @property
    def facts(self) -> list[str]:
        """For the line under its title."""
        title = self.title
        atoms = ngettext("%(count)s passage", "%(count)s passages", title.atoms)
        said = [_(title.subject) if title.subject else "", _(title.level) if title.level else ""]
        said += [name_of(title.language) if title.language else ""]
        said += [title.size, atoms % {"count": f"{title.atoms:,}"}]
        return [word for word in said if word]

    @property
    def is_being_copied(self) -> bool:
        return self.copy is not None and self.copy.state not in Source.FINAL


def list_offers(organization: Organization) -> list[Offer]:
    return _offers(organization, list_titles())


def offer_of(organization: Organization, slug: str) -> Offer:
    """Raises NotFound for a title that is not offered."""
    return _offers(organization, [title_of(slug)])[0]


def _offers(organization: Organization, titles: list[Title]) -> list[Offer]:
    subscribed, copies = titles_of(organization.pk), copies_of(organization, titles)
    return [
        Offer(title, title.source_id in subscribed, copies.get(title.source_id)) for title in titles
    ]

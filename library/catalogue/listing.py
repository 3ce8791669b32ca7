"""What the catalogue offers, and what an organization has of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.models import CatalogueTitle, ContentAtom, Source
from library.selectors import with_stages
from organizations.models import Organization
from organizations.scoping import catalogue_scope
from project.errors import NotFound


@dataclass(frozen=True, slots=True)
class Title:
    """What may be told of a title to who does not subscribe. pages: of a book without pages,
    its modules; atoms: passages that are searched."""

    slug: str
    title: str
    authors: list[str]
    subject: str
    level: str
    language: str
    licence: str
    attribution: str
    pages: int
    atoms: int
    size_bytes: int
    state: str
    source_id: UUID
    has_printed_pages: bool = True

    @property
    def size(self) -> str:
        """ "1,204 pages", for people; in sections where it has no printed pages."""
        words = ngettext("%(count)s section", "%(count)s sections", self.pages)
        if self.has_printed_pages:
            words = ngettext("%(count)s page", "%(count)s pages", self.pages)
        return words % {"count": f"{self.pages:,}"}

    @property
    def is_readable(self) -> bool:
        return self.state in Source.READABLE


def list_titles(*, only_readable: bool = True) -> list[Title]:
    """By subject and title. only_readable: without those that are still being read, or failed."""
    with catalogue_scope():
        rows = list(_rows(only_readable).order_by("subject", "source__title", "slug"))
        atoms = _count_atoms(row.source_id for row in rows)
    return [_title(row, atoms.get(row.source_id, 0)) for row in rows]


def title_of(slug: str) -> Title:
    """Raises NotFound for what is not offered, or not yet."""
    with catalogue_scope():
        row = _rows(only_readable=True).filter(slug=slug).first()
        if row is None:
            raise NotFound(_("There is no such title in the catalogue, or it is still being read."))
        return _title(row, _count_atoms([row.source_id]).get(row.source_id, 0))


def _rows(only_readable: bool) -> QuerySet[CatalogueTitle]:
    rows = CatalogueTitle.objects.select_related("source")
    if only_readable:
        return rows.filter(source__state__in=Source.READABLE)
    return rows.exclude(source__state=Source.State.DELETING)


def _count_atoms(source_ids: Iterable[UUID]) -> dict[UUID, int]:
    atoms = ContentAtom.objects.filter(source_id__in=list(source_ids))
    return dict(atoms.values_list("source_id").annotate(Count("pk")).order_by())


def _title(row: CatalogueTitle, atoms: int) -> Title:
    source = row.source
    return Title(
        slug=row.slug,
        title=source.title,
        authors=source.authors,
        subject=row.subject,
        level=row.level,
        language=source.language,
        licence=source.licence,
        attribution=source.attribution,
        pages=source.page_count,
        atoms=atoms,
        size_bytes=source.size_bytes,
        state=source.state,
        source_id=source.pk,
        has_printed_pages=source.has_printed_pages,
    )


def copies_of(organization: Organization, titles: Iterable[Title]) -> dict[UUID, Source]:
    """A title's source id -> the organization's own copy, in whichever state it is.

    Each with `stage` and `stages` of its latest ingestion. Inside the organization's scope.
    """
    ids = [title.source_id for title in titles]
    copies = with_stages(Source.objects.filter(organization_id=organization.pk))
    copies = copies.filter(copied_from__in=ids).exclude(state=Source.State.DELETING)
    return {copy.copied_from_id: copy for copy in copies}

"""The guarded way to a section and to its bubbles."""

from uuid import UUID

from django.utils.translation import gettext as _

from lessons.models import Bubble
from library.access import access_source
from library.models import Section, Source
from organizations.access import require
from organizations.models import Membership
from project.errors import NotFound


def access_section(
    membership: Membership, source_pk: UUID, pk: UUID, action: str = "library.view"
) -> tuple[Source, Section]:
    """Who may read a source may have its sections read and explained. Raises NotFound."""
    source = access_source(membership, source_pk, action)
    section = Section.objects.filter(source=source, pk=pk).first()
    if section is None:
        raise NotFound(_("There is no such section in this source."))
    return source, section


def access_bubble(membership: Membership, pk: UUID) -> Bubble:
    """Of a source that they may see. Raises NotFound for everybody else."""
    rows = Bubble.objects.filter(organization_id=membership.organization_id, pk=pk)
    if (bubble := rows.first()) is None:
        raise NotFound(_("There is no such bubble, or it is not yours to see."))
    require(membership, "lessons.view")
    access_source(membership, bubble.source_id)
    return bubble

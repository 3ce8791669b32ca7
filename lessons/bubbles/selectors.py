"""What is there already at a section."""

from django.db.models import Q

from lessons.annotations.access import seen_by
from lessons.defaults import organization_strategy
from lessons.models import Bubble
from library.models import Section, Source
from organizations.models import Membership


def bubbles_at(membership: Membership, source: Source, section: Section) -> list[Bubble]:
    """The organization's, of the source as it is now."""
    strategies = ["", organization_strategy(membership.organization)]
    rows = Bubble.objects.filter(
        organization_id=membership.organization_id,
        source_id=source.pk,
        section_id=section.pk,
        version=source.version,
        strategy__in=strategies,
    )
    return list(rows.order_by("-act"))


def notes_at(membership: Membership, source: Source, section: Section) -> int:
    """How many notes that the person sees are about the section's words."""
    rows = seen_by(membership, [source.pk]).filter(page_index=section.page_index)
    touches = Q(start__lt=section.stop, stop__gt=section.start)
    return rows.filter(touches).count()

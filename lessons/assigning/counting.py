"""Of whose lessons of this month a lesson is that somebody asks for."""

from django.db.models import Q
from django.utils import timezone

from lessons.assigning.access import assignments_seen_by
from lessons.models import Assignment
from lessons.paying import Counts
from lessons.services.lessons import Part
from library.models import Source
from organizations.models import Membership
from organizations.roles import may


def counts_for(membership: Membership, source: Source, part: Part) -> Counts:
    """ASSIGNED for a student who asks for just the part that was assigned to them, as a lesson or
    a reading, until it closes: in another language, to hear, to watch."""
    if not may(membership, "assignments.do"):
        return Counts.PERSON
    first, last = part.pages or (None, None)
    node = part.node.pk if part.node else None
    kinds = (Assignment.Kind.LESSON, Assignment.Kind.READING)
    same = assignments_seen_by(membership).filter(
        Q(closes_at=None) | Q(closes_at__gt=timezone.now()),
        kind__in=kinds,
        source_id=source.pk,
        node_id=node,
        first_page=first,
        last_page=last,
    )
    return Counts.ASSIGNED if same.exists() else Counts.PERSON

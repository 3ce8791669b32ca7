"""What a student has to do. Three queries."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from lessons.assigning.access import assignments_seen_by
from lessons.assigning.attempts import close_run_out
from lessons.assigning.standing import HANDED_IN, Standing, standing
from lessons.models import Assignment, Attempt
from organizations.models import Membership

MOST = 200


@dataclass(frozen=True, slots=True)
class Due:
    assignment: Assignment
    standing: Standing


def list_assigned(student: Membership) -> list[Due]:
    """All that is open for them or was, what is due first; at most MOST."""
    close_run_out(Attempt.objects.filter(student=student))
    rows = assignments_seen_by(student).select_related("school_class")
    found = list(rows.order_by(F("due_at").asc(nulls_last=True), "opens_at", "pk")[:MOST])
    made: dict[UUID, list[Attempt]] = defaultdict(list)
    for each in Attempt.objects.filter(assignment__in=found, student=student):
        made[each.assignment_id].append(each)
    now = timezone.now()
    return [Due(each, standing(each, made[each.pk], now)) for each in found]


def list_due(student: Membership) -> list[Due]:
    """What is not handed in, and still can be."""
    now = timezone.now()
    return [
        due
        for due in list_assigned(student)
        if due.standing.state not in HANDED_IN
        and (due.assignment.closes_at is None or due.assignment.closes_at > now)
    ]

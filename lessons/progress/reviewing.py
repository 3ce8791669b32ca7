"""Reviews: the items from a student's quizzes that are due, one after the other."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.assigning.marking import BY_TEACHER, mark
from lessons.models import Assignment, Attempt, Recall
from lessons.progress.practising import UNANSWERED, note_review
from organizations.access import require
from organizations.models import Membership
from project.errors import Conflict, NotFound

Feedback = Assignment.Feedback


def list_due(student: Membership, now: datetime | None = None) -> QuerySet[Recall]:
    """What is due first; each with its assignment. What was right has to be theirs to see, and
    nothing that a teacher has to mark is asked."""
    return _reviewable(student).filter(due_at__lte=now or timezone.now())


def _reviewable(student: Membership) -> QuerySet[Recall]:
    """Of quizzes whose feedback is shown, and that are not being done again now."""
    now = timezone.now()
    shown = Q(assignment__feedback=Feedback.AT_ONCE) | Q(
        Q(assignment__due_at__lte=now) | Q(assignment__due_at=None, assignment__closes_at__lte=now),
        assignment__feedback=Feedback.WHEN_DUE,
    )
    open_ = Attempt.objects.filter(student=student, state=Attempt.State.OPEN)
    rows = Recall.objects.filter(shown, student=student)
    rows = rows.exclude(assignment__in=open_.values("assignment"))
    return rows.select_related("assignment").order_by("due_at", "pk")


def item_of(recall: Recall) -> dict | None:
    """As the assignment has it; None for one that a teacher has to mark."""
    found = (item for item in recall.assignment.items if item["id"] == recall.item_id)
    item = next(found, None)
    return None if item is None or item["kind"] in BY_TEACHER else item


def next_due(student: Membership) -> tuple[Recall, dict] | None:
    for recall in list_due(student):
        if item := item_of(recall):
            return recall, item
    return None


def count_due(student: Membership) -> int:
    return sum(item_of(recall) is not None for recall in list_due(student))


def access_recall(student: Membership, pk) -> tuple[Recall, dict]:
    """One's own. Raises NotFound for another's."""
    recall = _reviewable(student).filter(pk=pk).first()
    item = item_of(recall) if recall else None
    if recall is None:
        raise NotFound(_("There is no such question among your reviews."))
    require(student, "assignments.do")
    if item is None:
        raise NotFound(_("There is no such question among your reviews."))
    return recall, item


def answer(recall: Recall, item: dict, given: Any) -> float:
    """0 to 1, how much was right. It is due again when the estimate says so. Raises Conflict for
    one that is not due any more: it was sent twice."""
    now = timezone.now()
    with transaction.atomic():
        row = Recall.objects.select_for_update(of=("self",)).select_related("assignment")
        locked = row.get(pk=recall.pk)
        if locked.due_at > now:
            raise Conflict(_("You have answered this one. Go on with the next."))
        found = mark(item, given)
        share = 0.0 if given in UNANSWERED else found.share or 0.0
        note_review(locked, item, share, now)
    return share

"""Reviews: the items from a student's quizzes that are due, one after the other."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
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
    return _due([student], now or timezone.now()).select_related("assignment")


def _due(students: list[Membership], now: datetime) -> QuerySet[Recall]:
    return _reviewable(students).filter(due_at__lte=now)


def _reviewable(students: list[Membership]) -> QuerySet[Recall]:
    """Of quizzes whose feedback is shown, and that are not being done again now."""
    now = timezone.now()
    shown = Q(assignment__feedback=Feedback.AT_ONCE) | Q(
        Q(assignment__due_at__lte=now) | Q(assignment__due_at=None, assignment__closes_at__lte=now),
        assignment__feedback=Feedback.WHEN_DUE,
    )
    open_ = Attempt.objects.filter(
        student=OuterRef("student"), assignment=OuterRef("assignment"), state=Attempt.State.OPEN
    )
    rows = Recall.objects.filter(shown, ~Exists(open_), student__in=students)
    return rows.order_by("due_at", "pk")


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


def count_due(students: list[Membership], now: datetime | None = None) -> dict[int, int]:
    """Membership -> how many items; those with none are left out. Two queries."""
    rows = _due(students, now or timezone.now())
    due = list(rows.values_list("student_id", "assignment_id", "item_id"))
    quizzes = Assignment.objects.filter(pk__in={assignment for _s, assignment, _i in due})
    asked = {
        (pk, item["id"])
        for pk, items in quizzes.values_list("pk", "items")
        for item in items
        if item["kind"] not in BY_TEACHER
    }
    return Counter(student for student, quiz, item in due if (quiz, item) in asked)


def access_recall(student: Membership, pk) -> tuple[Recall, dict]:
    """One's own. Raises NotFound for another's."""
    rows = _reviewable([student]).select_related("assignment")
    recall = rows.filter(pk=pk).first()
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

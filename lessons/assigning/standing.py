"""Pure: how somebody stands with an assignment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lessons.models import Assignment, Attempt


class State(TextChoices):
    NOT_THEIRS = "not_theirs", _("Not assigned")
    COMING = "coming", _("Not open yet")
    TO_DO = "to_do", _("To do")
    BEGUN = "begun", _("Begun")
    MISSING = "missing", _("Missing")
    WAITING = "waiting", _("To be marked")
    DONE = "done", _("Done")


HANDED_IN = (State.WAITING, State.DONE)


@dataclass(frozen=True, slots=True)
class Standing:
    """attempt: the one that counts, or the one that is open. points: of a quiz that is handed in.

    is_late: it was handed in after it was due.
    """

    state: State
    attempt: Attempt | None = None
    points: float | None = None
    is_late: bool = False


def standing(assignment: Assignment, attempts: Iterable[Attempt], now: datetime) -> Standing:
    """The attempt with the most points counts, the first of equals. attempts: one student's."""
    made = sorted(attempts, key=lambda each: each.number)
    handed_in = [each for each in made if each.submitted_at is not None]
    if handed_in:
        best = max(handed_in, key=lambda each: (each.points, -each.number))
        waits = any(each.state == Attempt.State.WAITING for each in handed_in)
        points = best.points if assignment.kind == Assignment.Kind.QUIZ else None
        return Standing(
            State.WAITING if waits else State.DONE, best, points, _late(assignment, best)
        )
    if assignment.opens_at > now:
        return Standing(State.COMING)
    is_over = assignment.due_at is not None and assignment.due_at < now
    is_closed = assignment.closes_at is not None and assignment.closes_at < now
    if is_over or is_closed:
        return Standing(State.MISSING, made[-1] if made else None)
    return Standing(State.BEGUN, made[-1]) if made else Standing(State.TO_DO)


def _late(assignment: Assignment, attempt: Attempt) -> bool:
    due, at = assignment.due_at, attempt.submitted_at
    return due is not None and at is not None and at > due

"""Begin, go on with, hand in and mark attempts. The server's clock decides when one is over."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.assigning.marking import mark_json
from lessons.models import Assignment, Attempt
from lessons.progress import practising
from organizations.models import Membership
from project.errors import Conflict, Invalid

State = Attempt.State
GRACE = timedelta(seconds=10)  # what was sent in time may take so long to arrive


def begin(assignment: Assignment, student: Membership) -> Attempt:
    """A new one, or the one that is open. Raises Conflict where no more is allowed, or is over."""
    now = timezone.now()
    with transaction.atomic():
        Membership.objects.select_for_update(no_key=True).get(pk=student.pk)  # two clicks, one try
        close_run_out(assignment.attempts.filter(student=student))
        made = list(assignment.attempts.filter(student=student).order_by("number"))
        if made and made[-1].is_open:
            return made[-1]
        _require_allowed(assignment, len(made), now)
        return Attempt.objects.create(
            organization_id=assignment.organization_id,
            assignment=assignment,
            student=student,
            number=len(made) + 1,
            began_at=now,
            ends_at=_end(assignment.closes_at, assignment.time_limit_min, now),
        )


def may_begin(assignment: Assignment, made: int, now: datetime) -> bool:
    is_over = assignment.closes_at is not None and assignment.closes_at <= now
    allowed = assignment.attempts_allowed
    return not is_over and (not allowed or made < allowed)


def _require_allowed(assignment: Assignment, made: int, now: datetime) -> None:
    if may_begin(assignment, made, now):
        return
    if assignment.closes_at is not None and assignment.closes_at <= now:
        raise Conflict(_("This is closed; nothing can be handed in any more."))
    raise Conflict(_("You have used all attempts that there are."))


def _end(closes: datetime | None, limit_min: int | None, began: datetime) -> datetime | None:
    ends = [closes, began + timedelta(minutes=limit_min) if limit_min else None]
    return min((end for end in ends if end is not None), default=None)


def finish_without_quiz(assignment: Assignment, student: Membership) -> None:
    """A lesson or a reading is done, as the student says; again, it stays."""
    attempt = begin_or_done(assignment, student)
    if attempt.is_open:
        hand_in(attempt)


def begin_or_done(assignment: Assignment, student: Membership) -> Attempt:
    done = assignment.attempts.filter(student=student).exclude(state=State.OPEN).first()
    return done or begin(assignment, student)


def save_answers(attempt: Attempt, answers: dict[str, Any]) -> Attempt:
    """Only those that are given; the others stay. Raises Conflict when it is over."""
    with transaction.atomic():
        row = _locked(attempt)
        if row.is_open and not _has_run_out(row, timezone.now() - GRACE):
            row.answers |= answers
            row.save(update_fields=["answers"])
            return row
    close_run_out(Attempt.objects.filter(pk=attempt.pk))
    raise Conflict(_("The time is over. What was saved before is handed in."))


def hand_in(attempt: Attempt, answers: dict[str, Any] | None = None) -> Attempt:
    """With these last answers, if they come in time; again, it stays as it is."""
    with transaction.atomic():
        row = _locked(attempt)
        if row.is_open:
            now = timezone.now()
            if answers and not _has_run_out(row, now - GRACE):
                row.answers |= answers
            _close(row, min(now, row.ends_at or now))
            row.save()
            practising.note([row])
    return row


def close_run_out(attempts) -> None:
    """Hand in those whose time is over, with what was saved. attempts: a QuerySet of them.

    A fixed number of statements, whatever their number; locked in one order, so that two pages at
    once agree.
    """
    over = timezone.now() - GRACE
    with transaction.atomic():
        rows = attempts.filter(state=State.OPEN, ends_at__lt=over).order_by("pk")
        late = list(rows.select_for_update(of=("self",)).select_related("assignment"))
        for row in late:
            _close(row, row.ends_at)
        if late:
            Attempt.objects.bulk_update(
                late, ["state", "submitted_at", "marks", "points"], batch_size=500
            )
            practising.note(late)


def mark_by_teacher(attempt: Attempt, points: dict[str, float | None]) -> Attempt:
    """points: item id -> 0 to the item's points, or None for not yet. Raises Invalid beyond these,
    Conflict while it is open."""
    most = {item["id"]: item["points"] for item in attempt.assignment.items}
    for pk, value in points.items():
        if value is not None and not 0 <= value <= most[pk]:
            raise Invalid(_("Give from 0 to %(most)s points.") % {"most": most[pk]})
    with transaction.atomic():
        row = _locked(attempt)
        if row.is_open:
            raise Conflict(_("It is not handed in yet."))
        for pk, value in points.items():
            row.marks[pk] = row.marks[pk] | {"points": value, "by": "teacher"}
        _add_up(row)
        row.save(update_fields=["marks", "points", "state"])
        practising.note([row])
    return row


def refit(assignment: Assignment, *, limit_before_min: int | None) -> None:
    """The attempts that are open end by its new terms: by a limit that is longer, not by one that
    is shorter than they began with; and never after it closes. What is over by then is handed in.
    """
    limits = (limit_before_min, assignment.time_limit_min)
    limit = None if None in limits else max(limit for limit in limits if limit)
    open_ = assignment.attempts.filter(state=State.OPEN)
    rows = list(open_.select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        row.ends_at = _end(assignment.closes_at, limit, row.began_at)
    Attempt.objects.bulk_update(rows, ["ends_at"], batch_size=500)
    close_run_out(open_)


def _locked(attempt: Attempt) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("assignment")
    return rows.get(pk=attempt.pk)


def _has_run_out(attempt: Attempt, at: datetime) -> bool:
    return attempt.ends_at is not None and attempt.ends_at < at


def _close(attempt: Attempt, at: datetime) -> None:
    attempt.submitted_at = at
    attempt.marks = {
        item["id"]: mark_json(item, attempt.answers.get(item["id"]))
        for item in attempt.assignment.items
    }
    _add_up(attempt)


def _add_up(attempt: Attempt) -> None:
    given: Iterable[float | None] = [mark["points"] for mark in attempt.marks.values()]
    attempt.points = round(sum(points for points in given if points is not None), 2)
    attempt.state = State.WAITING if None in given else State.MARKED

"""From what students answered to what they have mastered and what they should see again.

`Answered` is what is known; the estimates are told from it anew whenever it changes: to note an
attempt twice, to mark it again and to delete its assignment all end in the right rows.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from uuid import UUID

from lessons.models import Answered, ArtifactItem, Assignment, Attempt, Mastery, Recall
from lessons.progress.mastery import Belief, observe
from lessons.progress.memory import Trace, after

Kind = ArtifactItem.Kind
UNANSWERED: tuple = (None, "", [])
BATCH = 500
Pair = tuple[int, UUID]  # a student and an objective


def note(attempts: Iterable[Attempt]) -> None:
    """Attempts at quizzes that are handed in, as they are marked now; what waits for a teacher or
    was not answered says nothing. Each with its assignment. A fixed number of queries for each
    BATCH, in the caller's transaction."""
    rows = [row for attempt in attempts for row in _answers(attempt)]
    if not rows:
        return
    Answered.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["attempt", "item_id"],
        update_fields=["share", "at"],
    )
    tell({(row.student_id, row.objective_id) for row in rows})


def note_review(recall: Recall, item: dict, share: float, at: datetime) -> None:
    """An item that was answered in a review."""
    row = _row(recall.assignment, item, recall.student_id, share, at)
    row.save()
    tell({(row.student_id, row.objective_id)})


def _answers(attempt: Attempt) -> Iterable[Answered]:
    at = attempt.submitted_at
    if at is None:
        return
    for item in attempt.assignment.items:
        mark = attempt.marks.get(item["id"])
        is_answered = attempt.answers.get(item["id"]) not in UNANSWERED
        if mark is None or mark["points"] is None or not is_answered or not item["points"]:
            continue
        share = mark["points"] / item["points"]
        row = _row(attempt.assignment, item, attempt.student_id, share, at)
        row.attempt = attempt
        yield row


def _row(
    assignment: Assignment, item: dict, student_id: int, share: float, at: datetime
) -> Answered:
    objective, title = objective_of(item, assignment)
    return Answered(
        organization_id=assignment.organization_id,
        student_id=student_id,
        assignment=assignment,
        item_id=item["id"],
        objective_id=objective,
        objective=title,
        share=share,
        guess=guess_of(item),
        at=at,
    )


def objective_of(item: dict, assignment: Assignment) -> tuple[UUID, str]:
    """Its own; else what the assignment is of."""
    found = item.get("objective")
    if found:
        return UUID(found["id"]), found["title"]
    return assignment.node_id or assignment.subject_id, assignment.title


def guess_of(item: dict) -> float:
    """The chance to be right without knowing."""
    if item["kind"] in (Kind.CHOICE, Kind.TRUE_FALSE):
        return 1 / max(2, len(item["options"]))
    return 0.1 if item["kind"] in (Kind.MULTIPLE, Kind.MATCHING, Kind.ORDERING) else 0.0


def tell(pairs: set[Pair]) -> None:
    """Mastery and recall of these students on these objectives, from all that they answered."""
    answered = _by_pair(pairs)
    masteries, gone = [], []
    recalls: dict[tuple[int, str], Recall] = {}
    for pair in pairs:
        rows = answered.get(pair)
        if not rows:
            gone.append(pair)
            continue
        belief, traces = _told(rows)
        masteries.append(_mastery(rows[-1], belief))
        recalls.update({(pair[0], key): _recall(*told) for key, told in traces.items()})
    _keep(
        Mastery, masteries, ["student", "objective_id"], ["title", "probability", "answers", "at"]
    )
    fields = ["assignment", "half_life_days", "answered_at", "due_at"]
    _keep(Recall, list(recalls.values()), ["student", "item_id"], fields)
    for student, objective in gone:
        Mastery.objects.filter(student=student, objective_id=objective).delete()


def _by_pair(pairs: set[Pair]) -> dict[Pair, list[Answered]]:
    students, objectives = zip(*pairs, strict=True) if pairs else ((), ())
    rows = Answered.objects.filter(student__in=set(students), objective_id__in=set(objectives))
    found = rows.order_by("student_id", "objective_id", "at", "pk")
    grouped = groupby(found, key=lambda row: (row.student_id, row.objective_id))
    return {pair: list(rows) for pair, rows in grouped}


def _told(rows: list[Answered]) -> tuple[Belief, dict[str, tuple[Answered, Trace]]]:
    """rows: of one student and objective, oldest first."""
    belief = Belief()
    traces: dict[str, tuple[Answered, Trace]] = {}
    for row in rows:
        belief = observe(belief, share=row.share, guess=row.guess, at=row.at)
        known = traces.get(row.item_id)
        trace = known[1] if known else None
        told = after(trace, share=row.share, mastery=belief.probability, at=row.at)
        traces[row.item_id] = (row, told)
    return belief, traces


def _mastery(last: Answered, belief: Belief) -> Mastery:
    return Mastery(
        organization_id=last.organization_id,
        student_id=last.student_id,
        objective_id=last.objective_id,
        title=last.objective,
        probability=belief.probability,
        answers=belief.answers,
        at=last.at,
    )


def _recall(last: Answered, trace: Trace) -> Recall:
    return Recall(
        organization_id=last.organization_id,
        student_id=last.student_id,
        assignment_id=last.assignment_id,
        item_id=last.item_id,
        half_life_days=trace.half_life_days,
        answered_at=trace.at,
        due_at=trace.due_at,
    )


def _keep(model, rows: list, unique: list[str], fields: list[str]) -> None:
    if rows:
        model.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=unique,
            update_fields=fields,
        )


def pairs_of(assignment: Assignment) -> set[Pair]:
    """Who has answered what of it: to be told anew when it is gone."""
    rows = Answered.objects.filter(assignment=assignment)
    return set(rows.values_list("student_id", "objective_id").distinct())

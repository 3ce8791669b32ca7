"""Keeps a plan: what an import would change, and what is wrong with its file."""

from organizations.models import RosterChange, RosterImport, RosterProblem
from organizations.rosters.copying import copy_values
from organizations.rosters.planning.plan import Change, Plan
from organizations.rosters.roster import Problem

SHOWN_COLUMNS = 60  # of those that were not read, by name
FIELDS = ("format", "unread_columns", "warnings", "counts", "ranges", "problem_count", "state")
CHANGE = (
    "organization_id", "roster_id", "position", "kind", "action", "state", "line", "person_id",
    "object_id", "before", "after", "note",
)  # fmt: skip
PROBLEM = (
    "organization_id", "roster_id", "position", "severity", "file", "line", "column", "sentence",
)  # fmt: skip


def store_plan(row: RosterImport, plan: Plan) -> None:
    """In the caller's transaction, which also saves FIELDS of the row."""
    changes, row.ranges = plan.in_order()
    row.state = RosterImport.State.PREVIEW
    row.format = plan.roster.format
    row.unread_columns = plan.roster.unread_columns[:SHOWN_COLUMNS]
    row.warnings = plan.warnings
    row.counts = {kind: dict(counter) for kind, counter in plan.counts.items()}
    row.problem_count = plan.roster.problems.count
    copy_values(RosterChange, CHANGE, (_change(row, *place) for place in enumerate(changes)))
    problems = enumerate(plan.roster.problems.kept)
    copy_values(RosterProblem, PROBLEM, (_problem(row, *place) for place in problems))


def _change(row: RosterImport, position: int, change: Change) -> tuple:
    return (
        row.organization_id,
        row.pk,
        position,
        change.kind,
        change.action,
        RosterChange.State.PLANNED,
        change.line,
        change.person_id,
        change.object_id,
        change.before,
        change.after,
        "",
    )


def _problem(row: RosterImport, position: int, problem: Problem) -> tuple:
    return (
        row.organization_id,
        row.pk,
        position,
        problem.severity,
        problem.file,
        problem.line,
        problem.column[:60],
        problem.sentence[:300],
    )

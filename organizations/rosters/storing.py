"""Keeps a plan: what an import would change, and what is wrong with its file."""

from organizations.models import RosterChange, RosterImport, RosterProblem
from organizations.rosters.copying import copy_in
from organizations.rosters.planning.plan import Plan

SHOWN_COLUMNS = 60  # of those that were not read, by name
FIELDS = ("format", "unread_columns", "warnings", "counts", "ranges", "problem_count", "state")


def store_plan(row: RosterImport, plan: Plan) -> None:
    """In the caller's transaction, which also saves FIELDS of the row."""
    changes, row.ranges = plan.in_order()
    row.state = RosterImport.State.PREVIEW
    row.format = plan.roster.format
    row.unread_columns = plan.roster.unread_columns[:SHOWN_COLUMNS]
    row.warnings = plan.warnings
    row.counts = {kind: dict(counter) for kind, counter in plan.counts.items()}
    row.problem_count = plan.roster.problems.count
    copy_in(RosterChange, (_change(row, *place) for place in enumerate(changes)))
    problems = enumerate(plan.roster.problems.kept)
    copy_in(RosterProblem, (_problem(row, *place) for place in problems))


def _change(row: RosterImport, position: int, change) -> RosterChange:
    return RosterChange(
        organization_id=row.organization_id,
        roster_id=row.pk,
        position=position,
        kind=change.kind,
        action=change.action,
        line=change.line,
        person_id=change.person_id,
        object_id=change.object_id,
        before=change.before,
        after=change.after,
    )


def _problem(row: RosterImport, position: int, problem) -> RosterProblem:
    return RosterProblem(
        organization_id=row.organization_id,
        roster_id=row.pk,
        position=position,
        severity=problem.severity,
        file=problem.file,
        line=problem.line,
        column=problem.column[:60],
        sentence=problem.sentence[:300],
    )

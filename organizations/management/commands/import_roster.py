from pathlib import Path

from organizations import audit
from organizations.commands import PersonCommand
from organizations.models import Role, RosterImport
from organizations.roles import may_give
from organizations.rosters import pipeline, selectors
from organizations.rosters.access import access_rosters
from organizations.rosters.previewing import preview_roster
from organizations.rosters.services import Options, add_roster, apply_roster
from organizations.waiting import work_until
from project.errors import Forbidden, NotFound


class Command(PersonCommand):
    help = "Import people and classes: a OneRoster archive, or a CSV file."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would change.")
        parser.add_argument(
            "--remove-missing",
            action="store_true",
            help="Deactivate people, end places and archive classes that the file lacks.",
        )
        parser.add_argument(
            "--even-most", action="store_true", help="Also where most people are missing."
        )
        parser.add_argument(
            "--make-admins",
            action="store_true",
            help="New people whom the file calls administrators become admins.",
        )
        parser.add_argument("--wait", action="store_true", help="Until it is applied, or failed.")
        super().add_arguments(parser)

    def act(self, membership, *, path, dry_run, wait, **options):
        access_rosters(membership)
        if not path.is_file():
            raise NotFound(f"There is no file at {path}.")
        if dry_run:
            return _planned(membership, path)
        chosen = _options(membership, **options)
        door = audit.Origin(actor_id=membership.user_id, door="command import_roster")
        with audit.origin(lambda: door):
            row = add_roster(
                organization=membership.organization,
                by=membership.user,
                path=path,
                filename=path.name,
                at_once=True,
            )
            if selectors.has_changes(row):
                row = apply_roster(roster=row, by=membership.user, options=chosen)
        if wait:
            wait_for(row)
        return describe(row)

    def problem_of(self, result):
        return result["problem"] if result["state"] == RosterImport.State.FAILED else ""

    def show(self, result):
        show(self, result)


def _options(membership, *, remove_missing, even_most, make_admins, **_) -> Options:
    if make_admins and not may_give(membership, Role.ADMIN):
        raise Forbidden("You cannot make admins here.")
    return Options(
        remove_people=remove_missing,
        end_places=remove_missing,
        even_most=even_most,
        make_admins=make_admins,
    )


def _planned(membership, path: Path) -> dict:
    plan = preview_roster(path, filename=path.name, organization=membership.organization)
    return {
        "roster_id": None,
        "state": "planned",
        "format": plan.roster.format,
        "counts": plan.counts,
        "problem_count": plan.roster.problems.count,
        "problems": [problem._asdict() for problem in plan.roster.problems.kept],
        "warnings": plan.warnings,
        "problem": "",
    }


def wait_for(row: RosterImport) -> None:
    def is_over() -> bool:
        row.refresh_from_db()
        return row.state not in RosterImport.AT_WORK

    work_until(is_over, cluster=pipeline.JOB.cluster)


def describe(row: RosterImport) -> dict:
    problems = row.problems.order_by("position")
    columns = ("severity", "file", "line", "column", "sentence")
    return {
        "roster_id": row.pk,
        "state": row.state,
        "format": row.format,
        "counts": row.counts,
        "done": pipeline.count_states(row),
        "problem_count": row.problem_count,
        "problems": list(problems.values(*columns)),
        "warnings": row.warnings,
        "problem": row.problem,
    }


def show(command: PersonCommand, result: dict) -> None:
    for key in ("roster_id", "state", "format"):
        command.stdout.write(f"{key}: {result[key]}")
    for kind, counts in result["counts"].items():
        said = ", ".join(f"{many} {what}" for what, many in counts.items()) or "none"
        command.stdout.write(f"{kind}: {said}")
    for warning in result["warnings"]:
        command.stdout.write(f"! {warning}")
    for problem in result["problems"]:
        column = f", {problem['column']}" if problem["column"] else ""
        place = f"{problem['file']} line {problem['line']}{column}"
        command.stdout.write(f"{problem['severity']}: {place}: {problem['sentence']}")

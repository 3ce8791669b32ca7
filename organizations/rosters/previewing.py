"""What a file would change, and what is wrong with it. Nothing is written."""

from collections.abc import Callable
from pathlib import Path

from organizations.models import Organization
from organizations.rosters.existing import Existing, read_existing
from organizations.rosters.opening import read_roster
from organizations.rosters.planning import make_plan
from organizations.rosters.planning.plan import Plan


def preview_roster(
    path: Path,
    *,
    filename: str,
    organization: Organization | None = None,
    on_lines: Callable[[int], None] = lambda count: None,
) -> Plan:
    """A plan: `counts` by kind and action, `warnings`, `roster.problems` (kept, count), `changes`.

    organization: in whose scope this is called; None for one that is not there yet, where all
        is new and the database is not asked. on_lines: told of progress; it may raise to stop.
    Raises Invalid where the file is no roster.
    """
    roster = read_roster(path, filename=filename, on_lines=on_lines)
    if organization is None:
        return make_plan(roster, Existing())
    emails = (person.email for person in roster.people.values() if person.email)
    return make_plan(roster, read_existing(organization, emails))

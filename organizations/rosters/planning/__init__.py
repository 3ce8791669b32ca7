"""What a roster would change: pure, from what the file says and what is there."""

from organizations.rosters.existing import Existing
from organizations.rosters.planning.classes import plan_classes
from organizations.rosters.planning.guardians import plan_guardians
from organizations.rosters.planning.people import plan_people
from organizations.rosters.planning.places import plan_places
from organizations.rosters.planning.plan import Plan
from organizations.rosters.planning.schools import plan_schools
from organizations.rosters.planning.warnings import warnings_of
from organizations.rosters.roster import Roster


def make_plan(roster: Roster, existing: Existing) -> Plan:
    """Of an organization that is not there yet, `existing` is empty and all is new."""
    plan = Plan(roster, existing)
    plan_schools(plan)
    plan_people(plan)
    plan_classes(plan)
    plan_places(plan)
    plan_guardians(plan)
    plan.warnings = [*roster.warnings, *warnings_of(plan)]
    return plan

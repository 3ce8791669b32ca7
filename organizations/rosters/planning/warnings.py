"""What an admin should hear before anything else: an empty file is not "everyone left"."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.rosters.planning.plan import SAME, Action, Kind, Plan

MANY = 0.5  # of the people who are here


def warnings_of(plan: Plan) -> list[str]:
    return [*_of_people(plan), *_of_guardians(plan)]


def _of_people(plan: Plan) -> list[str]:
    if not plan.people:
        return [_("There are no people in this file that could be taken over.")]
    missing = plan.count(Kind.PEOPLE, Action.MISSING)
    if not lacks_most(plan.counts[Kind.PEOPLE]):
        return []
    return [
        ngettext(
            "%(count)s person who is here is missing from the file: most of them. Is it whole?",
            "%(count)s people who are here are missing from the file: most of them. Is it whole?",
            missing,
        )
        % {"count": missing}
    ]


def lacks_most(counts: dict[str, int]) -> bool:
    """counts: of people, by action. Whether more than half of those who are here are missing."""
    missing = counts.get(Action.MISSING, 0)
    return missing > (missing + counts.get(Action.CHANGE, 0) + counts.get(SAME, 0)) * MANY


def _of_guardians(plan: Plan) -> list[str]:
    if plan.roster.guardians and not plan.existing.keeps_guardians:
        return [_("The file names guardians, which this organization does not keep.")]
    return []

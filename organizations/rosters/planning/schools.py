from uuid import uuid4

from django.utils.translation import gettext as _

from organizations.rosters.cells import folded
from organizations.rosters.planning.matching import Groups
from organizations.rosters.planning.plan import Action, Kind, Plan, difference
from organizations.rosters.roster import SchoolLine

KIND = Kind.SCHOOLS


def plan_schools(plan: Plan) -> None:
    """Schools that the file lacks are listed; no import archives a school."""
    groups = Groups(plan.existing.schools, lambda facts: folded(facts["name"]))
    names: set[str] = set()
    for school in plan.roster.schools.values():
        if not school.gone and not _is_twice(plan, school, names):
            _plan_school(plan, groups, school)
    for group in groups.missing():
        plan.add(KIND, Action.MISSING, object_id=group.pk, before={"name": group.facts["name"]})


def _is_twice(plan: Plan, school: SchoolLine, names: set[str]) -> bool:
    if folded(school.name) not in names:
        names.add(folded(school.name))
        return False
    plan.error(KIND, school.line, "name", _("Another school of the file has this name."))
    return True


def _plan_school(plan: Plan, groups: Groups, school: SchoolLine) -> None:
    after = {"name": school.name}
    if school.external_id:
        after["external_id"] = school.external_id
    group = groups.find(school.external_id, after)
    if group is None:
        plan.schools[school.key] = pk = uuid4()
        plan.add(KIND, Action.CREATE, school.line, object_id=pk, after=after)
        return
    plan.schools[school.key] = group.pk
    before, after = difference(group.facts, after)
    if group.is_archived:
        before["archived"], after["archived"] = True, False
    if after:
        plan.add(KIND, Action.CHANGE, school.line, object_id=group.pk, before=before, after=after)
    else:
        plan.same(KIND)

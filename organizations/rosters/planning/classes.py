from uuid import uuid4

from organizations.rosters.cells import folded
from organizations.rosters.planning.matching import Groups
from organizations.rosters.planning.plan import Action, Kind, Plan, difference
from organizations.rosters.roster import ClassLine

KIND = Kind.CLASSES


def plan_classes(plan: Plan) -> None:
    groups = Groups(plan.existing.classes, lambda facts: (facts["school"], folded(facts["name"])))
    for line in plan.roster.classes.values():
        if not line.gone:
            _plan_class(plan, groups, line)
    for group in groups.missing():
        plan.add(KIND, Action.MISSING, object_id=group.pk, before={"name": group.facts["name"]})


def _plan_class(plan: Plan, groups: Groups, line: ClassLine) -> None:
    after = _facts(plan, line)
    group = groups.find(line.external_id, after)
    if group is None:
        plan.classes[line.key] = pk = uuid4()
        plan.add(KIND, Action.CREATE, line.line, object_id=pk, after=after)
        return
    plan.classes[line.key] = group.pk
    before, after = difference(group.facts, after)
    if group.is_archived:
        before["archived"], after["archived"] = True, False
    if after:
        plan.add(KIND, Action.CHANGE, line.line, object_id=group.pk, before=before, after=after)
    else:
        plan.same(KIND)


def _facts(plan: Plan, line: ClassLine) -> dict:
    """What the file leaves empty is left as it is."""
    school = plan.schools.get(line.school)
    facts = {
        "external_id": line.external_id,
        "subject": line.subject,
        "grade": line.grade,
        "term": line.term,
    }
    filled = {key: value for key, value in facts.items() if value}
    return {"name": line.name, "school": str(school) if school else "", **filled}

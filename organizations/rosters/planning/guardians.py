"""Who answers for which child. Emails only: an invitation follows, and never an account."""

from django.utils.translation import gettext as _

from organizations.models import ClassMember, Role
from organizations.rosters.planning.plan import Action, Kind, Plan

KIND = Kind.GUARDIANS


def plan_guardians(plan: Plan) -> None:
    """Missing are those of a child in the file, where the file names any guardian at all."""
    if not plan.roster.guardians or not plan.existing.keeps_guardians:
        return
    seen = set()
    students = {line.email for line in plan.roster.people.values() if line.role == Role.STUDENT}
    for guardianship in plan.roster.guardians:
        child = plan.people.get(guardianship.child)
        pair = (child, guardianship.email)
        if child is None or pair in seen:
            continue
        seen.add(pair)
        if guardianship.email in students or plan.parts[child] != ClassMember.Part.STUDENT:
            sentence = _("A student cannot be a guardian.")
            plan.error(KIND, guardianship.line, "email", sentence)
        elif pair in plan.existing.guardians:
            plan.same(KIND)
        else:
            after = {"email": guardianship.email}
            plan.add(KIND, Action.CREATE, guardianship.line, person_id=child, after=after)
    _plan_missing(plan, seen)


def _plan_missing(plan: Plan, seen: set) -> None:
    people = set(plan.people.values())
    for child, email in plan.existing.guardians - seen:
        if child in people:
            plan.add(KIND, Action.MISSING, person_id=child, before={"email": email})

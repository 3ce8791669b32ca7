"""Who of the file is new, who is here already, and who is missing from it."""

from uuid import uuid4

from django.utils.translation import gettext as _

from organizations.models import ClassMember, Role
from organizations.rosters import parts
from organizations.rosters.existing import Person
from organizations.rosters.planning.known import Known
from organizations.rosters.planning.plan import Action, Kind, Plan, difference
from organizations.rosters.roster import PersonLine

KIND = Kind.PEOPLE
REMOVABLE = {str(Role.TEACHER), str(Role.STUDENT)}


def plan_people(plan: Plan) -> None:
    """Guardians are planned apart: a file makes no account of them."""
    lines = [line for line in plan.roster.people.values() if line.role != parts.GUARDIAN]
    known = Known(plan.existing)
    found = known.match(lines, plan)
    for line in lines:
        if line.gone:
            _plan_gone(plan, found.get(line.key), line)
        elif person := found.get(line.key):
            _plan_known(plan, known, person, line)
        elif line.key not in known.refused:
            _plan_new(plan, known, line)
    named = {person.user_id for person in found.values()}
    for person in plan.existing.people:
        if _may_go(person) and person.user_id not in named:
            _plan_missing(plan, person)


def _plan_new(plan: Plan, known: Known, line: PersonLine) -> None:
    account = known.account_of(line.email)
    if not line.email and line.role != parts.STUDENT:
        plan.error(KIND, line.line, "email", _("Only a student can be without email."))
        return
    if line.schools and not _schools(plan, line):
        plan.error(KIND, line.line, "", _("The person's school was left out or is deleted."))
        return
    after = {
        "name": line.name,
        "email": line.email,
        "role": line.role,
        "external_id": line.external_id,
        "grade": line.grade,
        "schools": _schools(plan, line),
    }
    if line.is_admin:
        after["admin"] = True
    if account:
        after["account"] = True
    if not line.email:
        after["login_name"] = known.new_login(line)
    user_id = account or uuid4()
    _name(plan, line, user_id, line.role or parts.TEACHER)
    plan.add(KIND, Action.CREATE, line.line, person_id=user_id, after=after)


def _schools(plan: Plan, line: PersonLine) -> list[str]:
    return [str(plan.schools[key]) for key in line.schools or () if key in plan.schools]


def _name(plan: Plan, line: PersonLine, user_id, role: str) -> None:
    """From here on the file's other lines can be about this person."""
    is_student = role == parts.STUDENT
    plan.people[line.key] = user_id
    plan.parts[user_id] = ClassMember.Part.STUDENT if is_student else ClassMember.Part.TEACHER


def _plan_gone(plan: Plan, person: Person | None, line: PersonLine) -> None:
    if person is not None and _may_go(person):
        _plan_missing(plan, person, line.line)


def _may_go(person: Person) -> bool:
    return person.role in REMOVABLE and not person.ended


def _plan_missing(plan: Plan, person: Person, line: int | None = None) -> None:
    before = {"name": person.name, "role": person.role}
    plan.add(KIND, Action.MISSING, line, person_id=person.user_id, before=before)


def _plan_known(plan: Plan, known: Known, person: Person, line: PersonLine) -> None:
    if person.ended and not person.ended_by_roster:
        sentence = _("This person was deactivated by hand. Reactivate them in People.")
        plan.error(KIND, line.line, "", sentence)
        return
    if person.role == Role.GUARDIAN:
        sentence = _("This person is a guardian here. Change the role in People first.")
        plan.error(KIND, line.line, "role", sentence)
        return
    _name(plan, line, person.user_id, person.role)
    _warn_of_role(plan, person, line)
    before, after = difference(_here(person), _wanted(plan, known, person, line))
    if after:
        before["name"] = before.get("name", person.name)
        plan.add(
            KIND, Action.CHANGE, line.line, person_id=person.user_id, before=before, after=after
        )
    else:
        plan.same(KIND)


def _warn_of_role(plan: Plan, person: Person, line: PersonLine) -> None:
    """A file raises nobody who is here, and lowers nobody."""
    wants_more = line.is_admin and not person.is_protected
    if wants_more or (line.role and line.role != person.role and not person.is_protected):
        sentence = _("The file names another role. Roles of people who are here change in People.")
        plan.warn(KIND, line.line, "role", sentence)


def _here(person: Person) -> dict:
    return {
        "name": person.name,
        "email": person.email,
        "external_id": person.external_id,
        "grade": person.grade,
        "schools": sorted(map(str, person.schools)),
        "ended": person.ended,
    }


def _wanted(plan: Plan, known: Known, person: Person, line: PersonLine) -> dict:
    """What of this person the file may say; what it leaves empty is left as it is."""
    wanted: dict = {"external_id": line.external_id or person.external_id}
    if person.is_protected:
        return wanted
    wanted["ended"] = ""
    wanted["grade"] = line.grade or person.grade
    if line.schools is not None:
        # A school that was left out must not become "all schools".
        found = sorted(_schools(plan, line))
        wanted["schools"] = found if found or not line.schools else _here(person)["schools"]
    if not person.is_shared:
        wanted["name"] = line.name
        wanted["email"] = _email(plan, known, person, line)
    return wanted


def _email(plan: Plan, known: Known, person: Person, line: PersonLine) -> str:
    """One signs in by it: it is added where there is none, and never changed by a file."""
    if not line.email or line.email == person.email:
        return person.email
    if person.email or known.account_of(line.email):
        sentence = _("This person signs in with another email; it stays. Change it in People.")
        plan.warn(KIND, line.line, "email", sentence)
        return person.email
    return line.email

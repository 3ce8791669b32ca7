"""The people of a OneRoster file. Roles stand in `users.csv` (1.1) or in `roles.csv` (1.2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from organizations.rosters import parts
from organizations.rosters.cells import is_email, read_date, words
from organizations.rosters.oneroster_schools import GONE, Schools
from organizations.rosters.roster import Guardianship, PersonLine, Roster

FILE = "users.csv"
# Of several roles the primary one counts, and else the first of these.
RANK = (parts.TEACHER, parts.STUDENT, parts.GUARDIAN)


@dataclass(slots=True)
class Roles:
    """What a person is: names of roles, the primary one first, and the organizations of these."""

    names: list[str] = field(default_factory=list)
    orgs: list[str] = field(default_factory=list)


def read_people(files, roster: Roster, schools: Schools, today: date) -> None:
    """Fills roster.people; agents are linked by `link_guardians`."""
    roles = _read_roles(files, today)
    for line, cells in files(FILE):
        key = cells["sourcedId"]
        if not key or len(key) > 255 or key in roster.people:
            sentence = _("This is empty, too long, or stands twice; the first counts.")
            files.problems.error(FILE, line, "sourcedId", sentence)
            continue
        said = roles.get(key) or _roles_of_line(cells)
        person = _person(files, line, cells, said)
        if person is not None and _place(files, person, said.orgs, schools):
            roster.people[key] = person
            roster.agents[key] = words(cells["agentSourcedIds"])


def _roles_of_line(cells: dict[str, str]) -> Roles:
    orgs = words(cells["orgSourcedIds"]) or words(cells["primaryOrgSourcedId"])
    return Roles(words(cells["role"]), orgs)


def _read_roles(files, today: date) -> dict[str, Roles]:
    found: dict[str, Roles] = {}
    for line, cells in files("roles.csv"):
        if cells["status"].lower() == GONE or _is_over(files, line, cells, today):
            continue
        roles = found.setdefault(cells["userSourcedId"], Roles())
        at = 0 if cells["roleType"].lower() == "primary" else len(roles.names)
        roles.names.insert(at, cells["role"])
        roles.orgs.append(cells["orgSourcedId"])
    return found


def _is_over(files, line: int, cells: dict[str, str], today: date) -> bool:
    try:
        end = read_date(cells["endDate"])
    except ValueError:
        files.problems.warn("roles.csv", line, "endDate", _("This is no date (YYYY-MM-DD)."))
        return False
    return end is not None and end < today


def _person(files, line: int, cells: dict[str, str], said: Roles) -> PersonLine | None:
    role, is_admin = _choose(said.names)
    if not role and not is_admin:
        sentence = _("This role is not taken over. Invite the person by hand.")
        files.problems.error(FILE, line, "role", sentence)
        return None
    email = cells["email"].lower()
    if email and not is_email(email):
        files.problems.warn(FILE, line, "email", _("This is no email address."))
        email = ""
    name = _name(cells)
    if not name:
        files.problems.error(FILE, line, "familyName", _("A person needs a name."))
        return None
    return PersonLine(
        key=cells["sourcedId"],
        external_id=cells["sourcedId"],
        name=name[:120],
        email=email,
        username=cells["username"],
        role=role,
        line=line,
        is_admin=is_admin,
        grade=grade_of(cells["grades"]),
        gone=cells["status"].lower() == GONE or cells["enabledUser"].lower() == "false",
    )


def _choose(names: Iterable[str]) -> tuple[str, bool]:
    """(role, whether the file calls them an administrator)."""
    known = [role for name in names if (role := parts.ONEROSTER.get(name.lower()))]
    others = [role for role in known if role != parts.ADMINISTRATOR]
    first = known[:1] if known and known[0] in RANK else [r for r in RANK if r in others][:1]
    return (first[0] if first else ""), parts.ADMINISTRATOR in known


def _name(cells: dict[str, str]) -> str:
    given = cells["preferredGivenName"] or cells["givenName"]
    family = cells["preferredFamilyName"] or cells["familyName"]
    return f"{given} {family}".strip()


def grade_of(text: str) -> str:
    """The grades as they are where they fit, and else the first."""
    grades = ", ".join(words(text))
    return grades if len(grades) <= 20 else words(text)[0][:20]


def _place(files, person: PersonLine, orgs: list[str], schools: Schools) -> bool:
    """Set where the role holds. False where that is unknown: no school would mean all of them."""
    found, unknown = set(), False
    for org in filter(None, orgs):
        try:
            found.add(schools.school_of(org))
        except KeyError:
            unknown = True
    if unknown and not found and "orgs.csv" in files:
        sentence = _("This organization is not in orgs.csv.")
        files.problems.error(FILE, person.line, "orgSourcedIds", sentence)
        return False
    if unknown and found:
        sentence = _("One of these organizations is not in orgs.csv.")
        files.problems.warn(FILE, person.line, "orgSourcedIds", sentence)
    if found:
        person.schools = () if "" in found else tuple(sorted(found))
    return True


def link_guardians(roster: Roster) -> None:
    """A student names the agents, or an agent the students: both are heard."""
    for key, others in roster.agents.items():
        person = roster.people[key]
        for other in others:
            agent = roster.people.get(other)
            if agent is None:
                sentence = _("One of these people is not in users.csv.")
                roster.problems.warn(FILE, person.line, "agentSourcedIds", sentence)
            elif person.role == parts.STUDENT and agent.role == parts.GUARDIAN:
                _link(roster, guardian=agent, child=person)
            elif person.role == parts.GUARDIAN and agent.role == parts.STUDENT:
                _link(roster, guardian=person, child=agent)
    roster.agents.clear()
    _complain_of_silent_ones(roster)


def _link(roster: Roster, *, guardian: PersonLine, child: PersonLine) -> None:
    if guardian.email and not guardian.gone:
        roster.guardians.append(Guardianship(guardian.email, child.key, guardian.line))


def _complain_of_silent_ones(roster: Roster) -> None:
    for person in roster.people.values():
        if person.role == parts.GUARDIAN and not person.email and not person.gone:
            sentence = _("A guardian without email cannot be invited.")
            roster.problems.error(FILE, person.line, "email", sentence)

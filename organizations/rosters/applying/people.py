"""New people, and what of known ones a file may say."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import Profile, User
from organizations.models import Membership, Role, RosterChange, School
from organizations.rosters.copying import copy_in
from organizations.rosters.work import RosterWork, changed_meanwhile, leave

SchoolOf = Membership.schools.through
COLUMNS = {"external_id": "external_id", "grade": "grade_level"}


def create_people(work: RosterWork, changes: list[RosterChange]) -> None:
    """Accounts without a password; of an account that is there, a membership and no more."""
    wanted = [change for change in changes if _has_role(work, change)]
    taken = Taken(work, wanted)
    wanted = [change for change in wanted if not taken.stands_in_the_way(change)]
    fresh = [change for change in wanted if not change.after.get("account")]
    copy_in(User, [_user(work, change) for change in fresh])
    copy_in(Profile, [Profile(user_id=change.person_id) for change in fresh])
    copy_in(Membership, [_membership(work, change) for change in wanted])
    _add_schools(work, wanted)


def _has_role(work: RosterWork, change: RosterChange) -> bool:
    if role_of(work, change):
        return True
    leave(change, _("The file calls this person an administrator. Making admins was not ticked."))
    return False


def role_of(work: RosterWork, change: RosterChange) -> str:
    if change.after.get("admin") and work.wants("make_admins"):
        return Role.ADMIN
    return change.after["role"]


class Taken:
    """What came to be used by others after the preview."""

    def __init__(self, work: RosterWork, changes: list[RosterChange]):
        here = Membership.objects.filter(organization=work.organization)
        self._members = self._found(here, "user_id", (c.person_id for c in changes))
        self._ids = self._found(here, "external_id", (c.after["external_id"] for c in changes))
        logins = here.annotate(login=Lower("login_name"))
        self._logins = self._found(logins, "login", (c.after.get("login_name") for c in changes))
        users = User.objects.annotate(lower=Lower("email"))
        fresh = (c.after["email"] for c in changes if not c.after.get("account"))
        self._emails = self._found(users, "lower", fresh)
        known = (c.person_id for c in changes if c.after.get("account"))
        self._accounts = self._found(User.objects.all(), "pk", known)

    @staticmethod
    def _found(rows, column: str, values) -> set:
        wanted = {value for value in values if value}
        return set(rows.filter(**{f"{column}__in": wanted}).values_list(column, flat=True))

    def stands_in_the_way(self, change: RosterChange) -> bool:
        after = change.after
        is_new = change.person_id not in self._accounts
        if (
            change.person_id in self._members
            or after["external_id"] in self._ids
            or after.get("login_name") in self._logins
            or (after["email"] in self._emails if not after.get("account") else is_new)
        ):
            changed_meanwhile(change)
            return True
        return False


def _user(work: RosterWork, change: RosterChange) -> User:
    return User(
        pk=change.person_id,
        email=change.after["email"] or None,
        name=change.after["name"],
        password=make_password(None),  # marked as unusable, and nothing is hashed
        date_joined=work.row.applied_at,
    )


def _membership(work: RosterWork, change: RosterChange) -> Membership:
    return Membership(
        organization=work.organization,
        user_id=change.person_id,
        role=role_of(work, change),
        external_id=change.after["external_id"],
        login_name=change.after.get("login_name", ""),
        grade_level=change.after["grade"],
        created_at=work.row.applied_at,
    )


def _add_schools(work: RosterWork, changes: list[RosterChange]) -> None:
    known = set(School.objects.values_list("pk", flat=True))
    if not known:
        return
    rows = Membership.objects.filter(
        organization=work.organization, user__in=[change.person_id for change in changes]
    )
    ids = dict(rows.values_list("user_id", "pk"))
    links = ((ids[change.person_id], UUID(key)) for change in changes for key in _schools(change))
    copy_in(SchoolOf, [_link(*link) for link in links if link[1] in known])


def _schools(change: RosterChange) -> list[str]:
    return change.after.get("schools", [])


def _link(membership_id: int, school_id: UUID):
    return SchoolOf(membership_id=membership_id, school_id=school_id)


def change_people(work: RosterWork, changes: list[RosterChange]) -> None:
    write_people(
        work,
        changes,
        expected=lambda change: change.before,
        wanted=lambda change: change.after,
        otherwise=changed_meanwhile,
    )


def write_people(work: RosterWork, changes: list[RosterChange], *, expected, wanted, otherwise):
    """Make people what wanted(change) says, where they still are what expected(change) says."""
    people = work.memberships(changes)
    schools = schools_of(people.values())
    emails = _emails_in_use(wanted(change).get("email") for change in changes)
    kept: list[Membership] = []
    moved: dict[int, list[str]] = {}
    for change in changes:
        person, new = people.get(change.person_id), wanted(change)
        old = {key: value for key, value in expected(change).items() if key in new}
        if person is None or facts_of(person, new, schools) != old or new.get("email") in emails:
            otherwise(change)
        else:
            _set(person, new)
            kept.append(person)
            if "schools" in new:
                moved[person.pk] = new["schools"]
    _save(kept, {key for change in changes for key in wanted(change)})
    _move(moved)


def schools_of(people) -> dict[int, list[str]]:
    rows = SchoolOf.objects.filter(membership__in=[person.pk for person in people])
    found: dict[int, list[str]] = {}
    for membership_id, school_id in rows.values_list("membership_id", "school_id"):
        found.setdefault(membership_id, []).append(str(school_id))
    return found


def _emails_in_use(emails) -> set[str]:
    wanted = {email for email in emails if email}
    users = User.objects.annotate(lower=Lower("email")).filter(lower__in=wanted)
    return set(users.values_list("lower", flat=True)) if wanted else set()


def facts_of(person: Membership, keys, schools: dict[int, list[str]]) -> dict:
    """What the rows say of the facts that a plan names."""
    ended = person.ended_at
    facts = {
        "name": person.user.name,
        "email": (person.user.email or "").lower(),
        "external_id": person.external_id,
        "grade": person.grade_level,
        "schools": sorted(schools.get(person.pk, [])),
        "ended": ended.isoformat() if ended else "",
    }
    return {key: facts[key] for key in keys}


def _set(person: Membership, facts: dict) -> None:
    for key, column in COLUMNS.items():
        if key in facts:
            setattr(person, column, facts[key])
    if "ended" in facts:
        person.ended_at = datetime.fromisoformat(facts["ended"]) if facts["ended"] else None
    if "name" in facts:
        person.user.name = facts["name"]
    if "email" in facts:
        person.user.email = facts["email"] or None


def _save(people: list[Membership], keys: set[str]) -> None:
    columns = [column for key, column in COLUMNS.items() if key in keys]
    columns += ["ended_at"] if "ended" in keys else []
    if columns:
        Membership.objects.bulk_update(people, columns, batch_size=1000)
    if columns := [key for key in ("name", "email") if key in keys]:
        User.objects.bulk_update([person.user for person in people], columns, batch_size=1000)


def _move(moved: dict[int, list[str]]) -> None:
    SchoolOf.objects.filter(membership__in=moved).delete()
    known = set(School.objects.values_list("pk", flat=True)) if moved else set()
    links = ((pk, UUID(key)) for pk, keys in moved.items() for key in keys)
    copy_in(SchoolOf, [_link(*link) for link in links if link[1] in known])

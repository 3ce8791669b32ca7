"""What is there before a roster is applied: one organization's schools, people and classes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower

from accounts.models import User
from organizations.models import (
    Class,
    ClassMember,
    Membership,
    Organization,
    Role,
    RosterChange,
    RosterGuardian,
    School,
)

CHUNK = 5_000


@dataclass(slots=True)
class Person:
    """A membership.

    ended: when it was deactivated, in ISO form, or empty.
    is_shared: the account is another organization's too, or the platform's.

    ended_by_roster: deactivated, by an import that missed them, and by nobody else.
    """

    membership_id: int
    user_id: UUID
    role: str
    external_id: str
    login_name: str
    grade: str
    name: str
    email: str
    ended: str
    is_shared: bool = False
    ended_by_roster: bool = False
    schools: set[UUID] = field(default_factory=set)

    @property
    def is_protected(self) -> bool:
        """Who runs the organization is not changed by a file."""
        return self.role in (Role.OWNER, Role.ADMIN)


@dataclass(slots=True)
class Group:
    """A school or a class. facts: the columns that a roster fills."""

    pk: UUID
    external_id: str
    facts: dict
    is_archived: bool


@dataclass
class Existing:
    """Empty: an organization that is not there yet.

    accounts: {email: user} of accounts that are not in the organization.
    places: {(class, user): part} of who is in a class now.
    guardians: {(child's user, email)} that a roster named.
    """

    people: list[Person] = field(default_factory=list)
    schools: list[Group] = field(default_factory=list)
    classes: list[Group] = field(default_factory=list)
    accounts: dict[str, UUID] = field(default_factory=dict)
    places: dict[tuple[UUID, UUID], str] = field(default_factory=dict)
    guardians: set[tuple[UUID, str]] = field(default_factory=set)
    keeps_guardians: bool = True


def read_existing(organization: Organization, emails: Iterable[str]) -> Existing:
    """emails: of the roster; in the scope of the organization."""
    people = _people(organization)
    here = {person.email for person in people if person.email}
    return Existing(
        people=people,
        schools=[_school(row) for row in School.objects.all()],
        classes=[_class(row) for row in Class.objects.all().iterator(CHUNK)],
        accounts=_accounts(email for email in emails if email not in here),
        places=_places(),
        guardians=set(
            RosterGuardian.objects.filter(ended_at=None).values_list(
                "child__user_id", Lower("email")
            )
        ),
        keeps_guardians=organization.has_feature("guardians"),
    )


def _people(organization: Organization) -> list[Person]:
    memberships = Membership.objects.filter(organization=organization)
    rows = memberships.order_by("pk").values_list(
        "pk", "user_id", "role", "external_id", "login_name", "grade_level", "user__name",
        "user__email", "ended_at", "user__is_staff",
    )  # fmt: skip
    shared = _shared(memberships)
    by_roster = _ended_by_roster(memberships)
    schools = _schools_of(memberships)
    return [
        Person(
            *values,
            email=(email or "").lower(),
            ended=ended_at.isoformat() if ended_at else "",
            is_shared=is_staff or values[1] in shared,
            ended_by_roster=ended_at is not None and by_roster.get(values[1]) == ended_at,
            schools=schools.get(values[0], set()),
        )
        for *values, email, ended_at, is_staff in rows.iterator(CHUNK)
    ]


def _shared(memberships) -> set[UUID]:
    here = memberships.values("user_id")
    others = Membership.objects.filter(user__in=here).exclude(pk__in=memberships.values("pk"))
    return set(others.values_list("user_id", flat=True))


def _ended_by_roster(memberships) -> dict[UUID, object]:
    """{user: when an import deactivated them}: an import dates all it does by one moment."""
    newest = (
        RosterChange.objects.filter(
            kind=RosterChange.Kind.PEOPLE,
            action=RosterChange.Action.MISSING,
            state=RosterChange.State.APPLIED,
            person_id=OuterRef("user_id"),
        )
        .order_by("-roster__applied_at")
        .values("roster__applied_at")[:1]
    )
    ended = memberships.exclude(ended_at=None).annotate(by_roster=Subquery(newest))
    return dict(ended.values_list("user_id", "by_roster"))


def _schools_of(memberships) -> dict[int, set[UUID]]:
    through = Membership.schools.through.objects.filter(membership__in=memberships.values("pk"))
    found: dict[int, set[UUID]] = {}
    for membership_id, school_id in through.values_list("membership_id", "school_id").iterator():
        found.setdefault(membership_id, set()).add(school_id)
    return found


def _school(school: School) -> Group:
    facts = {"name": school.name, "external_id": school.external_id}
    return Group(school.pk, school.external_id, facts, school.archived_at is not None)


def _class(row: Class) -> Group:
    facts = {
        "name": row.name,
        "external_id": row.external_id,
        "school": str(row.school_id) if row.school_id else "",
        "subject": row.subject,
        "grade": row.grade_level,
        "term": row.term,
    }
    return Group(row.pk, row.external_id, facts, row.archived_at is not None)


def _accounts(emails: Iterator[str]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    emails = iter(emails)
    while chunk := list(islice(emails, CHUNK)):
        rows = User.objects.annotate(lower=Lower("email")).filter(lower__in=chunk)
        found |= dict(rows.values_list("lower", "pk"))
    return found


def _places() -> dict[tuple[UUID, UUID], str]:
    rows = ClassMember.objects.filter(left_at=None).values_list(
        "school_class_id", "membership__user_id", "part"
    )
    return {(place, user): part for place, user, part in rows.iterator(CHUNK)}


def guardians_here(organization: Organization, emails: Iterable[str]) -> dict[str, int]:
    """{email: membership} of those who are in the organization already."""
    rows = (
        Membership.objects.active()
        .filter(organization=organization)
        .exclude(role=Role.STUDENT)
        .annotate(email=Lower("user__email"))
        .filter(email__in=set(emails))
    )
    return dict(rows.values_list("email", "pk"))

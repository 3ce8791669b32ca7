"""Rows for tests of people."""

from accounts.models import User
from accounts.services import add_person
from conftest import add_to
from organizations.models import Class, ClassMember, Membership, Organization, Role, School
from organizations.scoping import scope
from organizations.services.class_members import add_to_class
from organizations.services.classes import create_class


def membership(organization: Organization, user: User) -> Membership:
    rows = Membership.objects.select_related("user", "organization")
    return rows.get(organization=organization, user=user)


def add_school(organization: Organization, name: str) -> School:
    return School.objects.create(organization=organization, name=name)


def add_admin_of(school: School, name: str) -> User:
    """Whose membership names one school only."""
    user = add_to(school.organization, name, Role.ADMIN)
    membership(school.organization, user).schools.add(school)
    return user


def add_class(
    teacher: Membership, *students: Membership, name: str = "Physics 2b", **facts
) -> Class:
    with scope(teacher.organization_id):
        made = create_class(by=teacher, name=name, **facts)
        if students:
            add_to_class(school_class=made, people=students, part=ClassMember.Part.STUDENT)
    return made


def add_people(organization: Organization, count: int, role: Role = Role.STUDENT) -> None:
    """Many at once, with names that differ."""
    users = User.objects.bulk_create(
        User(email=f"p{number}@{organization.slug}.example", name=f"Pupil {number:05}")
        for number in range(count)
    )
    Membership.objects.bulk_create(
        Membership(organization=organization, user=user, role=role) for user in users
    )


def person(name: str, email: str) -> User:
    return add_person(email=email, password="a long enough password", name=name)

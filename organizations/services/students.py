"""Students without email: made by their teacher, and given a password again by them."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import add_person
from organizations import audit
from organizations.authority import may_change
from organizations.models import Class, ClassMember, Membership, Role
from organizations.services.class_members import add_to_class
from organizations.services.login_names import names_for
from organizations.services.seats import admit
from project.errors import Conflict, Forbidden, Invalid

MAX_AT_ONCE = 40  # each password takes a third of a second to hash


@dataclass(frozen=True, slots=True)
class Card:
    """What one student takes home. password: shown this once; empty where it was not set now."""

    name: str
    login_name: str
    password: str = ""


def new_password() -> str:
    """Twelve letters that can be read aloud, 38 bits: "bafoki-lurema". Guesses are limited."""
    consonants, vowels = "bdfghjklmnprstvz", "aeiou"
    halves = (
        "".join(secrets.choice(consonants) + secrets.choice(vowels) for _syllable in range(3))
        for _half in range(2)
    )
    return "-".join(halves)


def add_students(*, school_class: Class, names: list[str]) -> list[Card]:
    """New people, students of the class, each with a login name and a password.

    Raises Invalid for no name or too many, Conflict for an archived class or without seats.
    """
    names = [" ".join(name.split())[:120] for name in names if name.strip()]
    if not names or len(names) > MAX_AT_ONCE:
        raise Invalid(_("Write 1 to %(most)d names, one in each line.") % {"most": MAX_AT_ONCE})
    passwords = [new_password() for _name in names]
    hashes = [make_password(password) for password in passwords]  # slow: before the transaction
    with transaction.atomic():
        logins = names_for(names)
        _add(school_class, list(zip(names, logins, hashes, strict=True)))
    return [Card(*card) for card in zip(names, logins, passwords, strict=True)]


def _add(school_class: Class, rows: list[tuple[str, str, str]]) -> None:
    members = []
    for name, login_name, password_hash in rows:
        user = add_person(email=None, password=None, name=name)
        User.objects.filter(pk=user.pk).update(password=password_hash)
        members.append(
            admit(
                organization=school_class.organization,
                user=user,
                role=Role.STUDENT,
                schools=[school_class.school] if school_class.school else [],
                login_name=login_name,
            )
        )
    add_to_class(school_class=school_class, people=members, part=ClassMember.Part.STUDENT)


def is_managed(person: Membership) -> bool:
    """A student whose password is this organization's to give: no email, and here alone."""
    return (
        person.role == Role.STUDENT
        and not person.user.email
        and not person.user.is_staff
        and bool(person.login_name)
        and not person.user.memberships.exclude(pk=person.pk).exists()
    )


def reset_password(*, person: Membership, by: Membership) -> Card:
    """A new password; whoever is signed in with the old one is signed out.

    Raises Forbidden where it is not the actor's to give, Conflict where it is nobody's here.
    """
    if not (may_change(by, person) or teaches(by, person)):
        raise Forbidden(_("Only their teacher or an admin can do this."))
    if not is_managed(person) or not person.is_active:
        raise Conflict(
            _(
                "%(person)s has an email address or another organization, or is deactivated. "
                "Only they can change their password, by “Forgot the password”."
            )
            % {"person": person.user}
        )
    password = new_password()
    user = person.user
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        audit.record(
            "people.password_reset",
            organization=by.organization,
            subject=person,
            detail={"person": str(person.user_id)},
        )
    return Card(str(user), person.login_name, password)


def teaches(teacher: Membership, student: Membership) -> bool:
    """In a class that goes on."""
    classes = ClassMember.objects.filter(
        membership=teacher,
        part=ClassMember.Part.TEACHER,
        left_at=None,
        school_class__archived_at=None,
    ).values("school_class")
    rows = ClassMember.objects.filter(membership=student, left_at=None, school_class__in=classes)
    return rows.exists()

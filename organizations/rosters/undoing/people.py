"""People: an account that nobody has used goes, any other stays."""

from uuid import UUID

from django.contrib.auth.hashers import is_password_usable
from django.db.models import Q

from accounts.models import Profile, User
from organizations.models import (
    ClassMember,
    Invitation,
    Membership,
    Relationship,
    Role,
    RosterChange,
)
from organizations.rosters.applying.people import SchoolOf, facts_of, schools_of, write_people
from organizations.rosters.relating import relate_classes
from organizations.rosters.undoing.keeping import in_use, keep, keep_in_use
from organizations.rosters.work import RosterWork


def delete_people(work: RosterWork, changes: list[RosterChange]) -> None:
    people = work.memberships(changes)
    schools = schools_of(people.values())
    ids = [person.pk for person in people.values()]
    used = in_use(Membership, ids, besides=[SchoolOf, Invitation]) | _named(work, ids)
    theirs = entered(people)
    gone = []
    for change in changes:
        person = people.get(change.person_id)
        if person is None:
            continue
        is_new = not change.after.get("account")
        if person.pk in used or (is_new and person.user_id in theirs):
            keep_in_use(change)
        elif _is_changed(person, change, schools):
            keep(change)
        else:
            gone.append(change)
    accounts = [change.person_id for change in gone if not change.after.get("account")]
    members = [people[change.person_id].pk for change in gone]
    Membership.objects.filter(pk__in=members).delete()
    User.objects.filter(pk__in=accounts).delete()


def _named(work: RosterWork, ids: list[int]) -> set[int]:
    """Children whose guardian was invited by people, or has come in. What this import asked and
    nobody has answered goes with the child: there is nobody left to answer for.
    """
    rows = Invitation.objects.filter(child__in=ids)
    rows = rows.exclude(created_at=work.row.applied_at, accepted_at=None)
    return set(rows.values_list("child", flat=True))


def entered(people: dict[UUID, Membership]) -> set[UUID]:
    """Accounts that somebody has used, or that are wanted elsewhere: they are theirs by now."""
    own = Membership.objects.filter(user__in=people).exclude(
        pk__in=[person.pk for person in people.values()]
    )
    used = {
        user_id
        for user_id, person in people.items()
        if person.user.last_login or is_password_usable(person.user.password)
    }
    elsewhere = set(own.values_list("user_id", flat=True))
    return used | elsewhere | in_use(User, people, besides=[Profile, Membership])


def _is_changed(person: Membership, change: RosterChange, schools: dict) -> bool:
    after = change.after
    own = ("external_id", "grade") if after.get("account") else (
        "name", "email", "external_id", "grade")  # fmt: skip
    is_other_role = person.role != (after["role"] or Role.ADMIN) and not (
        after.get("admin") and person.role == Role.ADMIN
    )
    is_elsewhere = sorted(after["schools"]) != sorted(schools.get(person.pk, []))
    facts = {key: after[key] for key in own}
    return (
        is_other_role
        or is_elsewhere
        or person.ended_at is not None
        or person.login_name != after.get("login_name", "")
        or facts_of(person, own, schools) != facts
    )


def restore_people(work: RosterWork, changes: list[RosterChange]) -> None:
    write_people(
        work,
        changes,
        expected=lambda change: change.after,
        wanted=lambda change: {key: change.before[key] for key in change.after},
        otherwise=keep,
    )


def reactivate_people(work: RosterWork, changes: list[RosterChange]) -> None:
    people = work.memberships(changes)
    at = work.row.applied_at
    back = []
    for change in changes:
        person = people.get(change.person_id)
        if person is None or person.ended_at != at:
            keep(change)
        else:
            back.append(person.pk)
    Membership.objects.filter(pk__in=back).update(ended_at=None)
    _reopen(work, back)


def _reopen(work: RosterWork, people: list[int]) -> None:
    """Their classes and those who answer for them, as far as this import ended them."""
    at = work.row.applied_at
    places = ClassMember.objects.filter(membership__in=people, left_at=at)
    inside = ClassMember.objects.filter(membership__in=people, left_at=None)
    again = set(inside.values_list("school_class", "membership"))
    ids = [pk for pk, *pair in places.values_list("pk", "school_class", "membership")
           if tuple(pair) not in again]  # fmt: skip
    classes = set(places.filter(pk__in=ids).values_list("school_class", flat=True))
    ClassMember.objects.filter(pk__in=ids).update(left_at=None)
    ties = Relationship.objects.filter(Q(adult__in=people) | Q(child__in=people), ended_at=at)
    ties.filter(adult__ended_at=None, child__ended_at=None).update(ended_at=None)
    relate_classes(classes, at=work.row.undone_at)

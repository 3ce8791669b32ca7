"""People: an account that nobody has used goes, any other stays."""

from django.contrib.auth.hashers import is_password_usable
from django.db.models import Q

from accounts.models import Profile, User
from organizations.models import ClassMember, Membership, Relationship, Role, RosterChange
from organizations.rosters.applying.people import SchoolOf, facts_of, schools_of, write_people
from organizations.rosters.relating import relate_classes
from organizations.rosters.undoing.keeping import in_use, keep, keep_in_use
from organizations.rosters.work import RosterWork


def delete_people(work: RosterWork, changes: list[RosterChange]) -> None:
    people = work.memberships(changes)
    schools = schools_of(people.values())
    used = in_use(Membership, [person.pk for person in people.values()], besides=[SchoolOf])
    gone = []
    for change in changes:
        person = people.get(change.person_id)
        if person is None:
            continue
        if person.pk in used:
            keep_in_use(change)
        elif _is_changed(person, change, schools):
            keep(change)
        else:
            gone.append((person, change))
    Membership.objects.filter(pk__in=[person.pk for person, _change in gone]).delete()
    _delete_accounts([change for _person, change in gone if not change.after.get("account")])


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


def _delete_accounts(changes: list[RosterChange]) -> None:
    """An account that somebody has entered, or that is wanted elsewhere, is theirs by now."""
    users = User.objects.in_bulk([change.person_id for change in changes])
    used = in_use(User, users, besides=[Profile])
    for change in changes:
        user = users.get(change.person_id)
        if user is None:
            continue
        if user.pk in used or user.last_login or is_password_usable(user.password):
            del users[change.person_id]
            keep_in_use(change)
    User.objects.filter(pk__in=list(users)).delete()


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

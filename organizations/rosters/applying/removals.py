"""What a file lacks: listed always, and ended only where that was ticked."""

from django.db.models import Q
from django.db.models.functions import Lower

from organizations.models import (
    Class,
    ClassMember,
    Membership,
    Relationship,
    RosterChange,
    RosterGuardian,
)
from organizations.rosters.applying import places
from organizations.rosters.planning.people import REMOVABLE
from organizations.rosters.work import RosterWork, changed_meanwhile, leave
from organizations.safety.adult import keep_adult


def leave_schools(work: RosterWork, changes: list[RosterChange]) -> None:
    _leave_all(changes)


def _leave_all(changes: list[RosterChange]) -> None:
    for change in changes:
        leave(change)


def deactivate_people(work: RosterWork, changes: list[RosterChange]) -> None:
    """They leave their classes; what they made stays. Who applies the roster stays too."""
    if not work.wants("remove_people"):
        return _leave_all(changes)
    people = work.memberships(changes)
    gone = []
    for change in changes:
        person = people.get(change.person_id)
        if person is None or person.ended_at or person.role not in REMOVABLE:
            changed_meanwhile(change)
        else:
            gone.append(person.pk)
    at = work.row.applied_at
    Membership.objects.filter(pk__in=gone).update(ended_at=at)
    ClassMember.objects.filter(membership__in=gone, left_at=None).update(left_at=at)
    ties = Relationship.objects.filter(Q(adult__in=gone) | Q(child__in=gone), ended_at=None)
    ties.update(ended_at=at)
    keep_adult(work.row.organization_id)
    return None


def archive_classes(work: RosterWork, changes: list[RosterChange]) -> None:
    if not work.wants("end_places"):
        return _leave_all(changes)
    rows = Class.objects.filter(pk__in=[change.object_id for change in changes], archived_at=None)
    found = set(rows.values_list("pk", flat=True))
    for change in changes:
        if change.object_id not in found:
            changed_meanwhile(change)
    rows.update(archived_at=work.row.applied_at)
    return None


def end_places(work: RosterWork, changes: list[RosterChange]) -> None:
    if not work.wants("end_places"):
        return _leave_all(changes)
    return places.end_places(work, changes)


def end_guardians(work: RosterWork, changes: list[RosterChange]) -> None:
    if not work.wants("end_places"):
        return _leave_all(changes)
    at = work.row.applied_at
    emails = {change.person_id: set() for change in changes}
    for change in changes:
        emails[change.person_id].add(change.before["email"])
    for user_id, gone in emails.items():
        named = RosterGuardian.objects.annotate(lower=Lower("email")).filter(
            child__user=user_id, lower__in=gone, ended_at=None
        )
        named.update(ended_at=at)
        _guardian_ties(user_id, gone).filter(ended_at=None).update(ended_at=at)
    return None


def _guardian_ties(user_id, emails: set[str]):
    return Relationship.objects.annotate(email=Lower("adult__user__email")).filter(
        kind=Relationship.Kind.GUARDIAN,
        made=Relationship.Made.BY_ROSTER,
        child__user=user_id,
        email__in=emails,
    )

"""People who go, and who come back. Nothing of theirs is lost."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations import audit
from organizations.authority import require_change
from organizations.models import Class, ClassMember, Grant, Membership, Organization, Relationship
from organizations.safety.adult import let_go
from organizations.services import relationships
from organizations.services.owners import keep_an_owner
from organizations.services.people import locked
from organizations.services.seats import check_seats
from project.errors import Conflict


@transaction.atomic
def deactivate(*, person: Membership, by: Membership) -> None:
    """They cannot enter any more; classes, relationships and grants end. Again: nothing changes.

    Raises Forbidden, and Conflict for the last owner and for oneself.
    """
    if person.pk == by.pk:
        raise Conflict(_("You cannot deactivate yourself. Leave instead."))
    require_change(by, person)
    keep_an_owner(person)
    person = locked(person)
    require_change(by, person)  # as it is now: another may have changed it at this moment
    if person.is_active:
        _end(person, "people.deactivated")


def deactivate_many(*, people: Iterable[Membership], by: Membership) -> int:
    """All of them, or nobody: the first who cannot be deactivated refuses the rest."""
    with transaction.atomic():
        done = 0
        for person in people:
            deactivate(person=person, by=by)
            done += 1
    return done


@transaction.atomic
def leave(person: Membership) -> None:
    """By oneself. Raises Conflict for the last owner, and for one's personal organization."""
    if person.organization.type == Organization.Type.PERSONAL:
        raise Conflict(_("This is your own place. It can be closed, but not left."))
    keep_an_owner(person)
    person = locked(person)
    if person.is_active:
        _end(person, "people.left")


def _end(person: Membership, action: str) -> None:
    """One moment for all that ends, by which `reactivate` finds it again."""
    person.ended_at = timezone.now()
    person.save(update_fields=["ended_at"])
    rows = ClassMember.objects.filter(membership=person, left_at=None)
    classes = rows.update(left_at=person.ended_at)
    ended = relationships.end_all_of(person, at=person.ended_at)
    grants = Grant.objects.filter(membership=person).delete()[0]
    audit.record(
        action,
        organization=person.organization,
        subject=person,
        detail={
            "person": str(person.user_id),
            "classes": classes,
            "relationships": ended,
            "grants": grants,
        },
    )
    let_go(person)


@transaction.atomic
def reactivate(*, person: Membership, by: Membership) -> None:
    """With the classes and wards that ended with them, where these still go on.

    Raises Forbidden, and Conflict where no seat is left.
    """
    person = locked(person)
    require_change(by, person)
    if person.is_active:
        return
    check_seats(person.organization, person.role)
    ended_at, person.ended_at = person.ended_at, None
    person.save(update_fields=["ended_at"])
    _take_up_again(person, ended_at)
    audit.record(
        "people.reactivated",
        organization=person.organization,
        subject=person,
        detail={"person": str(person.user_id)},
    )


def _take_up_again(person: Membership, ended_at) -> None:
    open_classes = Class.objects.filter(archived_at=None)
    rows = ClassMember.objects.filter(membership=person, left_at=ended_at)
    former = list(rows.filter(school_class__in=open_classes))
    ClassMember.objects.bulk_create([_again(member) for member in former], ignore_conflicts=True)
    relationships.sync_classes([member.school_class_id for member in former])
    wards = Relationship.objects.filter(
        Q(adult=person, child__ended_at=None) | Q(child=person, adult__ended_at=None),
        via_class=None,
        ended_at=ended_at,
    )
    Relationship.objects.bulk_create([_anew(row) for row in wards], ignore_conflicts=True)


def _again(member: ClassMember) -> ClassMember:
    return ClassMember(
        organization_id=member.organization_id,
        school_class_id=member.school_class_id,
        membership_id=member.membership_id,
        part=member.part,
    )


def _anew(row: Relationship) -> Relationship:
    return Relationship(
        organization_id=row.organization_id,
        kind=row.kind,
        adult_id=row.adult_id,
        child_id=row.child_id,
        made=row.made,
    )

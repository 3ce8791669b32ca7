"""Who answers for whom. Made and ended, never deleted."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations import audit
from organizations.models import ClassMember, Membership, Relationship, Role
from organizations.scoping import current_organization_id
from project.errors import Conflict, Invalid

TEACHER, STUDENT = ClassMember.Part.TEACHER, ClassMember.Part.STUDENT


def sync_classes(class_ids: Iterable[UUID]) -> None:
    """Make the teachers' relationships of these classes what their members are now.

    In the caller's transaction; four queries, however many people and classes.
    """
    ids = list(class_ids)
    _end_of_who_left(ids)
    Relationship.objects.bulk_create(_pairs(ids), ignore_conflicts=True, batch_size=2000)


def _end_of_who_left(class_ids: list[UUID]) -> None:
    def is_in(part: str, side: str) -> Exists:
        return Exists(
            ClassMember.objects.filter(
                school_class=OuterRef("via_class"),
                membership=OuterRef(side),
                part=part,
                left_at=None,
            )
        )

    Relationship.objects.filter(via_class__in=class_ids, ended_at=None).exclude(
        is_in(TEACHER, "adult") & is_in(STUDENT, "child")
    ).update(ended_at=timezone.now())


def _pairs(class_ids: list[UUID]) -> list[Relationship]:
    members = ClassMember.objects.filter(school_class__in=class_ids, left_at=None)
    found: dict[UUID, dict[str, list[int]]] = {}
    rows = members.values_list("school_class_id", "part", "membership_id")
    for class_id, part, membership_id in rows:
        found.setdefault(class_id, {TEACHER: [], STUDENT: []})[part].append(membership_id)
    return [
        Relationship(
            organization_id=current_organization_id(),
            kind=Relationship.Kind.TEACHER,
            adult_id=adult_id,
            child_id=child_id,
            made=Relationship.Made.BY_CLASS,
            via_class_id=class_id,
        )
        for class_id, parts in found.items()
        for adult_id in parts[TEACHER]
        for child_id in parts[STUDENT]
    ]


@transaction.atomic
def relate(*, kind: str, adult: Membership, child: Membership, made: str) -> Relationship:
    """The relationship; the one that is there already, if there is one.

    Raises Invalid where the roles do not fit, Conflict where one of the two is deactivated.
    """
    _check_fit(kind, adult, child)
    relationship, is_new = Relationship.objects.get_or_create(
        organization_id=adult.organization_id,
        kind=kind,
        adult=adult,
        child=child,
        via_class=None,
        ended_at=None,
        defaults={"made": made},
    )
    if is_new:
        audit.record(
            "relationships.made",
            organization=adult.organization,
            subject=relationship,
            detail={"kind": kind, "adult": str(adult.user_id), "child": str(child.user_id)},
        )
    return relationship


def _check_fit(kind: str, adult: Membership, child: Membership) -> None:
    if not (adult.is_active and child.is_active):
        raise Conflict(_("One of the two is deactivated. Reactivate them first."))
    if child.role != Role.STUDENT:
        raise Invalid(_("%(person)s is not a student here.") % {"person": child.user})
    # A teacher may be a parent too; a student is nobody's guardian.
    fits = {Relationship.Kind.TEACHER: {Role.TEACHER, Role.ADMIN, Role.OWNER}}
    if adult.role not in fits.get(kind, set(Role) - {Role.STUDENT}):
        raise Invalid(
            _("%(person)s has another role here, and cannot be that.") % {"person": adult.user}
        )


@transaction.atomic
def end_relationship(relationship: Relationship) -> None:
    """Raises Conflict for one that a class keeps."""
    if relationship.via_class_id:
        raise Conflict(_("This ends when one of the two leaves the class that made it."))
    rows = Relationship.objects.filter(pk=relationship.pk, ended_at=None)
    if rows.update(ended_at=timezone.now()):
        audit.record(
            "relationships.ended", organization=relationship.organization, subject=relationship
        )


def end_all_of(membership: Membership, *, at) -> int:
    """Whoever answers for them, and whomever they answer for; in the caller's transaction."""
    rows = Relationship.objects.filter(Q(adult=membership) | Q(child=membership), ended_at=None)
    return rows.update(ended_at=at)

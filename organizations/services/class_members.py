"""Who is in a class. Relationships of its teachers follow."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations import audit
from organizations.models import Class, ClassMember, Membership, Role
from organizations.roles import STAFF
from organizations.services.relationships import sync_classes
from project.errors import Conflict, Invalid


@transaction.atomic
def add_to_class(*, school_class: Class, people: Iterable[Membership], part: str) -> int:
    """How many were not in it before.

    Raises Conflict for an archived class and for people deactivated, Invalid for roles that
    do not fit the part; then nobody is added.
    """
    people = list(people)
    _check(school_class, people, part)
    inside = set(
        ClassMember.objects.filter(school_class=school_class, left_at=None).values_list(
            "membership_id", flat=True
        )
    )
    new = [person for person in people if person.pk not in inside]
    ClassMember.objects.bulk_create(
        [
            ClassMember(
                organization_id=school_class.organization_id,
                school_class=school_class,
                membership=person,
                part=part,
            )
            for person in new
        ],
        ignore_conflicts=True,  # somebody else adds them at this moment
    )
    if new:
        sync_classes([school_class.pk])
        _record("classes.people_added", school_class, new, part=part)
    return len(new)


def _check(school_class: Class, people: list[Membership], part: str) -> None:
    if Class.objects.select_for_update(no_key=True).get(pk=school_class.pk).archived_at:
        raise Conflict(_("%(name)s is archived. Restore it first.") % {"name": school_class})
    fitting = {Role.STUDENT} if part == ClassMember.Part.STUDENT else STAFF
    for person in people:
        if person.organization_id != school_class.organization_id or not person.is_active:
            raise Conflict(_("%(person)s is not active here.") % {"person": person.user})
        if person.role not in fitting:
            raise Invalid(
                _("%(person)s has another role here, and cannot be that in %(name)s.")
                % {"person": person.user, "name": school_class}
            )


@transaction.atomic
def remove_from_class(*, school_class: Class, people: Iterable[Membership]) -> int:
    """They stay in the organization. How many were in it."""
    people = list(people)
    rows = ClassMember.objects.filter(
        school_class=school_class, membership__in=people, left_at=None
    )
    removed = rows.update(left_at=timezone.now())
    if removed:
        sync_classes([school_class.pk])
        _record("classes.people_removed", school_class, people)
    return removed


def _record(action: str, school_class: Class, people: list[Membership], **more: str) -> None:
    audit.record(
        action,
        organization=school_class.organization,
        subject=school_class,
        detail={"people": [str(person.user_id) for person in people], **more},
    )

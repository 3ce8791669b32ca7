"""Put people into organizations, and change what they are there."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from organizations import audit
from organizations.authority import require_change, require_may_give
from organizations.models import (
    ClassMember,
    Membership,
    Organization,
    Relationship,
    Role,
    School,
)
from organizations.roles import STAFF
from organizations.safety.adult import let_go
from organizations.services.organizations import create_organization
from organizations.services.owners import keep_an_owner
from organizations.services.relationships import sync_classes
from project.errors import Conflict, Invalid

# Which part in a class a role may have.
PARTS = {
    **dict.fromkeys(STAFF, ClassMember.Part.TEACHER),
    Role.STUDENT: ClassMember.Part.STUDENT,
}


def add_member(*, organization: Organization, user: User, role: Role) -> Membership:
    """Again with another role: the role changes. Who was deactivated is active again."""
    membership, _created = Membership.objects.update_or_create(
        organization=organization, user=user, defaults={"role": role, "ended_at": None}
    )
    return membership


@transaction.atomic
def ensure_personal_organization(user: User) -> Membership:
    """Who signs up alone teaches, in an organization of their own; a family's has places for its
    children. Returns where they land."""
    User.objects.select_for_update().get(pk=user.pk)
    active = Membership.objects.active().select_related("organization")
    membership = active.filter(user=user).first()
    if membership is not None:
        return membership
    organization = create_organization(name=str(user).split("@")[0], type=_type_for(user))
    return add_member(organization=organization, user=user, role=Role.OWNER)


def _type_for(user: User) -> Organization.Type:
    is_family = user.signed_up_as == User.Kind.FAMILY
    return Organization.Type.FAMILY if is_family else Organization.Type.PERSONAL


def locked(person: Membership) -> Membership:
    """The row as it is now, held until the transaction ends: what one decides by stays true."""
    rows = Membership.objects.select_related("user", "organization")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


@transaction.atomic
def change_role(*, person: Membership, role: str, by: Membership) -> None:
    """What the old role alone allowed ends: parts in classes, wards.

    Raises Forbidden for roles above the actor's, Conflict for the last owner and for somebody
    deactivated, Invalid for a person without email in a role that needs one.
    """
    require_change(by, person)
    keep_an_owner(person)
    person = locked(person)  # as it is now: another may have changed it at this moment
    require_change(by, person)
    require_may_give(by, role, person.school_ids)
    if not person.is_active:
        raise Conflict(_("%(person)s is deactivated. Reactivate them first.") % _named(person))
    if role != Role.STUDENT and not person.user.email:
        raise Invalid(_("%(person)s has no email, and can only be a student.") % _named(person))
    if role == person.role:
        return
    before, person.role = person.role, role
    person.save(update_fields=["role"])
    if role == Role.OWNER:
        person.schools.clear()
    _end_what_does_not_fit(person)
    audit.record(
        "people.role_changed",
        organization=person.organization,
        subject=person,
        detail={"person": str(person.user_id), "from": before, "to": role},
    )
    let_go(person)


def _end_what_does_not_fit(person: Membership) -> None:
    now = timezone.now()
    parts = ClassMember.objects.filter(membership=person, left_at=None)
    wrong = parts.exclude(part=PARTS.get(person.role, ""))
    class_ids = list(wrong.values_list("school_class_id", flat=True))
    wrong.update(left_at=now)
    sync_classes(class_ids)
    side = "adult" if person.role == Role.STUDENT else "child"
    Relationship.objects.filter(Q(**{side: person}), ended_at=None).update(ended_at=now)


@transaction.atomic
def set_schools(*, person: Membership, schools: Iterable[School], by: Membership) -> None:
    """Where the role holds; none is the whole organization.

    Raises Forbidden beyond the actor's schools, Conflict for an owner, who has all.
    """
    person = locked(person)
    require_change(by, person)
    wanted = list(schools)
    require_may_give(by, person.role, [school.pk for school in wanted])
    if wanted and person.role == Role.OWNER:
        raise Conflict(_("An owner has the whole organization. Change the role first."))
    person.schools.set(wanted)
    audit.record(
        "people.schools_changed",
        organization=person.organization,
        subject=person,
        detail={
            "person": str(person.user_id),
            "from": sorted(map(str, person.school_ids)),
            "to": sorted(str(school.pk) for school in wanted),
        },
    )


def _named(person: Membership) -> dict:
    return {"person": person.user}

"""Which people, classes and schools somebody sees and runs; the guarded way to each.

An admin whose membership names schools runs only these. A teacher runs the classes they
teach. What one does not see is NotFound; what one sees and may not do is Forbidden.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from organizations.access import require
from organizations.models import Class, ClassMember, Membership, Role, School
from organizations.roles import may, may_give, role_word
from project.errors import Forbidden, NotFound

NOT_HERE = "There is no such page, or it is not yours to see."


def people_seen_by(actor: Membership) -> QuerySet[Membership]:
    """Active and deactivated ones."""
    rows = Membership.objects.filter(organization=actor.organization_id)
    return rows.filter(_in_schools(actor.school_ids)) if actor.school_ids else rows


def _in_schools(school_ids: Iterable[UUID]) -> Q:
    """Their membership names one of the schools, or they are in one of its classes."""
    named = Membership.schools.through.objects.filter(
        membership=OuterRef("pk"), school__in=school_ids
    )
    taught = ClassMember.objects.filter(
        membership=OuterRef("pk"), left_at=None, school_class__school__in=school_ids
    )
    return Q(Exists(named)) | Q(Exists(taught))


def classes_seen_by(actor: Membership) -> QuerySet[Class]:
    if not may(actor, "classes.manage_all"):
        return Class.objects.filter(Exists(_taught_by(actor)))
    return (
        Class.objects.filter(school__in=actor.school_ids)
        if actor.school_ids
        else (Class.objects.all())
    )


def _taught_by(actor: Membership) -> QuerySet[ClassMember]:
    return ClassMember.objects.filter(
        school_class=OuterRef("pk"),
        membership=actor,
        part=ClassMember.Part.TEACHER,
        left_at=None,
    )


def schools_seen_by(actor: Membership) -> QuerySet[School]:
    return (
        School.objects.filter(pk__in=actor.school_ids)
        if actor.school_ids
        else (School.objects.all())
    )


def access_person(actor: Membership, pk: int, action: str = "people.view") -> Membership:
    """The person's membership with its user, for one of the actions of `organizations.roles`."""
    require(actor, action)
    person = people_seen_by(actor).select_related("user", "organization").filter(pk=pk).first()
    if person is None:
        raise NotFound(NOT_HERE)
    return person


def access_class(actor: Membership, pk: UUID) -> Class:
    """To see it is to run it: an admin of its school, or a teacher of it."""
    require(actor, "classes.view")
    found = classes_seen_by(actor).select_related("school", "organization").filter(pk=pk).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def runs_class(actor: Membership, pk: UUID) -> bool:
    return may(actor, "classes.view") and classes_seen_by(actor).filter(pk=pk).exists()


def access_school(actor: Membership, pk: UUID) -> School:
    require(actor, "schools.view")
    found = schools_seen_by(actor).select_related("organization").filter(pk=pk).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def may_change(actor: Membership, person: Membership) -> bool:
    """Whether the actor may change, deactivate and reactivate this person."""
    return (
        may(actor, "people.manage")
        and person.organization_id == actor.organization_id
        and may_give(actor, person.role)
        and covers(actor, person.school_ids)
    )


def require_change(actor: Membership, person: Membership) -> None:
    if not may_change(actor, person):
        raise Forbidden(
            _("%(person)s is not yours to change: ask an owner or an admin of all schools.")
            % {"person": person.user}
        )


def covers(actor: Membership, school_ids: Iterable[UUID]) -> bool:
    """Whether these schools are all the actor's; none named is the whole organization."""
    wanted = set(school_ids)
    return not actor.school_ids or (bool(wanted) and wanted <= actor.school_ids)


def require_may_give(actor: Membership, role: str, school_ids: Iterable[UUID]) -> None:
    """Raises Forbidden for a role above the actor's, or beyond the actor's schools."""
    if not may_give(actor, role):
        raise Forbidden(
            _("As %(mine)s you cannot make somebody %(role)s here.")
            % {
                "mine": role_word(actor.organization, actor.role),
                "role": role_word(actor.organization, role),
            }
        )
    if not covers(actor, school_ids):
        raise Forbidden(
            _("You run some schools of %(organization)s only. Name one of them.")
            % {"organization": actor.organization}
        )


def is_owner(membership: Membership) -> bool:
    return membership.role == Role.OWNER

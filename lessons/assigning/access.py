"""The guarded way to assignments and attempts: who runs the class, and its students."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.models import Assignment, Attempt
from organizations.access import require
from organizations.authority import classes_seen_by
from organizations.models import ClassMember, Membership
from organizations.roles import may
from project.errors import NotFound


def assignments_seen_by(membership: Membership) -> QuerySet[Assignment]:
    """Of the classes that they run, and without a class what they made, for an admin of all
    schools what anybody made; of a student, what is theirs and has opened."""
    rows = Assignment.objects.filter(organization_id=membership.organization_id)
    if may(membership, "assignments.make"):
        return rows.filter(_run_by(membership))
    return assigned_to(membership).filter(opens_at__lte=timezone.now())


def _run_by(membership: Membership) -> Q:
    alone = Q(school_class=None)
    if not (may(membership, "classes.manage_all") and not membership.school_ids):
        alone &= Q(made_by=membership.user_id)
    return Q(school_class__in=classes_seen_by(membership)) | alone


def assigned_to(student: Membership) -> QuerySet[Assignment]:
    mine = ClassMember.objects.filter(
        school_class=OuterRef("school_class"),
        membership=student,
        part=ClassMember.Part.STUDENT,
        left_at=None,
    )
    named = Assignment.people.through.objects.filter(assignment=OuterRef("pk"), membership=student)
    is_in = Q(school_class=None) | Q(Exists(mine))
    return Assignment.objects.filter(is_in).filter(Q(is_for_some=False) | Exists(named))


def access_assignment(
    membership: Membership, pk: UUID, action: str = "assignments.view"
) -> Assignment:
    """Raises NotFound for who has nothing to do with the class, Forbidden for the role."""
    require(membership, "assignments.view")
    rows = assignments_seen_by(membership).select_related("school_class")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such assignment, or it is not yours to see."))
    require(membership, action)
    return found


def access_attempt(membership: Membership, pk: UUID, action: str = "assignments.view") -> Attempt:
    """A student's own, and those of the classes that one runs. Raises as `access_assignment`."""
    require(membership, "assignments.view")
    rows = Attempt.objects.filter(assignment__in=assignments_seen_by(membership))
    if not may(membership, "assignments.make"):
        rows = rows.filter(student=membership)
    rows = rows.select_related("assignment__school_class", "student__user")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such attempt, or it is not yours to see."))
    require(membership, action)
    return found

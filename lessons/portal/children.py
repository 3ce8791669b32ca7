"""What a guardian sees of their child: read only, and only while they answer for it."""

from django.utils.translation import gettext as _

from lessons.assigning.due import Due, list_assigned
from lessons.assigning.standing import HANDED_IN, State
from lessons.portal.home import student_home
from organizations.models import Membership, Relationship
from project.errors import NotFound


def access_child(guardian: Membership, pk: int) -> Membership:
    """The child's membership. Raises NotFound for every other person's, and when it has ended."""
    row = (
        Relationship.objects.filter(
            organization_id=guardian.organization_id,
            adult=guardian.pk,
            child=pk,
            kind=Relationship.Kind.GUARDIAN,
            ended_at=None,
            child__ended_at=None,
        )
        .select_related("child__user", "child__organization")
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such child, or it is not yours to see."))
    return row.child


def child_home(child: Membership) -> dict:
    """As the child's own, with what was handed in or is missing."""
    return student_home(child) | {"child": child, "is_guardian": True, "past": _past(child)}


def _past(child: Membership) -> list[Due]:
    over = {*HANDED_IN, State.MISSING}
    return [due for due in list_assigned(child) if due.standing.state in over]

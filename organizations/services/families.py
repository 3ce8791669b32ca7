"""A family that signed up: a parent, and profiles of children, who have no email address."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.consent.deciding import give_for_profile
from organizations.models import Class, Membership, Organization, Relationship, Role
from organizations.services.classes import create_class
from organizations.services.join_codes import current_code, rotate_code, shown
from organizations.services.relationships import relate
from organizations.services.students import Card, add_students
from project.errors import NotFound


def require_family(organization: Organization) -> None:
    """Raises NotFound."""
    if organization.type != Organization.Type.FAMILY:
        raise NotFound(_("There is no such page, or it is not yours to see."))


@transaction.atomic
def add_children(*, parent: Membership, names: list[str]) -> list[Card]:
    """Who makes them agrees for them; the parent's name, the moment and the wording are kept.

    Raises Invalid for no name or too many, Conflict without seats.
    """
    cards = add_students(school_class=ensure_group(parent), names=names)
    made = Membership.objects.select_related("user").filter(
        organization=parent.organization, login_name__in=[card.login_name for card in cards]
    )
    for child in made:
        relate(
            kind=Relationship.Kind.GUARDIAN,
            adult=parent,
            child=child,
            made=Relationship.Made.BY_HAND,
        )
        give_for_profile(child=child.user, guardian=parent.user)
    return cards


def ensure_group(parent: Membership) -> Class:
    """That in which the children are, with the code by which they sign in."""
    group = Class.objects.filter(archived_at=None).order_by("created_at").first()
    if group is None:
        group = create_class(by=parent, name=_("Our children"))
        rotate_code(school_class=group, by=parent)
    return group


def code_of_family() -> str:
    """Empty before there are children."""
    group = Class.objects.filter(archived_at=None).order_by("created_at").first()
    code = current_code(group) if group else None
    return shown(code.code) if code else ""


def list_children(organization: Organization) -> list[Membership]:
    """Each with its consents, in two queries."""
    rows = Membership.objects.active().filter(organization=organization, role=Role.STUDENT)
    rows = rows.select_related("user").prefetch_related("user__consents")
    return list(rows.order_by("user__name", "pk"))

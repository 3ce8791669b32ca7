"""What is offered to somebody, and who may offer it: asked when it is sent and when it is taken."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from organizations.authority import classes_seen_by, people_seen_by, require_may_give
from organizations.flags import has_feature, require_feature
from organizations.models import Class, Invitation, Membership, Organization, Role, School
from organizations.roles import STAFF, may_give
from organizations.settings_schema import Feature
from organizations.types import profile_of
from project.errors import Conflict, Forbidden, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Offer:
    """child: of a guardian. A class decides the school."""

    organization: Organization
    role: str
    school: School | None = None
    school_class: Class | None = None
    child: Membership | None = None

    @classmethod
    def of(cls, invitation: Invitation) -> "Offer":
        return cls(
            invitation.organization,
            invitation.role,
            invitation.school,
            invitation.school_class,
            invitation.child,
        )

    @property
    def where(self) -> School | None:
        return self.school_class.school if self.school_class else self.school

    @property
    def school_ids(self) -> list:
        return [self.where.pk] if self.where else []


def require_may_invite(user: User | None, offer: Offer, *, is_open: bool = True) -> None:
    """user: None is the platform itself. is_open: that the offer still stands matters too.

    Raises Forbidden where this is not theirs to offer, Conflict or Invalid where it cannot be
    offered to anybody.
    """
    if offer.role not in Role.values:
        raise Invalid(_("There is no such role."))
    if user is not None and not (user.is_staff and user.is_active):
        _require_may_give(user, offer)
    if is_open:
        _check_offer(offer)


def _require_may_give(user: User, offer: Offer) -> None:
    actor = (
        Membership.objects.active()
        .select_related("organization")
        .filter(organization=offer.organization, user=user)
        .first()
    )
    if actor is None:
        raise Forbidden(_("You are not a member of this organization any more."))
    require_may_give(actor, offer.role, offer.school_ids)
    if offer.role == Role.GUARDIAN:
        require_feature(actor, Feature.GUARDIANS)
    _require_sight(actor, offer)


def _require_sight(actor: Membership, offer: Offer) -> None:
    if actor.role == Role.TEACHER and offer.school_class is None:
        raise Forbidden(_("Invite people to one of your own groups."))
    if offer.school_class and not classes_seen_by(actor).filter(pk=offer.school_class.pk).exists():
        raise NotFound(_("There is no such group, or it is not yours."))
    if offer.child and not people_seen_by(actor).filter(pk=offer.child.pk).exists():
        raise NotFound(_("There is no such person, or they are not yours to see."))


def _check_offer(offer: Offer) -> None:
    if offer.organization.type == Organization.Type.PERSONAL:
        raise Conflict(_("This is one person's own place. Nobody else can be invited to it."))
    for place in (offer.school, offer.school_class):
        if place is not None and place.organization_id != offer.organization.pk:
            raise NotFound(_("There is no such place here."))
        if place is not None and place.archived_at:
            raise Conflict(_("%(place)s is archived. Restore it first.") % {"place": place})
    if offer.school_class and offer.role not in {Role.STUDENT, *STAFF}:
        raise Invalid(_("In a group there are only those who teach and those who learn."))
    if offer.role == Role.OWNER and offer.where:
        raise Invalid(_("An owner has the whole organization, and no single school."))
    if offer.child and (offer.role != Role.GUARDIAN or offer.child.role != Role.STUDENT):
        raise Invalid(_("A child is named where their guardian is invited."))


def roles_to_offer(actor: Membership) -> list[str]:
    """Which roles this person may invite people to, highest first."""
    usual = {Role.OWNER, Role.ADMIN, *profile_of(actor.organization.type).roles}
    roles = [role for role in Role.values if role in usual and may_give(actor, role)]
    if not has_feature(actor, Feature.GUARDIANS):
        roles = [role for role in roles if role != Role.GUARDIAN]
    return [role for role in roles if not (actor.school_ids and role == Role.OWNER)]

"""Take an invitation: by somebody who is signed in, or by signing up through its link."""

from enum import StrEnum

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.services import add_person
from organizations import audit
from organizations.models import Invitation, Membership, Relationship, Role
from organizations.rosters.applying.guardians import relate_guardian
from organizations.scoping import scope, unscoped
from organizations.services.class_members import add_to_class
from organizations.services.inviting import Offer, require_may_invite
from organizations.services.people import PARTS
from organizations.services.relationships import relate
from organizations.services.seats import admit
from organizations.services.tokens import token_sha256
from project.errors import Conflict, Forbidden, LecternError, NotFound


class State(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # it stands no more: the inviter, the place or the organization


SENTENCES = {
    State.ACCEPTED: gettext_lazy("This invitation is used already. If it was you, sign in."),
    State.REVOKED: gettext_lazy("This invitation was taken back. Ask there for another one."),
    State.EXPIRED: gettext_lazy("This invitation is too old. Ask there to have it sent again."),
    State.WITHDRAWN: gettext_lazy("This invitation does not stand any more. Ask there for one."),
}


def find_invitation(token: str) -> Invitation:
    """Raises NotFound for a token that no invitation has, which a newer one may have replaced."""
    with unscoped("who holds the link is in no organization yet"):
        rows = Invitation.objects.select_related(
            "organization", "school", "school_class__school", "child__user", "invited_by"
        )
        found = rows.filter(token_sha256=token_sha256(token)).first()
    if found is None:
        raise NotFound(
            _(
                "This link belongs to no invitation. If you were sent another since, use the "
                "newest; otherwise ask who invited you to send it again."
            )
        )
    return found


def state_of(invitation: Invitation) -> State:
    if invitation.accepted_at:
        return State.ACCEPTED
    if invitation.revoked_at:
        return State.REVOKED
    if invitation.is_expired:
        return State.EXPIRED
    return State.OPEN if _stands(invitation) else State.WITHDRAWN


def _stands(invitation: Invitation) -> bool:
    """That the inviter may still give it: they may have been demoted since."""
    if invitation.organization.deleted_at:
        return False
    if invitation.invited_by is None and not invitation.by_platform:
        return False
    with scope(invitation.organization_id):
        try:
            require_may_invite(invitation.invited_by, Offer.of(invitation))
        except LecternError:
            return False
    return True


def is_for(invitation: Invitation, user: User) -> bool:
    return (user.email or "").lower() == invitation.email.lower()


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> Membership:
    """Once: of two who accept at the same moment the second is refused.

    Raises Conflict for an invitation that is not open, Forbidden for another person's.
    """
    with scope(invitation.organization_id):
        rows = Invitation.objects.select_related(
            "organization", "school", "school_class__school", "child__user", "invited_by"
        )
        invitation = rows.select_for_update(of=("self",)).get(pk=invitation.pk)
        state = state_of(invitation)
        if state != State.OPEN:
            raise Conflict(str(SENTENCES[state]))
        if not is_for(invitation, user):
            raise Forbidden(_("This invitation is for another email address."))
        return _take(invitation, user)


def _take(invitation: Invitation, user: User) -> Membership:
    membership = admit(
        organization=invitation.organization,
        user=user,
        role=invitation.role,
        schools=[invitation.school] if invitation.school else [],
    )
    if invitation.school_class and membership.role == invitation.role:
        part = PARTS[membership.role]
        add_to_class(school_class=invitation.school_class, people=[membership], part=part)
    if invitation.child:
        kind, made = Relationship.Kind.GUARDIAN, Relationship.Made.BY_INVITATION
        relate(kind=kind, adult=membership, child=invitation.child, made=made)
    if membership.role == Role.GUARDIAN:
        relate_guardian(membership, at=timezone.now())  # to whom else rosters name them for
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    _verify_email(user)
    audit.record(
        "people.joined",
        organization=invitation.organization,
        subject=membership,
        detail={"role": membership.role, "invitation": str(invitation.pk)},
    )
    return membership


def _verify_email(user: User) -> None:
    """Who holds the link reads the mail of this address."""
    EmailAddress.objects.update_or_create(
        user=user,
        email=user.email,
        defaults={"verified": True},
        create_defaults={
            "verified": True,
            "primary": not EmailAddress.objects.filter(user=user).exists(),
        },
    )


@transaction.atomic
def sign_up(*, invitation: Invitation, name: str, password: str) -> User:
    """A new person with the invitation's address, who accepts. Raises what `accept` raises."""
    try:
        with transaction.atomic():
            user = add_person(email=invitation.email, password=password, name=name)
    except IntegrityError as error:
        raise Conflict(
            _("There is an account with this email already. Sign in, and open the link again.")
        ) from error
    accept(invitation=invitation, user=user)
    return user

"""Ask people in by email: invite, send again, revoke. Accepting is in `accepting.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from organizations import audit
from organizations.authority import people_seen_by
from organizations.emails import clean_email
from organizations.models import Class, Invitation, Membership, Organization, School
from organizations.services import invitation_mails
from organizations.services.class_members import add_to_class
from organizations.services.inviting import Offer, require_may_invite
from organizations.services.people import PARTS
from organizations.services.seats import check_seats
from organizations.services.tokens import new_token
from project.errors import Conflict, Invalid, LecternError

AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one address: an invitation, or `added` (a member already, now in the class too), or a
    problem in words for people.
    """

    email: str
    invitation: Invitation | None = None
    added: bool = False
    problem: LecternError | None = None


def invite(
    *,
    organization: Organization,
    email: str,
    role: str,
    school: School | None = None,
    school_class: Class | None = None,
    child: Membership | None = None,
    invited_by: User | None,
) -> Invitation:
    """One person, in the organization's scope. The mail is sent by a job, after the commit.

    invited_by: somebody who may give the role there, or a platform admin; None is the platform
    itself. Raises Invalid for an address that is none, Forbidden for a role that is not theirs
    to give, Conflict for who is here or invited already and where no seat is left.
    """
    offer = Offer(organization, role, school, school_class, child)
    outcome = invite_many(offer=offer, emails=[email], invited_by=invited_by)[0]
    if outcome.problem:
        raise outcome.problem
    if outcome.invitation is None:
        raise Conflict(_("%(email)s is here already.") % {"email": outcome.email})
    return outcome.invitation


@transaction.atomic
def invite_many(*, offer: Offer, emails: Iterable[str], invited_by: User | None) -> list[Outcome]:
    """Each address on its own: a bad one does not keep the others back.

    Raises Forbidden, and Conflict where the offer stands for nobody; then nobody is invited.
    """
    require_may_invite(invited_by, offer)
    cleaned = [_clean(email) for email in emails]
    addresses = [outcome.email for outcome in cleaned if not outcome.problem]
    known = _Known.of(offer.organization, addresses)
    outcomes = [
        outcome if outcome.problem else _settle(outcome.email, offer, known, invited_by)
        for outcome in cleaned
    ]
    made = [outcome.invitation for outcome in outcomes if outcome.invitation]
    if made:
        check_seats(offer.organization, offer.role, more=len(made))
        _record(offer, made)
        invitation_mails.enqueue(offer.organization)
    return outcomes


def _clean(email: str) -> Outcome:
    try:
        return Outcome(clean_email(email))
    except Invalid as error:
        return Outcome(email, problem=error)


@dataclass(frozen=True, slots=True)
class _Known:
    """Email -> who is or was a member, and which are invited already."""

    members: dict[str, Membership]
    invited: set[str]

    @classmethod
    def of(cls, organization: Organization, emails: list[str]) -> "_Known":
        members = Membership.objects.filter(organization=organization, user__email__in=emails)
        invited = Invitation.objects.open().filter(email__in=emails)
        return cls(
            {m.user.email: m for m in members.select_related("user", "organization")},
            set(invited.values_list("email", flat=True)),
        )


def _settle(email: str, offer: Offer, known: _Known, invited_by: User | None) -> Outcome:
    member = known.members.get(email)
    if member is not None:
        return _settle_member(email, member, offer, invited_by)
    if email in known.invited:
        return Outcome(email, problem=Conflict(_invited_already(email)))
    try:
        with transaction.atomic():
            return Outcome(email, invitation=_create(email, offer, invited_by))
    except IntegrityError:  # somebody else invites them at this moment
        return Outcome(email, problem=Conflict(_invited_already(email)))


def _invited_already(email: str) -> str:
    return _("%(email)s is invited already. Send that invitation again, or revoke it.") % {
        "email": email
    }


def _settle_member(
    email: str, member: Membership, offer: Offer, invited_by: User | None
) -> Outcome:
    if not member.is_active:
        said = _("%(email)s was deactivated here. An admin can reactivate them.")
        return Outcome(email, problem=Conflict(said % {"email": email}))
    fits = offer.school_class is not None and member.role == offer.role
    if fits and _is_in_sight(member, invited_by):
        add_to_class(school_class=offer.school_class, people=[member], part=PARTS[member.role])
        return Outcome(email, added=True)
    said = _("%(email)s is here already, as %(role)s.")
    role = member.get_role_display().lower()
    return Outcome(email, problem=Conflict(said % {"email": email, "role": role}))


def _is_in_sight(member: Membership, invited_by: User | None) -> bool:
    actor = (
        Membership.objects.active()
        .filter(organization=member.organization_id, user=invited_by)
        .select_related("organization")
        .first()
    )
    return actor is None or people_seen_by(actor).filter(pk=member.pk).exists()


def _create(email: str, offer: Offer, invited_by: User | None) -> Invitation:
    unsent = new_token()[1]  # nobody holds its token: the job that mails makes another
    return Invitation.objects.create(
        organization=offer.organization,
        email=email,
        role=offer.role,
        school=offer.where,
        school_class=offer.school_class,
        child=offer.child,
        token_sha256=unsent,
        invited_by=invited_by,
        by_platform=invited_by is None or invited_by.is_staff,
        expires_at=_expiry(),
    )


def _expiry():
    return timezone.now() + timedelta(days=settings.INVITATION_DAYS)


def _record(offer: Offer, made: list[Invitation]) -> None:
    audit.record(
        "people.invited",
        organization=offer.organization,
        subject=made[0] if len(made) == 1 else None,
        detail={"role": offer.role, "invitations": [str(invitation.pk) for invitation in made]},
    )


@transaction.atomic
def resend(*, invitation: Invitation, by: User) -> None:
    """With a new link; the old one ends now, and the days count from the beginning.

    Raises Conflict for one that is used or revoked, or was sent a moment ago.
    """
    invitation = _locked(invitation)
    require_may_invite(by, Offer.of(invitation))
    last = invitation.sent_at
    if last and last > timezone.now() - AGAIN_AFTER:
        raise Conflict(_("It was sent a moment ago. Wait a minute before you send it again."))
    invitation.token_sha256 = new_token()[1]
    invitation.sent_at, invitation.problem, invitation.is_held = None, "", False
    invitation.invited_by = by
    invitation.by_platform = by.is_staff
    invitation.expires_at = _expiry()
    invitation.save()
    audit.record(
        "people.invitation_resent", organization=invitation.organization, subject=invitation
    )
    invitation_mails.enqueue(invitation.organization)


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> None:
    """Its link ends. Raises Conflict for one that is used or revoked."""
    invitation = _locked(invitation)
    require_may_invite(by, Offer.of(invitation), is_open=False)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    audit.record(
        "people.invitation_revoked", organization=invitation.organization, subject=invitation
    )


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_related("organization", "school", "school_class", "child")
    invitation = rows.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at:
        raise Conflict(_("%(email)s has accepted already.") % {"email": invitation.email})
    if invitation.revoked_at:
        raise Conflict(_("This invitation was revoked. Invite them anew."))
    return invitation

"""Whom a roster names as guardians: related where they are here, and else to be invited."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models.functions import Lower

from organizations.models import (
    Invitation,
    Membership,
    Relationship,
    Role,
    RosterChange,
    RosterGuardian,
)
from organizations.rosters.copying import copy_in
from organizations.rosters.existing import guardians_here
from organizations.rosters.work import RosterWork, changed_meanwhile

# Who is to be invited is invited by people, some day; sending renews it.
INVITATION_LIFETIME = timedelta(days=30)


def create_guardians(work: RosterWork, changes: list[RosterChange]) -> None:
    children = _children(work, changes)
    named = set(
        RosterGuardian.objects.filter(ended_at=None, child__in=children.values()).values_list(
            "child", Lower("email")
        )
    )
    wanted = []
    for change in changes:
        child = children.get(change.person_id)
        if child is None or (child, change.after["email"]) in named:
            changed_meanwhile(change)
        else:
            wanted.append((change.after["email"], child))
    here = guardians_here(work.organization, (email for email, _child in wanted))
    invitations = _invite(work, [pair for pair in wanted if pair[0] not in here])
    copy_in(RosterGuardian, [_named(work, *pair, invitations) for pair in wanted])
    _relate(work, [(here[email], child) for email, child in wanted if email in here])


def _children(work: RosterWork, changes: list[RosterChange]) -> dict:
    return {
        user_id: person.pk
        for user_id, person in work.memberships(changes).items()
        if person.role == Role.STUDENT and not person.ended_at
    }


def _invite(work: RosterWork, pairs: list[tuple[str, int]]) -> dict:
    """{email: invitation}: the open one, or a new one that nobody has sent yet."""
    emails = {email for email, _child in pairs}
    open_ones = Invitation.objects.open().annotate(lower=Lower("email")).filter(lower__in=emails)
    found = dict(open_ones.values_list("lower", "pk"))
    fresh = {email: child for email, child in reversed(pairs) if email not in found}
    rows = [_invitation(work, email, child) for email, child in fresh.items()]
    copy_in(Invitation, rows)
    return found | {row.email: row.pk for row in rows}


def _invitation(work: RosterWork, email: str, child: int) -> Invitation:
    # No mail has carried a token yet: nobody can know the one that this is the hash of.
    token = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
    return Invitation(
        organization=work.organization,
        email=email,
        role=Role.GUARDIAN,
        child_id=child,
        token_sha256=token,
        is_held=True,
        invited_by_id=work.row.applied_by_id,
        created_at=work.row.applied_at,
        expires_at=work.row.applied_at + INVITATION_LIFETIME,
    )


def _named(work: RosterWork, email: str, child: int, invitations: dict) -> RosterGuardian:
    return RosterGuardian(
        organization=work.organization,
        child_id=child,
        email=email,
        invitation_id=invitations.get(email),
        started_at=work.row.applied_at,
    )


def _relate(work: RosterWork, pairs: list[tuple[int, int]]) -> None:
    known = set(
        Relationship.objects.filter(
            kind=Relationship.Kind.GUARDIAN, ended_at=None, child__in={pair[1] for pair in pairs}
        ).values_list("adult", "child")
    )
    copy_in(
        Relationship,
        [_guardian(work.organization, *pair, work.row.applied_at) for pair in set(pairs) - known],
    )


def _guardian(organization, adult: int, child: int, at) -> Relationship:
    return Relationship(
        organization=organization,
        kind=Relationship.Kind.GUARDIAN,
        adult_id=adult,
        child_id=child,
        made=Relationship.Made.BY_ROSTER,
        started_at=at,
    )


def relate_guardian(membership: Membership, *, at) -> int:
    """Somebody whom rosters name has come in: relate them to the children. Returns to how many.

    For who accepts an invitation; in the organization's scope and the caller's transaction.
    """
    email = (membership.user.email or "").lower()
    rows = RosterGuardian.objects.annotate(lower=Lower("email")).filter(
        lower=email, ended_at=None, child__ended_at=None
    )
    children = set(rows.exclude(child=membership).values_list("child", flat=True))
    known = Relationship.objects.filter(
        kind=Relationship.Kind.GUARDIAN, adult=membership, child__in=children, ended_at=None
    )
    missing = children - set(known.values_list("child", flat=True))
    pairs = [_guardian(membership.organization, membership.pk, child, at) for child in missing]
    copy_in(Relationship, pairs)
    return len(pairs)

"""Ask people in by email."""

import hashlib
import secrets
from datetime import timedelta
from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from organizations import audit
from organizations.models import Class, Invitation, Organization, School

VALID_FOR = timedelta(days=14)
TOKEN_BYTES = 32


@transaction.atomic
def invite(
    *,
    organization: Organization,
    email: str,
    role: str,
    school: School | None = None,
    school_class: Class | None = None,
    invited_by: User | None,
) -> Invitation:
    """The row; the mail goes out when it is committed, and carries the only copy of the token."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        organization=organization,
        email=email.lower(),
        role=role,
        school=school,
        school_class=school_class,
        token_sha256=hashlib.sha256(token.encode()).hexdigest(),
        invited_by=invited_by,
        expires_at=timezone.now() + VALID_FOR,
    )
    detail = {"role": role}
    audit.record("people.invited", organization=organization, subject=invitation, detail=detail)
    transaction.on_commit(partial(_send, invitation, token))
    return invitation


def _send(invitation: Invitation, token: str) -> None:
    values = {"invitation": invitation, "organization": invitation.organization, "token": token}
    subject = render_to_string("organizations/email/invitation_subject.txt", values)
    message = render_to_string("organizations/email/invitation_message.txt", values)
    send_mail(" ".join(subject.split()), message, None, [invitation.email])
    invitation.sent_at = timezone.now()
    invitation.save(update_fields=["sent_at"])

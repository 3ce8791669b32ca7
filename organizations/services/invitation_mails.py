"""Mail invitations, by a job: the link's token is made for the mail and kept nowhere else."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from organizations import jobs, registries
from organizations.models import Invitation, Organization
from organizations.roles import role_word
from organizations.scoping import unscoped
from organizations.services import tokens
from organizations.slices import Slice
from project.errors import ProviderError
from project.mails import send_mail
from project.sites import site_url

KIND = "send_invitations"


def enqueue(organization: Organization) -> None:
    jobs.enqueue(kind=KIND, organization_id=organization.pk, subject_id=organization.pk)


def run(slice_: Slice) -> bool:
    while invitation := _next():
        send(invitation)
        if slice_.is_over():
            return False
    return True


def _next() -> Invitation | None:
    rows = Invitation.objects.to_send().select_related(
        "organization", "invited_by", "school", "school_class", "child__user"
    )
    return rows.order_by("created_at").first()


def send(invitation: Invitation) -> None:
    """Raises ProviderError, which may be tried again, where no mail can be sent now."""
    token, invitation.token_sha256 = tokens.new_token()
    invitation.save(update_fields=["token_sha256"])
    try:
        with translation.override(_language(invitation)):
            send_mail(
                "organizations/mail/invitation", to=invitation.email, **_facts(invitation, token)
            )
    except SMTPRecipientsRefused:
        invitation.problem = _("The mail server does not take mail for this address.")
        invitation.save(update_fields=["problem"])
        return
    except OSError as error:  # SMTP's errors and those of sockets
        raise ProviderError(str(error), retryable=True) from error
    invitation.sent_at = timezone.now()
    invitation.save(update_fields=["sent_at"])


def _language(invitation: Invitation) -> str:
    return invitation.invited_by.language if invitation.invited_by else settings.LANGUAGE_CODE


def _facts(invitation: Invitation, token: str) -> dict:
    return {
        "invitation": invitation,
        "organization": invitation.organization,
        "role": role_word(invitation.organization, invitation.role),
        "words": invitation.organization.words,
        "inviter": "" if invitation.by_platform else str(invitation.invited_by or ""),
        "url": site_url("joining:invitation", token),
    }


def fail(organization_id, fence: int, sentence: str) -> None:
    """The page of invitations says of each which was not sent; it can be sent again there."""
    problem = _("The mail could not be sent. Send it again later.")
    Invitation.objects.to_send().update(problem=problem)


def requeue_lost() -> int:
    """Invitations whose job ended at the moment in which they were written."""
    late = timezone.now() - timedelta(minutes=1)
    with unscoped("the sweep serves all organizations"):
        rows = Invitation.objects.to_send().filter(created_at__lt=late)
        found = list(rows.order_by().values_list("organization_id", flat=True).distinct())
    for organization_id in found:
        jobs.enqueue(kind=KIND, organization_id=organization_id, subject_id=organization_id)
    return len(found)


def register() -> None:
    jobs.register(jobs.JobKind(name=KIND, cluster="default", run=run, fail=fail))
    registries.lost_work.append(requeue_lost)

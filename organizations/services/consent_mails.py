"""A guardian's mails are a job: a page does not wait for a mail server, and no crash loses one."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts import registries as of_accounts
from accounts.consent import mails
from organizations import jobs, registries
from organizations.slices import Slice

KIND = "send_consent"


def enqueue(consent_id: UUID) -> None:
    jobs.enqueue(kind=KIND, organization_id=None, subject_id=consent_id)


def run(slice_: Slice) -> bool:
    """One that was answered or replaced meanwhile is not sent."""
    if consent := mails.to_send().filter(pk=slice_.job.subject_id).first():
        mails.send(consent)
    return True


def fail(consent_id: UUID, fence: int, sentence: str) -> None:
    for consent in mails.to_send().filter(pk=consent_id):
        mails.fail(consent, _("The mail could not be sent. Send it again later."))


def requeue_lost() -> int:
    found = list(mails.lost().values_list("pk", flat=True)[:1000])
    for consent_id in found:
        enqueue(consent_id)
    return len(found)


def register() -> None:
    jobs.register(
        jobs.JobKind(name=KIND, cluster="default", run=run, fail=fail, is_waited_for=True)
    )
    of_accounts.on_consent_mail.append(enqueue)
    registries.lost_work.append(requeue_lost)

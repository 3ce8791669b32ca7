"""What billing does once a day: months of credit, mails before trials end, what is stored.

A job, as it asks Stripe and sends mails; each part finds by itself what is left to do.
"""

import uuid
from uuid import UUID

from django.utils import timezone

from billing import crediting, storing, trial_mails
from organizations import jobs
from organizations.jobs import JobKind
from organizations.scoping import unscoped
from organizations.slices import Slice

KIND = "billing_daily"
SUBJECT = uuid.uuid5(uuid.NAMESPACE_DNS, "daily.billing.lectern")


def enqueue() -> None:
    jobs.enqueue(kind=KIND, organization_id=None, subject_id=SUBJECT)


def run(slice_: Slice) -> bool:
    with unscoped("months, trials and files are of all subjects"):
        return (
            crediting.use_months(slice_.is_over)
            and trial_mails.tell_of_ends(slice_.is_over)
            and storing.record_storage(timezone.now(), slice_.is_over)
        )


def fail(subject_id: UUID, fence: int, sentence: str) -> None:
    """The job's row says why; the next day's run does what is left."""


DAILY_JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail)

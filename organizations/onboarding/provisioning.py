"""The job that sets up an organization, and the one that takes all of it back.

    organization -> schools -> titles -> templates -> roster -> people -> opening

The organization is there from the first moment, so that the work has a scope, a turn among the
others and a row to point at; `is_preparing` keeps everybody out until the last step. People come
last, so that nobody is written to about a place that may yet be taken back.
"""

from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from organizations import audit, registries
from organizations.identity.removing import delete_providers
from organizations.jobs import JobKind
from organizations.models import Job, Onboarding
from organizations.onboarding import rosters
from organizations.onboarding.answers import Answers
from organizations.onboarding.progress import Progress
from organizations.registries import Provisioner
from organizations.slices import LeaseLost, Slice
from organizations.staged import StagedWork, run_stages
from organizations.tenant_tables import delete_rows


def in_order() -> list[Provisioner]:
    return sorted(registries.provisioners, key=lambda provisioner: provisioner.order)


def run(slice_: Slice) -> bool:
    """Work on an onboarding until its organization is open (True) or the slice is over."""
    onboarding = _at_work(slice_, Onboarding.State.PROVISIONING)
    if onboarding is None:
        return True
    onboarding.take(slice_.fence)
    answers = Answers.of(onboarding)
    with audit.origin(partial(_origin, onboarding)):
        stages = {each.name: partial(_apply, each, answers) for each in in_order()}
        return run_stages(StagedWork(onboarding, slice_), stages)


def _apply(provisioner: Provisioner, answers: Answers, work: StagedWork) -> None:
    progress = Progress(work, provisioner.name)
    provisioner.apply(work.row.organization, answers, progress)


def fail(onboarding_id: UUID, fence: int, sentence: str) -> None:
    onboarding = Onboarding.objects.filter(pk=onboarding_id).first()
    if onboarding is None:
        return
    onboarding.take(fence)
    with onboarding.holding(fence):
        onboarding.state, onboarding.problem = Onboarding.State.FAILED, sentence
        onboarding.finished_at = timezone.now()
        onboarding.save(update_fields=["state", "problem", "finished_at"])


def run_undo(slice_: Slice) -> bool:
    onboarding = _at_work(slice_, Onboarding.State.CANCELLING)
    if onboarding is None:
        return True
    onboarding.take(slice_.fence)
    answers, organization = Answers.of(onboarding), onboarding.organization
    for provisioner in reversed(in_order()):
        with onboarding.holding(slice_.fence):
            provisioner.undo(organization, answers)
        slice_.is_over()  # renews the lease; each step is short, so the whole runs in one slice
    with onboarding.holding(slice_.fence):
        _forget(onboarding)
    # The job went with the organization: there is nothing left to finish.
    raise LeaseLost(f"onboarding {onboarding.pk} is undone")


@transaction.atomic
def _forget(onboarding: Onboarding) -> None:
    organization = onboarding.organization
    onboarding.organization = None
    onboarding.state, onboarding.finished_at = Onboarding.State.CANCELLED, timezone.now()
    onboarding.save(update_fields=["organization", "state", "finished_at"])
    rosters.set_roster(onboarding, None, by=None)
    delete_providers(organization.pk)
    with connection.cursor() as cursor:  # the audit gives up its rows to a purge only
        cursor.execute("SELECT set_config('lectern.purging', 'on', true)")
    delete_rows(organization.pk)  # in an order in which nothing protects anything
    organization.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lectern.purging', 'off', true)")


def _at_work(slice_: Slice, state: str) -> Onboarding | None:
    rows = Onboarding.objects.select_related("organization", "updated_by")
    return rows.filter(pk=slice_.job.subject_id, state=state).first()


def _origin(onboarding: Onboarding) -> audit.Origin:
    return audit.Origin(actor_id=onboarding.updated_by_id, door="job provision")


def has_job(onboarding: Onboarding, kind: str) -> bool:
    return Job.objects.active().filter(kind=kind, subject_id=onboarding.pk).exists()


PROVISION = JobKind(name="provision", cluster="default", run=run, fail=fail)
UNDO = JobKind(name="undo_provision", cluster="default", run=run_undo, fail=fail)

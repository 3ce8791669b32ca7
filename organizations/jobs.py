"""Background work that survives its workers.

    enqueue -> Job(QUEUED) -> a worker claims it: RUNNING, with a lease and a fence
            -> works for one slice -> DONE, or QUEUED again, or FAILED

A queue message carries no job, it only says "there is work in this cluster". The worker that
takes it picks the next job fairly: of the organization served longest ago (the global catalogue
counts as one), and there first what somebody waits for at a page, then what came alone before what
came with many, then what was begun before what was not. Killing every worker loses nothing: `sweep`
finds expired leases, and before that what a process of its own machine held that is gone.
"""

import logging
import os
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop
from django_q.models import OrmQ
from django_q.tasks import async_task

from accounts.models import User
from accounts.services import language_of
from organizations import registries, stopping
from organizations.models import Job
from organizations.models.job import JobQuerySet
from organizations.scoping import catalogue_scope, scope, unscoped
from organizations.slices import LeaseLost, Slice
from project.errors import LecternError, ProviderError
from project.process_identity import ProcessIdentity, this_host

log = logging.getLogger(__name__)

BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=3))
GAVE_UP = gettext_noop(
    "The work stopped several times before it could finish. Try again, or ask for help."
)


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a kind of job does.

    run: works until done (True) or until the slice is over (False); it can run again from
        any point and leaves the same rows.
    fail: tells people, on the subject, that the job has failed: (subject_id, fence, sentence).
    is_waited_for: somebody looks at the page until it is done: within its organization it goes
        before what was begun.
    while_closed: it works for an organization that is closed, too; others wait for its restore.
    asked_by: the id of who asked for the work on a subject, where that is known. What it says
        to people is said in their language.
    """

    name: str
    cluster: str
    run: Callable[[Slice], bool]
    fail: Callable[[UUID, int, str], None]
    asked_by: Callable[[UUID], UUID | None] = lambda subject_id: None
    while_closed: bool = False
    is_waited_for: bool = False


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> None:
    _kinds[kind.name] = kind


def enqueue(
    *,
    kind: str,
    organization_id: UUID | None,
    subject_id: UUID,
    fence: int = 0,
    is_bulk: bool = False,
) -> Job:
    """The job, waiting; the one that is already active for this subject, if there is one.

    organization_id: None for work on the global catalogue.
    fence: the highest that the subject has seen, where it had jobs before; the job's own are
        above it.
    """
    with unscoped("the caller names the organization"):
        active = Job.objects.active().filter(kind=kind, subject_id=subject_id)
        job = active.first()
        if job is None:
            try:
                with transaction.atomic():
                    job = Job.objects.create(
                        kind=kind,
                        cluster=_kinds[kind].cluster,
                        organization_id=organization_id,
                        subject_id=subject_id,
                        fence=fence,
                        is_bulk=is_bulk,
                    )
            except IntegrityError:  # another request was quicker
                job = active.get()
    transaction.on_commit(lambda: wake(job.cluster))
    return job


def cancel(*, kind: str, subject_id: UUID) -> None:
    """A worker that is at it finds its lease gone and stops at its next write."""
    with unscoped("a subject has one organization"):
        Job.objects.active().filter(kind=kind, subject_id=subject_id).update(
            state=Job.State.CANCELLED, fence=F("fence") + 1, finished_at=timezone.now()
        )


def stop_at_closing(organization_id: UUID) -> None:
    """What runs for it loses its lease, and waits with the rest. In the caller's transaction."""
    with unscoped("by the organization's id"):
        running = Job.objects.filter(organization_id=organization_id, state=Job.State.RUNNING)
        running.exclude(kind__in=_closed_kinds()).update(
            state=Job.State.QUEUED,
            fence=F("fence") + 1,
            attempts=0,  # it was not its fault
            lease_until=None,
            holder="",
            run_after=timezone.now(),
        )


def resume(organization_id: UUID) -> None:
    """After a restore: what waited goes on, once the transaction is over."""
    with unscoped("by the organization's id"):
        waiting = Job.objects.filter(organization_id=organization_id, state=Job.State.QUEUED)
        clusters = set(waiting.values_list("cluster", flat=True))
    for cluster in clusters:
        transaction.on_commit(partial(wake, cluster))


def _closed_kinds() -> list[str]:
    return [kind.name for kind in _kinds.values() if kind.while_closed]


def _waited_for() -> list[str]:
    return [kind.name for kind in _kinds.values() if kind.is_waited_for]


def _due() -> JobQuerySet:
    """Without those of closed organizations."""
    open_ = Q(organization=None) | Q(organization__deleted_at=None)
    return Job.objects.due().filter(open_ | Q(kind__in=_closed_kinds()))


def wake(cluster: str) -> None:
    async_task("organizations.tasks.work", cluster, cluster=cluster, save=False)


def claim(cluster: str) -> Slice | None:
    """Take the next job of a cluster, or None where nothing is due."""
    with unscoped("fairness looks across organizations"), transaction.atomic():
        job = (
            _due()
            .filter(cluster=cluster)
            .annotate(served_at=_served_at(cluster))
            .order_by(F("served_at").asc(nulls_first=True), *_in_line())
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if job is None:
            return None
        now = timezone.now()
        job.attempts += 1
        job.fence += 1
        job.state = Job.State.RUNNING
        job.claimed_at = now
        job.started_at = job.started_at or now
        job.lease_until = now + timedelta(seconds=settings.JOB_LEASE_S)
        job.holder = str(ProcessIdentity.of(os.getpid()) or "")
        job.save()
    return Slice(job, seconds=settings.JOB_SLICE_S, lease_s=settings.JOB_LEASE_S)


def _in_line() -> tuple:
    """The order within an organization."""
    return (
        Case(When(kind__in=_waited_for(), then=0), default=1),
        "is_bulk",
        F("started_at").asc(nulls_last=True),
        "created_at",
    )


def line_of(cluster: str, organization_id: UUID | None, *, most: int) -> list[UUID]:
    """Subjects of its jobs that wait or are worked on, in the order in which they are taken: the
    first `most`. Other organizations take turns with it. One query."""
    with unscoped("the caller names the organization"):
        active = Job.objects.active().filter(cluster=cluster, organization_id=organization_id)
        is_held = Case(When(state=Job.State.RUNNING, then=0), default=1)
        ordered = active.order_by(is_held, *_in_line())
        return list(ordered.values_list("subject_id", flat=True)[:most])


def _served_at(cluster: str) -> Case:
    """When the job's organization was last served; null equals nothing, so it is asked apart."""
    claimed = Job.objects.filter(cluster=cluster, claimed_at__isnull=False)
    newest = claimed.order_by("-claimed_at").values("claimed_at")
    return Case(
        When(organization=None, then=Subquery(newest.filter(organization=None)[:1])),
        default=Subquery(newest.filter(organization=OuterRef("organization"))[:1]),
    )


def work(cluster: str) -> bool:
    """Claim one job and work on it for a slice. False where nothing was due."""
    slice_ = None if stopping.is_asked() else claim(cluster)
    if slice_ is None:
        return False
    job, kind = slice_.job, _kinds[slice_.job.kind]
    try:
        with _scope_of(job), translation.override(_language(job, kind)):
            if job.attempts > settings.JOB_MAX_ATTEMPTS:
                _give_up(slice_, kind, gettext(GAVE_UP), job.error or "its worker died each time")
            else:
                _run(slice_, kind)
    except LeaseLost:
        log.info("%s was taken over or cancelled", job)
    with unscoped("other jobs of this cluster"):
        if _due().filter(cluster=cluster).exists():
            wake(cluster)
    return True


def _language(job: Job, kind: JobKind) -> str:
    person_id = kind.asked_by(job.subject_id)
    return language_of(User.objects.filter(pk=person_id).first() if person_id else None)


def _scope_of(job: Job) -> AbstractContextManager:
    return scope(job.organization_id) if job.organization_id else catalogue_scope()


def _run(slice_: Slice, kind: JobKind) -> None:
    try:
        done = kind.run(slice_)
    except LeaseLost:
        raise
    except KeyboardInterrupt:  # Ctrl-C of a command that waits: the next worker goes on
        slice_.pause()
        raise
    except ProviderError as error:
        if error.retryable:
            _retry_later(slice_, kind, str(error), error)
        else:
            _give_up(slice_, kind, str(error), str(error))
    except LecternError as error:
        _give_up(slice_, kind, str(error), str(error))
    except Exception as error:
        log.exception("%s failed", slice_.job)
        _retry_later(slice_, kind, gettext(GAVE_UP), error)
    else:
        if done:
            slice_.finish(Job.State.DONE)
        else:
            slice_.pause()


def _retry_later(slice_: Slice, kind: JobKind, sentence: str, error: Exception) -> None:
    attempts = slice_.job.attempts
    if attempts >= settings.JOB_MAX_ATTEMPTS:
        _give_up(slice_, kind, sentence, repr(error))
    else:
        wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
        slice_.back_off(wait * random.uniform(0.8, 1.2), repr(error))


def _give_up(slice_: Slice, kind: JobKind, sentence: str, error: str) -> None:
    if slice_.holds():
        kind.fail(slice_.job.subject_id, slice_.fence, sentence)
        slice_.finish(Job.State.FAILED, error=error)


def release_abandoned() -> None:
    """Let others go on with what processes of this machine held that are surely gone.

    Elsewhere, and for a worker that only froze, the lease has to run out.
    """
    if not (host := this_host()):
        return
    with unscoped("a machine serves all organizations"):
        for job in Job.objects.held_on(host):
            if ProcessIdentity.parse(job.holder).is_gone():
                _release(job)


def _release(job: Job) -> None:
    """The first time at once; what goes on killing its workers has to wait."""
    wait = (timedelta(0), *BACK_OFF)[min(job.attempts - 1, len(BACK_OFF))]
    claimed = Job.objects.filter(pk=job.pk, fence=job.fence, state=Job.State.RUNNING)
    claimed.update(
        state=Job.State.QUEUED, run_after=timezone.now() + wait, lease_until=None, holder=""
    )


def sweep() -> int:
    """Wake every cluster that has due work and no message waiting. Returns how many it woke.

    Finds what a killed worker left, what backed off and is due again, jobs whose message was
    lost, and through `registries.lost_work` subjects whose job was lost. Safe to call at any
    time, from anywhere.
    """
    release_abandoned()
    with unscoped("the sweep serves all organizations"):
        for requeue in registries.lost_work:
            requeue()
        due = set(_due().values_list("cluster", flat=True).distinct())
    waiting = set(OrmQ.objects.filter(lock__lte=timezone.now()).values_list("key", flat=True))
    for cluster in due - waiting:
        wake(cluster)
    return len(due - waiting)

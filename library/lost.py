"""Sources that wait for a job that is not there.

A source and its job live in two databases, so a crash between the two commits can leave the
one without the other; and a deletion that gave up leaves a source that nobody sees.
"""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from library import announcing, deletion, services
from library.correcting import remaking
from library.embeddings import filling
from library.ingestion import pipeline
from library.models import Source
from library.web import watching
from organizations import registries
from organizations.models import Job, Organization

WAITING = (Source.State.QUEUED, Source.State.PROCESSING)
SETTLED_AFTER = timedelta(minutes=1)  # until then the second commit may be on its way
TRY_AGAIN_AFTER = timedelta(minutes=10)


def register() -> None:
    registries.lost_work += [
        requeue_lost_sources,
        requeue_lost_deletions,
        filling.requeue_lost,
        remaking.requeue_lost,
        announcing.tell_waiting,
        watching.enqueue_due,
    ]


def requeue_lost_sources() -> int:
    """Queue again what is to be read and has no job. Returns how many."""
    settled = timezone.now() - SETTLED_AFTER
    ids = find_jobless(Source.objects.filter(updated_at__lt=settled))
    return _each(ids, WAITING, services.requeue_source)


def requeue_lost_deletions() -> int:
    """Try again what is to be deleted and has no job, or one that gave up a while ago."""
    deleting = Source.objects.filter(state=Source.State.DELETING)
    ids = set(deleting.values_list("pk", flat=True))
    recent = Q(finished_at__gt=timezone.now() - TRY_AGAIN_AFTER)
    jobs = Job.objects.filter(kind=deletion.KIND, subject_id__in=ids)
    ids -= set(jobs.filter(recent | Q(state__in=Job.ACTIVE)).values_list("subject_id", flat=True))
    return _each(ids, (Source.State.DELETING,), services.enqueue_deletion)


def find_jobless(sources) -> set[UUID]:
    """Those of the sources that wait to be read and have no job that will."""
    ids = set(sources.filter(state__in=WAITING).values_list("pk", flat=True))
    active = Job.objects.active().filter(kind=pipeline.KIND, subject_id__in=ids)
    return ids - set(active.values_list("subject_id", flat=True))


def _each(ids: set[UUID], states: tuple, requeue) -> int:
    """Asked for the state again: a job is over only after its source says so."""
    known = set(Organization.objects.values_list("pk", flat=True)) if ids else set()
    lost = Source.objects.filter(pk__in=ids, state__in=states).filter(
        Q(organization_id__in=known) | Q(organization_id=None)  # the catalogue's own
    )
    found = list(lost)
    for source in found:
        requeue(source)
    return len(found)

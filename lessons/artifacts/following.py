"""Artifacts go with their source; what waits for a job that is not there gets one."""

from collections.abc import Callable

from lessons.artifacts import making
from lessons.artifacts.asking import enqueue
from lessons.models import Artifact
from library import registries
from library.models import Source
from library.registries import Follower, Panel
from organizations import jobs
from organizations import registries as of_organizations
from organizations.models import Job
from organizations.references import BATCH, column


def register() -> None:
    jobs.register(making.JOB)
    registries.followers.append(Follower(panel=panel, settle=settle, finish=finish))
    of_organizations.reference_checks.append(column(Artifact, "source_id", Source, _delete))
    of_organizations.lost_work.append(requeue_lost)


def panel(source: Source) -> Panel | None:
    count = Artifact.objects.filter(source_id=source.pk).count()
    return Panel("lessons/_artifacts_go.html", {"count": count}) if count else None


def settle(source: Source, keeps: bool) -> None:
    """Who does not see the source does not see them: they are out of sight with it."""
    under_way = Artifact.objects.filter(source_id=source.pk, state__in=Artifact.UNDER_WAY)
    for pk in under_way.values_list("pk", flat=True):
        jobs.cancel(kind=making.KIND, subject_id=pk)


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    """Of a title of the catalogue, those of every organization."""
    rows = Artifact._base_manager.filter(source_id=source.pk)
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        Artifact._base_manager.filter(pk__in=ids).delete()
        if is_over():
            return False
    return True


def _delete(rows) -> None:
    rows.delete()


def requeue_lost() -> int:
    """Queue again what is to be made and has no job. Returns how many."""
    waiting = Artifact.objects.filter(state__in=Artifact.UNDER_WAY)
    ids = set(waiting.values_list("pk", flat=True))
    active = Job.objects.active().filter(kind=making.KIND, subject_id__in=ids)
    ids -= set(active.values_list("subject_id", flat=True))
    lost = list(waiting.filter(pk__in=ids))
    for artifact in lost:
        enqueue(artifact)
    return len(lost)

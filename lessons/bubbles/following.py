"""Bubbles go with their source; what waits for a job that is not there gets one."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from billing import registries as of_billing
from billing.ledger.settling import release
from lessons.bubbles import making, preparing
from lessons.bubbles.paying import give_back, still_prepared
from lessons.models import Bubble, Preparation
from lessons.services.deleting import release_segments
from library import registries
from library.models import Source
from library.registries import Follower, Panel, StorageMeter
from organizations import jobs
from organizations import registries as of_organizations
from organizations.models import Job
from organizations.references import BATCH, column


def register() -> None:
    jobs.register(making.JOB)
    jobs.register(preparing.JOB)
    registries.followers.append(Follower(panel=panel, settle=settle, finish=finish))
    words = _("Read and explained")
    registries.storage_meters.append(StorageMeter(words, total, of_sources, of_people, prefixes))
    of_organizations.reference_checks += [
        column(Bubble, "source_id", Source, delete_bubbles),
        column(Preparation, "source_id", Source, _delete),
    ]
    of_organizations.lost_work.append(requeue_lost)
    of_billing.still_at_work.append(still_prepared)


def panel(source: Source) -> Panel | None:
    """Nothing to decide: they are of the source and go with it."""
    return None


def settle(source: Source, keeps: bool) -> None:
    """A source that is being deleted is out of sight, and so are its bubbles."""
    for preparation in Preparation.objects.filter(
        source_id=source.pk, state__in=Preparation.ACTIVE
    ):
        preparing.cancel_preparation(preparation)


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    """Of a title of the catalogue, those of every organization."""
    _delete(Preparation._base_manager.filter(source_id=source.pk))
    rows = Bubble._base_manager.filter(source_id=source.pk)
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        delete_bubbles(Bubble._base_manager.filter(pk__in=ids))
        if is_over():
            return False
    return True


def delete_bubbles(rows) -> None:
    """With the segments that nobody else has."""
    keys = set(rows.exclude(cache_key="").values_list("cache_key", flat=True))
    give_back(rows.filter(state=Bubble.State.QUEUED))
    rows.delete()
    release_segments(keys)


def _delete(rows) -> None:
    release(rows.filter(state__in=Preparation.ACTIVE).values_list("pk", flat=True))
    rows.delete()


def total(organization_id: UUID) -> int:
    rows = Bubble.objects.filter(organization_id=organization_id)
    return rows.aggregate(total=Sum("media_bytes", default=0))["total"]


def of_sources(source_ids) -> dict[UUID, int]:
    rows = Bubble.objects.filter(source_id__in=list(source_ids)).values("source_id")
    return dict(rows.annotate(total=Sum("media_bytes")).values_list("source_id", "total"))


def of_people(organization_id: UUID) -> dict[UUID | None, int]:
    rows = Bubble.objects.filter(organization_id=organization_id).order_by().values("asked_by")
    return dict(rows.annotate(total=Sum("media_bytes")).values_list("asked_by", "total"))


def prefixes(organization_id: UUID) -> Iterable[str]:
    rows = Bubble.objects.filter(organization_id=organization_id).exclude(cache_key="")
    keys = rows.order_by().values_list("cache_key", flat=True).distinct()
    return (f"segments/{key}/" for key in keys)


def requeue_lost() -> int:
    """Queue again what is to be made and has no job. Returns how many."""
    bubbles = Bubble.objects.filter(state=Bubble.State.QUEUED)
    preparations = Preparation.objects.filter(state__in=Preparation.ACTIVE)
    lost_bubbles = bubbles.filter(pk__in=_without_job(bubbles, making.KIND))
    lost = preparations.filter(pk__in=_without_job(preparations, preparing.KIND))
    for bubble in lost_bubbles:
        making.enqueue(bubble)
    for preparation in lost:
        preparing.enqueue(preparation)
    return len(lost_bubbles) + len(lost)


def _without_job(rows, kind: str) -> set[UUID]:
    ids = set(rows.values_list("pk", flat=True))
    active = Job.objects.active().filter(kind=kind, subject_id__in=ids)
    return ids - set(active.values_list("subject_id", flat=True))

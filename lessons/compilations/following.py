"""What hangs on compilations elsewhere: their job, their recordings' deletion, their makers."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from lessons.compilations import clips, making, metering
from lessons.compilations.editing import enqueue
from lessons.models import Clip, Compilation, CompilationItem
from library import registries
from library.models import Source
from library.registries import Follower, Panel
from organizations import jobs
from organizations import registries as of_organizations
from organizations.models import Job
from organizations.references import column
from organizations.registries import Owned
from project import storage


def register() -> None:
    jobs.register(making.JOB)
    registries.followers.append(Follower(panel=panel, settle=settle, finish=finish))
    metering.register()
    of_organizations.owned.append(Owned("compilations", label, count, transfer))
    of_organizations.lost_work.append(requeue_lost)
    of_organizations.tidiers.append(clips.forget_unused)
    of_organizations.reference_checks += [
        column(Clip, "source_id", Source, _forget),
        column(CompilationItem, "source_id", Source, _lose, only=Q(is_lost=False)),
    ]


def panel(source: Source) -> Panel | None:
    rows = Compilation.objects.filter(items__source_id=source.pk).distinct()
    count = rows.count()
    return Panel("lessons/_compilations_lose.html", {"count": count}) if count else None


def settle(source: Source, keeps: bool) -> None:
    """A film of it that others may keep stays, and is not made again; else it goes."""
    rows = Compilation.objects.filter(items__source_id=source.pk, items__is_lost=False).distinct()
    for compilation in rows:
        jobs.cancel(kind=making.KIND, subject_id=compilation.pk)
        _mark(compilation, keeps=keeps)
    _lose(CompilationItem.objects.filter(source_id=source.pk))


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    """Its clips, of every organization where it is a title of the catalogue."""
    for clip in Clip._base_manager.filter(source_id=source.pk):
        clips.forget([clip])
        if is_over():
            return False
    _lose(CompilationItem._base_manager.filter(source_id=source.pk))
    return True


def _mark(compilation: Compilation, *, keeps: bool) -> None:
    gone = [] if keeps else list(compilation.files.values())
    if gone:
        compilation.files, compilation.size_bytes, compilation.duration_s = {}, 0, 0
    if compilation.is_under_way or gone:
        is_there = bool(compilation.files)
        compilation.state = Compilation.State.READY if is_there else Compilation.State.DRAFT
    compilation.is_outdated = bool(compilation.files)
    compilation.save()
    for key in gone:
        storage.delete(key)


def _forget(rows: QuerySet[Clip]) -> None:
    clips.forget(rows)


def _lose(rows: QuerySet[CompilationItem]) -> None:
    rows.update(is_lost=True)


def requeue_lost() -> int:
    """Queue again what is to be made and has no job. Returns how many."""
    waiting = Compilation.objects.filter(state__in=Compilation.UNDER_WAY)
    ids = set(waiting.values_list("pk", flat=True))
    active = Job.objects.active().filter(kind=making.KIND, subject_id__in=ids)
    ids -= set(active.values_list("subject_id", flat=True))
    lost = list(waiting.filter(pk__in=ids))
    for compilation in lost:
        enqueue(compilation)
    return len(lost)


def count(user_id: UUID) -> int:
    return Compilation.objects.filter(made_by=user_id).count()


def transfer(from_id: UUID, to_id: UUID) -> int:
    Clip.objects.filter(made_by=from_id).update(made_by=to_id)
    return Compilation.objects.filter(made_by=from_id).update(made_by=to_id)


def label(number: int) -> str:
    return ngettext("%d compilation", "%d compilations", number) % number

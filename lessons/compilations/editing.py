"""Make a compilation and change it. What becomes of it is `lessons.compilations.making`."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from lessons.compilations import making
from lessons.compilations.recordings import said_between, words_of
from lessons.models import Compilation, CompilationItem
from library.citing import credit
from library.models import Source
from library.quota import require_room_to_make
from organizations import jobs
from organizations.scoping import current_organization_id
from organizations.staged import fresh_stages
from project import storage
from project.errors import Conflict, Invalid

MOST_ITEMS = 100
LONGEST_CLIP_MS, SHORTEST_CLIP_MS = 10 * 60_000, 200
LONGEST_MS = 60 * 60_000


def create_compilation(*, user: User, title: str, language: str) -> Compilation:
    return Compilation.objects.create(
        organization_id=current_organization_id(), title=title, language=language, made_by=user
    )


def add_item(
    compilation: Compilation, *, source: Source, start_ms: int, end_ms: int
) -> CompilationItem:
    """At the end. Raises Invalid for a stretch that cannot be, Conflict while it is being made."""
    start_ms, end_ms = checked_stretch(source, start_ms, end_ms)
    said = said_between(source.pk, start_ms / 1000, end_ms / 1000)
    with _changing(compilation):
        _require_room(compilation, end_ms - start_ms)
        last = compilation.items.aggregate(last=Max("position"))["last"] or 0
        return CompilationItem.objects.create(
            organization_id=compilation.organization_id,
            compilation=compilation,
            position=last + 1,
            source_id=source.pk,
            source_title=source.title,
            attribution=credit(source),
            start_ms=start_ms,
            end_ms=end_ms,
            page_index=said[0].page_index if said else 0,
            words=words_of(said),
        )


def trim_item(
    item: CompilationItem, *, source: Source, start_ms: int, end_ms: int, heading: str
) -> None:
    """Raises Invalid and Conflict, as above."""
    start_ms, end_ms = checked_stretch(source, start_ms, end_ms)
    said = said_between(source.pk, start_ms / 1000, end_ms / 1000)
    with _changing(item.compilation):
        _require_room(item.compilation, end_ms - start_ms - item.length_ms, items=0)
        item.start_ms, item.end_ms, item.heading = start_ms, end_ms, heading
        item.page_index = said[0].page_index if said else 0
        item.words = words_of(said)
        item.save()


def move_item(item: CompilationItem, to: int) -> None:
    """to: its place among the others, from 1; beyond the ends is at them."""
    with _changing(item.compilation):
        items = list(item.compilation.items.exclude(pk=item.pk))
        items.insert(min(max(to - 1, 0), len(items)), item)
        _number(items)


def remove_item(item: CompilationItem) -> None:
    compilation = item.compilation
    with _changing(compilation):
        item.delete()
        _number(list(compilation.items.all()))


def change(compilation: Compilation, **values) -> None:
    """title, captions, fade_ms, has_cards, is_shared. Raises Conflict while it is being made."""
    seen = {"title", "captions", "fade_ms", "has_cards"}
    is_other = any(getattr(compilation, name) != values[name] for name in seen & values.keys())
    with _changing(compilation, is_other=is_other):
        for name, value in values.items():
            setattr(compilation, name, value)
        compilation.save(update_fields=[*values, "updated_at"])


def request_film(compilation: Compilation) -> None:
    """Queue it. Raises Conflict where it cannot be made, LimitReached where nothing may begin."""
    require_room_to_make(compilation.organization_id)
    if not compilation.items.exists():
        raise Conflict(_("There is no clip in it. Find one and add it first."))
    if compilation.items.filter(is_lost=True).exists():
        raise Conflict(_("A recording of it was deleted. Remove its clips first."))
    with transaction.atomic():
        row = Compilation.objects.select_for_update().get(pk=compilation.pk)
        if not row.is_under_way:
            row.state, row.problem = Compilation.State.QUEUED, ""
            row.stages = fresh_stages(tuple(making.STAGES))
            row.save(update_fields=["state", "problem", "stages", "updated_at"])
            enqueue(row)
    compilation.refresh_from_db()


def enqueue(compilation: Compilation) -> None:
    """Its job; the one that is there already, if there is one."""
    jobs.enqueue(
        kind=making.KIND,
        organization_id=compilation.organization_id,
        subject_id=compilation.pk,
        fence=compilation.fence,
    )


def delete(compilation: Compilation) -> None:
    """With its film; the clips stay for a while, for whoever cuts the same."""
    jobs.cancel(kind=making.KIND, subject_id=compilation.pk)
    prefix = compilation.storage_prefix
    compilation.delete()
    storage.delete_prefix(prefix)


def checked_stretch(source: Source, start_ms: int, end_ms: int) -> tuple[int, int]:
    """Within its recording. Raises Invalid for one that no clip can be."""
    end_ms = min(end_ms, int(source.duration_s * 1000))
    if end_ms - start_ms < SHORTEST_CLIP_MS:
        raise Invalid(_("A clip has to end after it begins, within its recording."))
    if end_ms - start_ms > LONGEST_CLIP_MS:
        raise Invalid(_("A clip lasts at most ten minutes. Take two."))
    return start_ms, end_ms


def _require_room(compilation: Compilation, more_ms: int, *, items: int = 1) -> None:
    rows = compilation.items.aggregate(
        start=Sum("start_ms", default=0), end=Sum("end_ms", default=0)
    )
    if compilation.items.count() + items > MOST_ITEMS:
        raise Invalid(_("A compilation has at most %(most)s clips.") % {"most": MOST_ITEMS})
    if rows["end"] - rows["start"] + more_ms > LONGEST_MS:
        raise Invalid(_("A compilation lasts at most an hour."))


def _number(items: list[CompilationItem]) -> None:
    for position, item in enumerate(items, 1):
        item.position = position
    CompilationItem.objects.bulk_update(items, ["position"])


@contextmanager
def _changing(compilation: Compilation, *, is_other: bool = True) -> Iterator[None]:
    """is_other: its film would be another."""
    with transaction.atomic():
        row = Compilation.objects.select_for_update().get(pk=compilation.pk)
        if row.is_under_way:
            raise Conflict(_("It is being made. Change it when it is done."))
        yield
        if is_other and row.files:
            Compilation.objects.filter(pk=row.pk).update(is_outdated=True)
            compilation.is_outdated = True

"""Clips, found by what they are cut from and cut where they are not there.

The row after the file: a row always has its file. Who asks for the same stretch of the same bytes
again gets the same clip, whichever source of the organization they are in.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lessons.clips import apart
from lessons.clips.cutting import VERSION
from lessons.compilations.recordings import recording_key
from lessons.models import Clip, CompilationItem
from library.models import Source
from organizations.scoping import unscoped
from project import storage


def key_of(source: Source, start_ms: int, end_ms: int) -> str:
    """SHA-256, in hexadecimal, of everything that its bytes depend on."""
    of = source.sha256 or str(source.pk)
    made_from = f"{VERSION}\n{of}\n{recording_key(source).rsplit('/')[-1]}\n{start_ms}\n{end_ms}"
    return hashlib.sha256(made_from.encode()).hexdigest()


def have_clip(
    source: Source,
    start_ms: int,
    end_ms: int,
    *,
    organization_id: UUID,
    made_by_id: UUID | None,
    folder: Path,
    beat: Callable[[], object],
) -> Clip:
    """Found, or cut now below `folder`. Raises FileMissing without a recording, and Invalid."""
    key = key_of(source, start_ms, end_ms)
    found = Clip.objects.filter(organization_id=organization_id, key=key).first()
    if found and storage.exists(found.file_key):
        found.save(update_fields=["used_at"])
        return found
    clip = Clip(
        organization_id=organization_id,
        key=key,
        source_id=source.pk,
        start_ms=start_ms,
        end_ms=end_ms,
        made_by_id=made_by_id,
    )
    path = folder / f"{key}.mp4"
    recording = storage.fetch(recording_key(source), into=folder / str(source.pk))
    clip.facts = apart.cut(recording, start_ms, end_ms, path, title=source.title, beat=beat)
    clip.size_bytes = path.stat().st_size
    storage.save_file(clip.file_key, path)
    values = {name: getattr(clip, name) for name in ("facts", "size_bytes", "source_id")}
    more = {"start_ms": start_ms, "end_ms": end_ms, "made_by_id": made_by_id}
    kept, _is_new = Clip.objects.update_or_create(
        organization_id=organization_id, key=key, defaults=values | more
    )
    return kept


def forget_unused() -> int:
    """Those that no compilation has and that nobody asked for these days. Returns how many."""
    end = timezone.now() - timedelta(days=settings.SEGMENT_DAYS)
    with unscoped("clips of all organizations are looked through"):
        held = CompilationItem.objects.filter(
            organization_id=OuterRef("organization_id"),
            source_id=OuterRef("source_id"),
            start_ms=OuterRef("start_ms"),
            end_ms=OuterRef("end_ms"),
        )
        return forget(Clip.objects.filter(~Exists(held), used_at__lt=end))


def forget(clips: Iterable[Clip]) -> int:
    """The row first: who asks meanwhile cuts it anew."""
    gone = list(clips)
    for clip in gone:
        clip.delete()
        storage.delete(clip.file_key)
    return len(gone)

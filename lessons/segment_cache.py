"""Rendered segments, found by the SHA-256 of everything drawn and spoken in them.

In storage under `segments/<key>/`: video.mp4, audio.wav, metadata.json. Whoever asks for a
segment made its key from a script on sources they may see, so the cache needs no owner.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lessons.models import Bubble, CachedSegment, LessonSegment
from lessons.rendering.base import SegmentFiles, SegmentSpec, segment_key
from lessons.rendering.video import load_segment, render_segment
from organizations.scoping import unscoped
from project import storage
from project.providers.base import Speech
from project.providers.calls import Call, Kind, recorded

NAMES = ("audio.wav", "video.mp4", "metadata.json")  # metadata last: it makes the others whole


@dataclass(frozen=True, slots=True)
class Rendered:
    """metadata: what `lessons.rendering.video` wrote of it: its times, word by word."""

    key: str
    metadata: dict
    was_cached: bool


def render(spec: SegmentSpec, speech: Speech, folder: Path, *, with_video: bool) -> Rendered:
    """Have the segment in the cache: found there, or made now below `folder`.

    Raises ProviderError.
    """
    if found := find(spec, with_video=with_video):
        _note_found(spec, found, with_video=with_video)
        return found
    key = segment_key(spec)
    if CachedSegment.objects.filter(pk=key).exists():  # spoken already: that is not done again
        fetch(key, folder, with_video=False)
    files = _make(spec, speech, folder / key, with_video=with_video)
    _keep(key, files)
    return Rendered(key, json.loads(files.metadata.read_text("utf-8")), was_cached=False)


def have(
    key: str, make: Callable[[Path], SegmentFiles], folder: Path, *, with_video: bool
) -> Rendered:
    """As `render`, of what no teacher says. make: writes it into the folder that it is given."""
    if found := find_key(key, with_video=with_video):
        return found
    files = make(folder / key)
    _keep(key, files)
    return Rendered(key, json.loads(files.metadata.read_text("utf-8")), was_cached=False)


def _make(spec: SegmentSpec, speech: Speech, to: Path, *, with_video: bool) -> SegmentFiles:
    """Speak, and then draw, each a call of ours with what it took."""
    files = load_segment(to, segment_key(spec))
    if files is None:
        with recorded(_call(spec, Kind.SPEECH)) as call:
            files = render_segment(spec, speech, to, with_video=False)
            call.amount, call.characters = _duration_s(files), _characters(spec)
    if with_video and files.video is None:
        with recorded(_call(spec, Kind.RENDERING)) as call:
            files = render_segment(spec, speech, to, with_video=True)
            call.amount = _duration_s(files)
    return files


def _note_found(spec: SegmentSpec, found: Rendered, *, with_video: bool) -> None:
    """It cost nothing, and that is written down."""
    with recorded(_call(spec, Kind.RENDERING if with_video else Kind.SPEECH)) as call:
        call.is_cached, call.amount = True, found.metadata["duration_s"]


def _call(spec: SegmentSpec, kind: Kind) -> Call:
    made_by = spec.engine if kind == Kind.SPEECH else spec.template_version
    return Call("own", str(made_by), kind, is_ours=True)


def _duration_s(files: SegmentFiles) -> float:
    return json.loads(files.metadata.read_text("utf-8"))["duration_s"]


def _characters(spec: SegmentSpec) -> int:
    return sum(len(sentence.text) for sentence in spec.sentences)


def find(spec: SegmentSpec, *, with_video: bool) -> Rendered | None:
    """The segment, if it is in the cache."""
    return find_key(segment_key(spec), with_video=with_video)


def find_key(key: str, *, with_video: bool) -> Rendered | None:
    row = CachedSegment.objects.filter(pk=key).first()
    if row is None or (with_video and not row.has_video):
        return None
    row.save(update_fields=["used_at"])
    try:
        metadata = storage.read_bytes(storage_key(key, "metadata.json"))
    except FileNotFoundError:
        forget(key)
        return None
    return Rendered(key, json.loads(metadata), was_cached=True)


def forget(key: str) -> None:
    """Storage has lost it: it will be rendered again."""
    CachedSegment.objects.filter(pk=key).delete()


def forget_unused() -> int:
    """Those that no lesson and no teacher beside a page has, and that nobody asked for these days.
    Returns how many.

    The row first: who asks meanwhile renders it anew.
    """
    end = timezone.now() - timedelta(days=settings.SEGMENT_DAYS)
    with unscoped("the cache is the whole installation's"):
        of_lessons = LessonSegment.objects.filter(cache_key=OuterRef("pk"))
        of_bubbles = Bubble.objects.filter(cache_key=OuterRef("pk"))
        is_held = Exists(of_lessons) | Exists(of_bubbles)
        unused = CachedSegment.objects.filter(~is_held, used_at__lt=end)
        keys = list(unused.values_list("pk", flat=True))
        for key in keys:
            forget(key)
            storage.delete_prefix(f"segments/{key}/")
    return len(keys)


def fetch(key: str, folder: Path, *, with_video: bool) -> SegmentFiles | None:
    """Bring a cached segment into `folder`; None where storage no longer has it whole."""
    for name in NAMES:
        if with_video or name != "video.mp4":
            try:
                storage.copy_to(storage_key(key, name), folder / key / name)
            except FileNotFoundError:
                return None
    return load_segment(folder / key, key)


def _keep(key: str, files: SegmentFiles) -> None:
    """Files first, then the row: a row always has its files."""
    paths = [path for path in (files.audio, files.video, files.metadata) if path]
    for path in paths:
        storage.save_file(storage_key(key, path.name), path)
    CachedSegment.objects.update_or_create(
        key=key,
        defaults={
            "has_video": files.video is not None,
            "size_bytes": sum(path.stat().st_size for path in paths),
        },
    )


def storage_key(key: str, name: str) -> str:
    return f"segments/{key}/{name}"

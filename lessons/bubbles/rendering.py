"""A bubble's sound and clip: one segment, as lessons render them, and the files to play it alone.

The segment is in the cache of `lessons.segment_cache`; beside it, under its key as well, is what a
browser plays: whoever makes the same words for the same teacher finds all of it.
"""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from lessons import segment_cache
from lessons.models import Bubble
from lessons.rendering.assembly import assemble
from lessons.rendering.base import SAMPLE_RATE, SegmentSpec
from lessons.segment_cache import Rendered, storage_key
from lessons.specs import sentence_of
from project import storage
from project.errors import ProviderError
from project.providers.base import Speech
from project.providers.registry import speech

SOUND = {"m4a": "alone.m4a", "captions": "alone.vtt"}
CLIP = {"mp4": "alone.mp4"}


def take_from_cache(bubble: Bubble) -> bool:
    """Whether all of it was there, and is the bubble's now. Raises ProviderError."""
    found = segment_cache.find(_spec(bubble, _voice()), with_video=True)
    if found is None or not _all_there(found.key, SOUND | CLIP):
        return False
    _take(bubble, found, SOUND | CLIP)
    bubble.was_cached = True
    return True


def speak(bubble: Bubble, folder: Path) -> None:
    """Its sound and captions. Raises ProviderError."""
    _render(bubble, folder, with_video=False, names=SOUND)


def film(bubble: Bubble, folder: Path) -> None:
    """Its clip, with the sound in it. Raises ProviderError."""
    _render(bubble, folder, with_video=True, names=CLIP)


def _render(bubble: Bubble, folder: Path, *, with_video: bool, names: dict[str, str]) -> None:
    voice = _voice()
    rendered = segment_cache.render(_spec(bubble, voice), voice, folder, with_video=with_video)
    if not _all_there(rendered.key, names):
        _assemble(bubble, rendered.key, folder, with_video=with_video, names=names)
    _take(bubble, rendered, names)


def _assemble(
    bubble: Bubble, key: str, folder: Path, *, with_video: bool, names: dict[str, str]
) -> None:
    files = segment_cache.fetch(key, folder, with_video=with_video)
    if files is None or (with_video and files.video is None):
        segment_cache.forget(key)
        raise ProviderError(_("A rendered part was missing from storage."), retryable=True)
    made = assemble(
        [files],
        folder / key / "alone",
        title=bubble.heading or bubble.source_title,
        language=bubble.language,
        modalities=["video" if with_video else "audio"],
    )
    for kind, name in names.items():
        storage.save_file(storage_key(key, name), getattr(made, kind))


def _all_there(key: str, names: dict[str, str]) -> bool:
    return all(storage.exists(storage_key(key, name)) for name in names.values())


def _take(bubble: Bubble, rendered: Rendered, names: dict[str, str]) -> None:
    bubble.cache_key = rendered.key
    bubble.files = bubble.files | {k: storage_key(rendered.key, n) for k, n in names.items()}
    bubble.duration_s = rendered.metadata["samples"] / SAMPLE_RATE
    bubble.media_bytes = storage.bytes_below(storage_key(rendered.key, ""))
    for entry, times in zip(bubble.sentences, rendered.metadata["sentences"], strict=True):
        entry["start_s"], entry["end_s"] = times["start_s"], times["end_s"]


def _voice() -> Speech:
    return speech(settings.SPEECH)


def _spec(bubble: Bubble, voice: Speech) -> SegmentSpec:
    return SegmentSpec(
        teacher=bubble.teacher,
        teacher_name=settings.TEACHERS[bubble.teacher],
        heading=bubble.heading,
        sentences=tuple(sentence_of(entry) for entry in bubble.sentences),
        bullets=tuple(bubble.bullets),
        source_title=bubble.source_title,
        page_ref=bubble.reference,
        language=bubble.language,
        voice=voice.voice(bubble.teacher, bubble.language),
        engine=voice.name,
    )

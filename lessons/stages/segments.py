"""What the stages of speech and of video share: each segment, then the whole."""

import hashlib
import shutil

from django.conf import settings
from django.utils.translation import gettext as _

from lessons import segment_cache
from lessons.inserts.rendering import render_clip
from lessons.models import LessonSegment
from lessons.rendering.assembly import assemble
from lessons.rendering.base import SAMPLE_RATE, TEMPLATE_VERSION, LessonFiles, SegmentFiles
from lessons.specs import spec_of
from lessons.work import Work
from project import storage
from project.errors import ProviderError
from project.providers.registry import speech

RENDERED, FAILED = LessonSegment.State.RENDERED, LessonSegment.State.FAILED


def render_each(work: Work, stage: str, *, with_video: bool) -> bool:
    """Render the segments that are left. False where the slice was over first.

    The last step of the stage is the caller's: joining them, once all are there.
    """
    segments = work.segments
    done, steps = work.done(stage), len(segments) + 1
    while done < len(segments):
        segment = segments[done]
        _render(work, segment, with_video=with_video)
        done += 1
        with work.writing(stage, done=done, total=steps):
            segment.save()
        if work.is_over():
            return False
    return True


def _render(work: Work, segment: LessonSegment, *, with_video: bool) -> None:
    try:
        rendered = _rendered(work, segment, with_video=with_video)
    except ProviderError as error:
        if error.retryable:
            raise
        segment.state, segment.problem = FAILED, str(error)
        return
    # Speech of a new segment is new, and so is its video: cached means nothing was made.
    fresh = segment.state != RENDERED
    segment.was_cached = (
        rendered.was_cached if fresh else segment.was_cached and rendered.was_cached
    )
    segment.state, segment.problem, segment.cache_key = RENDERED, "", rendered.key
    _take_times(segment, rendered.metadata)


def _rendered(work: Work, segment: LessonSegment, *, with_video: bool) -> segment_cache.Rendered:
    if segment.clip:
        return render_clip(work, segment, with_video=with_video)
    voice = speech(settings.SPEECH)
    spec = spec_of(work.lesson, segment, voice)
    return segment_cache.render(spec, voice, work.folder, with_video=with_video)


def _take_times(segment: LessonSegment, spoken: dict) -> None:
    segment.duration_s = spoken["samples"] / SAMPLE_RATE
    for entry, times in zip(segment.sentences, spoken["sentences"], strict=True):
        entry["start_s"], entry["end_s"] = times["start_s"], times["end_s"]


def join(work: Work, modality: str) -> tuple[dict[str, str], list[LessonSegment]]:
    """({file kind: storage key}, the segments in it, with their start in the lesson).

    Lessons of the same segments share one set of files.
    """
    segments = [segment for segment in work.segments if segment.state == RENDERED]
    if not segments:
        raise ProviderError(_("No part of this lesson could be spoken."), retryable=False)
    start = 0.0
    for segment in segments:
        segment.start_s, start = start, start + segment.duration_s
    work.lesson.duration_s = start
    work.lesson.content_key = _content_key(work, segments)
    prefix = f"lessons/{work.lesson.content_key}/"
    keys = {kind: prefix + name for kind, name in NAMES[modality].items()}
    if not all(storage.exists(key) for key in keys.values()):
        _keep(_assemble(work, segments, modality), keys)
    return keys, segments


NAMES = {
    "audio": {
        "wav": "lesson.wav",
        "m4a": "lesson.m4a",
        "captions": "captions.vtt",
        "chapters": "chapters.vtt",
    },
    "video": {"mp4": "lesson.mp4", "captions": "captions.vtt", "chapters": "chapters.vtt"},
}


def _content_key(work: Work, segments: list[LessonSegment]) -> str:
    parts = [TEMPLATE_VERSION, work.lesson.title, work.lesson.language]
    parts += [segment.cache_key for segment in segments]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _assemble(work: Work, segments: list[LessonSegment], modality: str) -> LessonFiles:
    folder = work.folder / modality
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    files = [_fetch(work, segment, with_video=modality == "video") for segment in segments]
    return assemble(
        files,
        folder,
        title=work.lesson.title,
        language=work.lesson.language,
        modalities=[modality],
    )


def _fetch(work: Work, segment: LessonSegment, *, with_video: bool) -> SegmentFiles:
    files = segment_cache.fetch(segment.cache_key, work.folder, with_video=with_video)
    if files is None or (with_video and files.video is None):
        segment_cache.forget(segment.cache_key)
        work.row.stages[work.row.stage]["done"] = 0  # look through all of them again
        raise ProviderError(_("A rendered part was missing from storage."), retryable=True)
    return files


def _keep(files: LessonFiles, keys: dict[str, str]) -> None:
    for kind, key in keys.items():
        storage.save_file(key, getattr(files, kind))

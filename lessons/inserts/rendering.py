"""A clip as a teacher's part is rendered: its sound, its pictures, and what is said when."""

import hashlib
import json
from functools import partial
from pathlib import Path

from lessons import segment_cache
from lessons.clips import apart
from lessons.clips.fitting import PAUSE
from lessons.clips.timeline import Card
from lessons.models import LessonSegment
from lessons.rendering.base import SAMPLE_RATE, TEMPLATE_VERSION, SegmentFiles
from lessons.segment_cache import Rendered
from lessons.work import Work
from project import storage
from project.providers.calls import Call, Kind, recorded

VERSION = "1"  # goes up with any change to what is written


def render_clip(work: Work, segment: LessonSegment, *, with_video: bool) -> Rendered:
    """In the cache: found there, or made now. Raises Invalid where it cannot be read."""
    make = partial(_make, work, segment, with_video=with_video)
    return segment_cache.have(_key(work, segment), make, work.folder, with_video=with_video)


def _key(work: Work, segment: LessonSegment) -> str:
    """SHA-256, in hexadecimal, of all that is seen, heard and read of it."""
    clip = segment.clip or {}
    said = [[each["text"], each["start_ms"], each["end_ms"]] for each in segment.sentences]
    known = [VERSION, TEMPLATE_VERSION, clip["content"], clip["length_ms"], segment.heading]
    made_from = json.dumps([*known, clip["credit"], work.lesson.language, said])
    return hashlib.sha256(made_from.encode()).hexdigest()


def _make(work: Work, segment: LessonSegment, to: Path, *, with_video: bool) -> SegmentFiles:
    clip = segment.clip or {}
    to.mkdir(parents=True, exist_ok=True)
    with recorded(Call("own", TEMPLATE_VERSION, Kind.RENDERING, is_ours=True)) as call:
        made = apart.fit(
            storage.fetch(clip["key"], into=work.folder),
            clip["length_ms"],
            to,
            card=Card(segment.heading, tuple(filter(None, [clip["credit"]]))),
            language=work.lesson.language,
            with_video=with_video,
            beat=work.is_over,
        )
        call.amount = made["samples"] / SAMPLE_RATE
    metadata = made | {
        "key": to.name,
        "teacher_name": "",
        "heading": segment.heading,
        "page_ref": segment.reference,
        "duration_s": made["samples"] / SAMPLE_RATE,
        "sentences": [_timed(entry) for entry in segment.sentences],
    }
    (to / "metadata.json").write_text(json.dumps(metadata, ensure_ascii=False), "utf-8")
    return SegmentFiles(
        to / "audio.wav", to / "metadata.json", to / "video.mp4" if with_video else None
    )


def _timed(entry: dict) -> dict:
    start, end = (PAUSE + round(entry[n] * SAMPLE_RATE / 1000) for n in ("start_ms", "end_ms"))
    return {
        "text": entry["text"],
        "start": start,
        "end": end,
        "start_s": round(start / SAMPLE_RATE, 4),
        "end_s": round(end / SAMPLE_RATE, 4),
        "words": [],
    }

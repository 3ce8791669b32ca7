"""A segment's script becomes its sound, its pictures and their metadata."""

import json
from pathlib import Path

from lessons.rendering.base import (
    FRAME_SAMPLES,
    SAMPLE_RATE,
    SegmentFiles,
    SegmentSpec,
    segment_key,
)
from lessons.rendering.mouth import mouth_steps, openness
from lessons.rendering.pictures import encode_pictures
from lessons.rendering.sound import Narration, SpokenSentence, narrate, write_wav
from lessons.rendering.workspace import workspace
from project.providers.base import Speech


def render_segment(
    spec: SegmentSpec, speech: Speech, to: Path, *, with_video: bool
) -> SegmentFiles:
    """Write audio.wav, metadata.json and, if asked for, video.mp4 into the folder `to`.

    Whole or not at all: each file is renamed into place when all are written, metadata.json
    last. What `to` already holds for this very spec is kept, so asking for the video after
    the audio does not speak again, and the same bytes come out in either order. Several
    threads may render at once. Raises ProviderError and Invalid.
    """
    key = segment_key(spec)
    found = load_segment(to, key)
    if found and (found.video or not with_video):
        return found
    if not found:
        # Another spec's files must not pass for whole beside ours, should we be stopped.
        (to / "metadata.json").unlink(missing_ok=True)
    with workspace(to) as work:
        if found:
            metadata = json.loads(found.metadata.read_text())
        else:
            metadata = _speak(spec, speech, key, work)
        if with_video:
            steps = [int(step) for step in metadata["mouth"]]
            extradata = encode_pictures(spec, steps, work / "video.mp4")
            metadata["video"] = {
                "extradata": extradata.hex(),
                "size_bytes": (work / "video.mp4").stat().st_size,
            }
        _write_json(work / "metadata.json", metadata)
        for name in ("audio.wav", "video.mp4", "metadata.json"):
            if (work / name).exists():
                (work / name).replace(to / name)
    return SegmentFiles(
        to / "audio.wav", to / "metadata.json", to / "video.mp4" if with_video else None
    )


def load_segment(folder: Path, key: str) -> SegmentFiles | None:
    """What a folder holds of the segment with this key; None where it is not whole."""
    audio, metadata, video = (folder / n for n in ("audio.wav", "metadata.json", "video.mp4"))
    try:
        content = json.loads(metadata.read_text())
    except (FileNotFoundError, ValueError):
        return None
    if content.get("key") != key or not audio.exists():
        return None
    return SegmentFiles(audio, metadata, video if content["video"] and video.exists() else None)


def _speak(spec: SegmentSpec, speech: Speech, key: str, work: Path) -> dict:
    narration = narrate(spec, speech, work)
    write_wav(work / "audio.wav", narration.samples)
    return _metadata(spec, key, narration)


def _metadata(spec: SegmentSpec, key: str, narration: Narration) -> dict:
    opened = openness(
        narration.samples,
        sample_rate=SAMPLE_RATE,
        frame_samples=FRAME_SAMPLES,
        words=[mark for sentence in narration.sentences for mark in sentence.words],
        phonemes=[mark for sentence in narration.sentences for mark in sentence.phonemes],
    )
    samples = len(narration.samples)
    return {
        "key": key,
        "template_version": spec.template_version,
        "engine": spec.engine,
        "voice": spec.voice,
        "language": spec.language,
        "teacher": spec.teacher,
        "teacher_name": spec.teacher_name,
        "heading": spec.heading,
        "source_title": spec.source_title,
        "page_ref": spec.page_ref,
        "sample_rate": SAMPLE_RATE,
        "frame_samples": FRAME_SAMPLES,
        "samples": samples,
        "duration_s": samples / SAMPLE_RATE,
        "sentences": [_sentence(sentence) for sentence in narration.sentences],
        "mouth": "".join(map(str, mouth_steps(opened).tolist())),
        "video": None,
    }


def _sentence(sentence: SpokenSentence) -> dict:
    return {
        "text": sentence.text,
        **_times(sentence.start, sentence.end),
        "words": [
            {
                **_times(round(word.start_s * SAMPLE_RATE), round(word.end_s * SAMPLE_RATE)),
                "from": word.start,
                "to": word.end,
            }
            for word in sentence.words
        ],
    }


def _times(start: int, end: int) -> dict:
    """In samples, which are exact, and in seconds, which players want."""
    return {
        "start": start,
        "end": end,
        "start_s": round(start / SAMPLE_RATE, 4),
        "end_s": round(end / SAMPLE_RATE, 4),
    }


def _write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")

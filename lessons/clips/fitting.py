"""A clip as a part of a lesson: its pictures in the lesson's size and by the lesson's encoder, its
sound as the lesson has it, so that the other parts follow it by copying.
"""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from lessons.clips import painting
from lessons.clips.cards import draw_card
from lessons.clips.encoder import TIME_BASE, Size
from lessons.clips.footage import open_stretch
from lessons.clips.sound import RATE, has_sound, read_sound
from lessons.clips.timeline import Card
from lessons.rendering.base import FRAME_SAMPLES, HEIGHT, SAMPLE_RATE, WIDTH
from lessons.rendering.pictures import TIME_BASE as UNIT
from lessons.rendering.pictures import write_pictures
from lessons.rendering.sound import write_wav

# Silent, at each end, while its picture stands: where the lesson's sound may be cut.
PAUSE = 2 * FRAME_SAMPLES
_CLOSEST = SAMPLE_RATE // 30  # of two pictures: what the lesson's level of H.264 allows


def fit(
    clip: Path, length_ms: int, to: Path, *, card: Card, language: str, with_video: bool
) -> dict:
    """Write audio.wav and, where asked for, video.mp4 into the folder `to`.

    card: shown where the clip has no pictures. Returns {"samples", "video": None or {"extradata",
    "size_bytes"}}.
    """
    count = round(length_ms * SAMPLE_RATE / 1000)
    samples = -(-(count + 2 * PAUSE) // FRAME_SAMPLES) * FRAME_SAMPLES
    heard = np.zeros(samples, np.int16)
    heard[PAUSE : PAUSE + count] = _sound(clip, count, length_ms * RATE // 1000)
    write_wav(to / "audio.wav", heard)
    if not with_video:
        return {"samples": samples, "video": None}
    length = length_ms * TIME_BASE.denominator // 1000
    shown = _shown(clip, length, card, language)
    extradata = write_pictures(_frames(shown), samples, to / "video.mp4")
    size = (to / "video.mp4").stat().st_size
    return {"samples": samples, "video": {"extradata": extradata.hex(), "size_bytes": size}}


def _sound(clip: Path, count: int, count_there: int) -> np.ndarray:
    """(count,) int16, mono. count_there: of the clip's own samples."""
    found = np.zeros(count, np.int16)
    if not has_sound(clip):
        return found
    at = 0
    for block in _resampled(read_sound(clip, 0, count_there)):
        part = block[: count - at]
        found[at : at + len(part)] = part
        at += len(part)
    return found


def _resampled(blocks: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", "stereo")
        frame.sample_rate = RATE
        yield from (each.to_ndarray().reshape(-1) for each in resampler.resample(frame))
    yield from (each.to_ndarray().reshape(-1) for each in resampler.resample(None))


def _shown(clip: Path, length: int, card: Card, language: str) -> Iterator[painting.Shown]:
    size = Size(WIDTH, HEIGHT)
    if open_stretch(clip, 0, length) is None:
        return painting.hold(draw_card(card, language=language), length, size)
    return painting.read(clip, 0, length, size)


def _frames(shown: Iterator[painting.Shown]) -> Iterator[av.VideoFrame]:
    """From the lesson's first moment on, at most thirty a second."""
    last: int | None = None
    for time, planes in shown:
        at = PAUSE + round(time * SAMPLE_RATE / TIME_BASE.denominator)
        at = 0 if last is None else at
        if last is not None and at - last < _CLOSEST:
            continue
        last = at
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.color_range, frame.colorspace = 1, 1
        frame.pts, frame.time_base = at, UNIT
        yield frame

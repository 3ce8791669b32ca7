"""Looking at and listening to the files themselves, as a player would."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np

from lessons.rendering.base import FRAME_SAMPLES, SAMPLE_RATE
from lessons.rendering.slides import mouth_rect


def decode_sound(path: Path) -> np.ndarray:
    """(n,) float64 from -1 to 1, at SAMPLE_RATE, from the file's first moment on."""
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    assert frames[0].sample_rate == SAMPLE_RATE
    sound = np.zeros(frames[-1].pts + frames[-1].samples)
    for frame in frames:
        values = frame.to_ndarray()[0]
        skipped = max(-frame.pts, 0)
        sound[frame.pts + skipped : frame.pts + len(values)] = values[skipped:]
    return sound


def decode_mouths(
    path: Path, side: str, *, start: int = 0, end: int | None = None
) -> dict[int, np.ndarray]:
    """Picture's time in samples -> the brightness around a speaker's mouth.

    start, end: a stretch of the file, in samples, that begins with a key picture.
    """
    x, y, width, height = mouth_rect(side)
    mouths = {}
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        container.seek(round(start / SAMPLE_RATE / stream.time_base), stream=stream)
        for frame in container.decode(stream):
            luma = frame.to_ndarray()[: frame.height]
            time = round(frame.pts * frame.time_base * SAMPLE_RATE)
            if end is not None and time >= end:
                break
            mouths[time] = luma[y : y + height, x : x + width].astype(float)
    return mouths


def opened(mouths: dict[int, np.ndarray], samples: int) -> np.ndarray:
    """(pictures,) how much of the mouth's box is dark in each picture; an unencoded
    picture shows what the one before showed."""
    pictures = np.zeros(samples // FRAME_SAMPLES)
    times = [*sorted(mouths), samples]
    for start, end in pairwise(times):
        dark = float((mouths[start] < 150).mean())
        pictures[start // FRAME_SAMPLES : end // FRAME_SAMPLES] = dark
    return pictures


def video_packets(path: Path) -> list[tuple[int, int]]:
    """(time, duration) of each encoded picture, in samples."""
    with av.open(str(path)) as container:
        scale = container.streams.video[0].time_base * SAMPLE_RATE
        return [
            (int(packet.pts * scale), int(packet.duration * scale))
            for packet in container.demux(video=0)
            if packet.size
        ]

"""One picture of a recording as WebP."""

from pathlib import Path

import av

from library.ingestion.drawing import encode
from library.ingestion.recordings.base import Recording
from library.ingestion.recordings.opening import frames_of, open_recording, seek

WIDTH = 960


def picture_at(path: Path, index: int, at_s: float, width: int = WIDTH):
    """The last picture that is shown until then, as (height, width, 3) uint8; None without one."""
    found = None
    with open_recording(path) as container:
        stream = container.streams[index]
        if at_s > 0:
            seek(container, stream, at_s)
        for frame in frames_of(container, stream):
            if found is not None and frame.time is not None and frame.time > at_s:
                break
            found = frame
        if found is None:
            return None
        height = max(2, round(found.height * min(1.0, width / found.width) / 2) * 2)
        wide = max(2, min(width, found.width) // 2 * 2)
        return found.reformat(wide, height, format="rgb24").to_ndarray()


def webp(pixels) -> bytes:
    height, width = pixels.shape[:2]
    return encode(pixels.tobytes(), width, height)


def poster(path: Path, recording: Recording, at_s: float) -> bytes | None:
    """Of the cover that comes with a sound, or of a moment that is not all of one colour."""
    if recording.picture is None:
        return None if recording.cover is None else _cover(path, recording.cover)
    tried = [
        pixels
        for moment in (at_s, at_s / 3, at_s * 3)
        if moment < recording.duration_s
        and (pixels := picture_at(path, recording.picture.index, moment)) is not None
    ]
    if not tried:
        first = picture_at(path, recording.picture.index, 0.0)
        return None if first is None else webp(first)
    return webp(max(tried, key=lambda pixels: float(pixels.std())))


def _cover(path: Path, index: int) -> bytes | None:
    try:
        pixels = picture_at(path, index, 0.0)
    except av.FFmpegError:
        return None
    return None if pixels is None else webp(pixels)

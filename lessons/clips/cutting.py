"""A stretch of a recording as a file of its own."""

from collections.abc import Iterator
from pathlib import Path

from lessons.clips import muxing
from lessons.clips.encoder import TIME_BASE, Picture
from lessons.clips.footage import Footage, open_footage
from lessons.clips.muxing import Facts, Reel, decode_times
from lessons.clips.sound import RATE, clip_sound, has_sound

VERSION = "1"  # goes up with any change to what is written


def cut(recording: Path, start_ms: int, end_ms: int, to: Path, *, title: str = "") -> dict:
    """Write the clip; returns {"pictures", "encoded": how many of them, "sound": whether any}.

    Raises ValueError where there is nothing between the two times.
    """
    start, end = (round(ms * TIME_BASE.denominator / 1000) for ms in (start_ms, end_ms))
    footage = open_footage(recording, start, end)
    times = footage.times() if footage else []
    heard = has_sound(recording)
    if not times and not heard:
        raise ValueError("nothing to see and nothing to hear")
    count = (end_ms - start_ms) * RATE // 1000
    sound = clip_sound(recording, start_ms * RATE // 1000, count) if heard else None
    muxing.write(to, reel_of(footage) if footage and times else None, sound, Facts(title))
    size = footage.stretch.size if footage and times else None
    return {
        "pictures": len(times),
        "encoded": footage.encoded if footage else 0,
        "sound": heard,
        "size": [size.width, size.height] if size else None,
    }


def reel_of(footage: Footage) -> Reel:
    return Reel(footage.stretch.size, footage.sets, footage.stretch.length, _timed(footage))


def _timed(footage: Footage) -> Iterator[tuple[int, Picture]]:
    return zip(decode_times(footage.times()), footage.pictures(), strict=True)

"""All pictures of a clip, by the tables of its file: nothing is looked for, nothing encoded."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lessons.clips.encoder import TIME_BASE, Picture, Size
from lessons.clips.footage import Footage, Stretch
from lessons.clips.index import Track, packets, read_index
from lessons.clips.parameter_sets import from_header, is_entry


@dataclass(slots=True)
class WholeFootage(Footage):
    track: Track | None = None

    def times(self) -> list[int]:
        return self.copied

    def pictures(self) -> Iterator[Picture]:
        assert self.track is not None
        found = packets(self.stretch.path, self.track)
        return map(Picture, self.copied, found)


def whole_footage(path: Path, length: int) -> Footage | None:
    """None where it has no pictures, or they cannot all be copied. Raises ValueError."""
    track = read_index(path).get("vide")
    if track is None or track.rate != TIME_BASE.denominator:
        return None
    sets, times = from_header(track.header), track.times.tolist()
    first = next(packets(path, track), None)
    if sets is None or first is None or not is_entry(bytes(first)) or max(times) >= length:
        return None
    size = Size(track.width, track.height)
    stretch = Stretch(path, 0, length, size, TIME_BASE, first=0)
    return WholeFootage(stretch, sets, copied=times, track=track)

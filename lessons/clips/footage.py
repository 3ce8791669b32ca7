"""The pictures of a stretch of a recording: copied where they may be, encoded where they must.

    head      pictures before the first entry (IDR): decoded, encoded again
    copied    from there on, packets as they are
    tail      the few whose references lie beyond the end: decoded, encoded again

Times of the stretch are in TIME_BASE from its start; the picture on screen at the start comes
first.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av

from lessons.clips.encoder import TIME_BASE, Encoder, Picture, Size, sets_of
from lessons.clips.parameter_sets import ParameterSets, from_header, is_entry
from lessons.rendering.packets import time_of, unit_of

_AHEAD_S = 12  # looked at after the end, for the next entry


@dataclass(frozen=True, slots=True)
class _Seen:
    """A packet of the file. pts: in the stream's units."""

    pts: int
    is_entry: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """start, end: in TIME_BASE from the file's start. unit: of the stream's times.

    first: the time of the picture on screen when it begins, in the stream's units.
    """

    path: Path
    start: int
    end: int
    size: Size
    unit: Fraction
    first: int

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def stop(self) -> Fraction:
        """In the stream's units."""
        return self.end * TIME_BASE / self.unit

    def time_of(self, pts: int) -> int:
        """In the stretch."""
        up, down = self.unit.numerator * TIME_BASE.denominator, self.unit.denominator
        return max(0, (2 * pts * up + down) // (2 * down) - self.start)


@dataclass(slots=True)
class Footage:
    """copied: packets in the order of decoding, by pts. sets: what its packets need."""

    stretch: Stretch
    sets: ParameterSets
    head: list[Picture] = field(default_factory=list)
    copied: list[int] = field(default_factory=list)
    tail: list[Picture] = field(default_factory=list)

    @property
    def encoded(self) -> int:
        """How many pictures were encoded again."""
        return len(self.head) + len(self.tail)

    def times(self) -> list[int]:
        """In the order of decoding."""
        copied = [self.stretch.time_of(pts) for pts in self.copied]
        return [*(p.time for p in self.head), *copied, *(p.time for p in self.tail)]

    def pictures(self) -> Iterator[Picture]:
        yield from self.head
        if self.copied:
            yield from self._copies()
        yield from self.tail

    def _copies(self) -> Iterator[Picture]:
        wanted = iter(self.copied)
        pts = next(wanted)
        with av.open(str(self.stretch.path)) as container:
            for packet in _packets(container, pts):
                if time_of(packet) != pts:
                    continue  # only before the first: they follow one another in the file
                yield Picture(self.stretch.time_of(pts), packet)
                if (following := next(wanted, None)) is None:
                    return
                pts = following


def open_stretch(path: Path, start: int, end: int) -> Stretch | None:
    """None of a file without pictures there."""
    found = _look(path, start, end)
    return found[0] if found else None


def open_footage(path: Path, start: int, end: int) -> Footage | None:
    """Of a stretch, its edges encoded; None of a file without pictures there."""
    found = _look(path, start, end)
    if found is None:
        return None
    stretch, seen, sets = found
    ours = sets_of(stretch.size)
    entry = _entry(seen, stretch) if sets and sets.fits(ours) else None
    if entry is None or sets is None:
        return Footage(stretch, ours, head=_encode(stretch, stretch.first, stretch.stop))
    at = seen[entry].pts
    copied = _closed([each.pts for each in seen[entry:]], stretch.stop)
    if not copied:
        return Footage(stretch, ours, head=_encode(stretch, stretch.first, stretch.stop))
    head = _encode(stretch, stretch.first, at) if stretch.first < at else []
    after = max(copied) + 1
    is_left = any(after <= each.pts < stretch.stop for each in seen[entry:])
    tail = _encode(stretch, after, stretch.stop) if is_left else []
    return Footage(stretch, sets.with_(ours) if head or tail else sets, head, copied, tail)


def _look(
    path: Path, start: int, end: int
) -> tuple[Stretch, list[_Seen], ParameterSets | None] | None:
    with av.open(str(path)) as container:
        video = picture_stream(container)
        if video is None:
            return None
        context, unit = video.codec_context, unit_of(video)
        size = Size(context.width & ~1, context.height & ~1)
        seen = list(_scan(container, start * TIME_BASE / unit, end * TIME_BASE / unit, unit))
        if not seen:
            return None
        shown = sorted(each.pts for each in seen)
        first = shown[max(0, bisect_right(shown, start * TIME_BASE / unit) - 1)]
        return Stretch(path, start, end, size, unit, first), seen, _sets_to_copy(video)


def picture_stream(container: av.container.InputContainer) -> av.VideoStream | None:
    """The first that moves; a cover is none."""
    covers = av.stream.Disposition.attached_pic
    return next((s for s in container.streams.video if not s.disposition & covers), None)


def frames(
    path: Path, start: Fraction | int, stop: Fraction | int
) -> Iterator[tuple[int, av.VideoFrame]]:
    """(pts, picture) of start <= pts < stop, in the stream's units."""
    with av.open(str(path)) as container:
        video = picture_stream(container)
        assert video is not None
        video.thread_type = "AUTO"
        container.seek(int(start), stream=video, backward=True)
        for frame in container.decode(video):
            if frame.pts is None or frame.pts < start:
                continue
            if frame.pts >= stop:
                return
            yield frame.pts, frame


def _sets_to_copy(video: av.VideoStream) -> ParameterSets | None:
    """None where its packets cannot follow ours."""
    context = video.codec_context
    is_square = video.sample_aspect_ratio in (None, 0, 1)
    is_even = context.width % 2 == context.height % 2 == 0
    if context.name != "h264" or context.pix_fmt != "yuv420p" or not (is_square and is_even):
        return None
    return from_header(context.extradata)


def _packets(container: av.container.InputContainer, pts: int) -> Iterator[av.Packet]:
    """From the key picture on at or before a time."""
    video = picture_stream(container)
    container.seek(pts, stream=video, backward=True)
    return (packet for packet in container.demux(video) if packet.size and packet.pts is not None)


def _scan(
    container: av.container.InputContainer, start: Fraction, stop: Fraction, unit: Fraction
) -> Iterator[_Seen]:
    """In the order of decoding, up to the first entry after the stretch, or well beyond it."""
    enough = stop + _AHEAD_S / unit
    for packet in _packets(container, int(start)):
        pts = time_of(packet)
        entry = packet.is_keyframe and is_entry(bytes(packet))
        if (entry and pts >= stop) or pts > enough:
            return
        yield _Seen(pts, entry)


def _entry(seen: Sequence[_Seen], stretch: Stretch) -> int | None:
    """Which packet is the first that can be copied."""
    for number, each in enumerate(seen):
        if each.is_entry and stretch.first <= each.pts < stretch.stop:
            return number
    return None


def _closed(times: list[int], stop: Fraction) -> list[int]:
    """The longest beginning in which all are shown before the end and before all that follow."""
    lowest_after: list[float] = [float("inf")] * (len(times) + 1)
    for number in range(len(times) - 1, -1, -1):
        lowest_after[number] = min(times[number], lowest_after[number + 1])
    highest, length = -float("inf"), 0
    for number, time in enumerate(times, 1):
        highest = max(highest, time)
        if highest >= stop:
            break
        if highest < lowest_after[number]:
            length = number
    return times[:length]


def _encode(stretch: Stretch, start: int, stop: Fraction | int) -> list[Picture]:
    size = stretch.size
    found = (
        (stretch.time_of(pts), frame.reformat(size.width, size.height, "yuv420p"))
        for pts, frame in frames(stretch.path, start, stop)
    )
    return list(Encoder(size).encode(found))

"""Pictures and sound become one MP4, with its chapters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import merge
from itertools import chain, pairwise
from pathlib import Path

import av

from lessons.clips.encoder import TIME_BASE, Picture, Size, configure
from lessons.clips.parameter_sets import ParameterSets
from lessons.clips.sound import BIT_RATE, PACKET, RATE
from lessons.rendering.packets import time_of

_OPTIONS = {"video_track_timescale": str(TIME_BASE.denominator), "movflags": "+faststart"}


@dataclass(frozen=True, slots=True)
class Chapter:
    """start, end: in TIME_BASE."""

    start: int
    end: int
    title: str


@dataclass(frozen=True, slots=True)
class Reel:
    """Pictures in the order of decoding, each with when it is decoded. length: in TIME_BASE."""

    size: Size
    sets: ParameterSets
    length: int
    pictures: Iterable[tuple[int, Picture]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself. language: ISO 639-2."""

    title: str = ""
    comment: str = ""
    language: str = "und"
    chapters: Sequence[Chapter] = field(default_factory=list)


def write(to: Path, reel: Reel | None, sound: Iterable[av.Packet] | None, facts: Facts) -> None:
    """sound: packets in order; their times in samples. One of both may be None."""
    with av.open(str(to), "w", format="mp4", options=_OPTIONS) as container:
        runs: list[Iterator[tuple[int, av.Packet]]] = []
        if reel:
            runs.append(_picture_packets(reel, _add_pictures(container, reel)))
        if sound is not None:
            runs.append(_sound_packets(sound, _add_sound(container)))
        _describe(container, facts)
        both = merge(*runs, key=lambda entry: entry[0])
        for _time, packet in both:
            container.mux(packet)


def decode_times(times: list[int]) -> list[int]:
    """When each picture is decoded, for times in the order of decoding: rising, never late.

    As early as the order needs it and not earlier; the first ones before 0.
    """
    if not times:
        return []
    shown = sorted(times)
    places = {time: place for place, time in enumerate(shown)}
    ahead = max(number - places[time] for number, time in enumerate(times))
    step = min((b - a for a, b in pairwise(shown)), default=1)
    before = [shown[0] - step * number for number in range(ahead, 0, -1)]
    return [*before, *shown][: len(times)]


def _add_pictures(container: av.container.OutputContainer, reel: Reel) -> av.VideoStream:
    """An encoder that encodes nothing: opened for its stream, then told what is in it."""
    stream = container.add_stream("libx264", rate=25)
    configure(stream.codec_context, reel.size)
    stream.codec_context.open()
    stream.codec_context.extradata = reel.sets.header()
    stream.time_base = TIME_BASE
    return stream


def _picture_packets(reel: Reel, stream: av.VideoStream) -> Iterator[tuple[int, av.Packet]]:
    """Each lasts until the next is decoded, the last one to the end."""
    entries: Iterator[tuple[int, Picture] | None] = chain(reel.pictures, [None])
    for entry, following in pairwise(entries):
        assert entry is not None  # only the last is
        decoded, picture = entry
        packet = picture.packet
        packet.pts, packet.dts, packet.time_base = picture.time, decoded, TIME_BASE
        packet.stream = stream
        end = following[0] - decoded if following else reel.length - picture.time
        packet.duration = max(1, end)
        yield decoded * RATE, packet


def _sound_packets(
    sound: Iterable[av.Packet], stream: av.AudioStream
) -> Iterator[tuple[int, av.Packet]]:
    unit = Fraction(1, RATE)
    for packet in sound:
        time = time_of(packet)
        packet.dts, packet.time_base, packet.duration = time, unit, PACKET
        packet.stream = stream
        yield time * TIME_BASE.denominator, packet


def _add_sound(container: av.container.OutputContainer) -> av.AudioStream:
    stream = container.add_stream("aac", rate=RATE, layout="stereo")
    stream.bit_rate = BIT_RATE
    stream.codec_context.open()
    return stream


def _describe(container: av.container.OutputContainer, facts: Facts) -> None:
    container.metadata.update({"title": facts.title, "comment": facts.comment})
    for stream in container.streams:
        stream.metadata["language"] = facts.language
    container.set_chapters(
        [
            {
                "id": number,
                "start": chapter.start,
                "end": chapter.end,
                "time_base": TIME_BASE,
                "metadata": {"title": chapter.title},
            }
            for number, chapter in enumerate(facts.chapters, 1)
        ]
    )

"""The stretches of a copy become one file that plays from its first bytes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from pathlib import Path

import av

from library.ingestion.recordings.base import Recording
from library.ingestion.recordings.opening import open_recording, packets_of
from library.ingestion.recordings.sounding import PRIMING

OPTIONS = {"movflags": "+faststart"}


@dataclass(frozen=True, slots=True)
class Part:
    """begin: where it stands in the copy, in its own units of time."""

    path: Path
    begin: int


def join(
    path: Path,
    recording: Recording,
    pictures: list[Part] | None,
    sounds: list[Part] | None,
    to: Path,
) -> float:
    """Returns how long it is, in seconds.

    pictures, sounds: the stretches in order; None where the file's own packets are taken as they
    are, empty where there is none.
    """
    tracks = []
    if pictures != [] and recording.picture is not None:
        tracks.append(_Track(path, recording.start_s, recording.picture.index, pictures))
    if sounds != [] and recording.sound is not None:
        tracks.append(_Track(path, recording.start_s, recording.sound.index, sounds, PRIMING))
    with av.open(str(to), "w", format="mp4", options=OPTIONS) as container:
        outs = [track.add_to(container) for track in tracks]
        ways = [track.packets(number) for number, track in enumerate(tracks)]
        for _at, number, packet in merge(*ways, key=lambda entry: entry[:2]):
            packet.stream = outs[number]
            container.mux(packet)
    with av.open(str(to)) as made:
        return (made.duration or 0) / av.time_base


@dataclass(slots=True)
class _Track:
    """early: by which the first packet of what we made comes before it is heard."""

    path: Path
    start_s: float
    index: int
    parts: list[Part] | None
    early: int = 0

    def add_to(self, container):
        with open_recording(self.parts[0].path if self.parts else self.path) as one:
            template = one.streams[0 if self.parts else self.index]
            stream = container.add_stream_from_template(template)
            stream.time_base = template.time_base
        return stream

    def packets(self, number: int) -> Iterator[tuple[float, int, av.Packet]]:
        last = None
        for decoded_at, packet in self._moved():
            if last is None or decoded_at > last:  # a muxer takes them in order
                last = decoded_at
                yield float(decoded_at * packet.time_base), number, packet

    def _moved(self) -> Iterator[tuple[int, av.Packet]]:
        if self.parts is None:
            yield from _packets(self.path, self.index, start_s=self.start_s)
            return
        for part in self.parts:
            yield from _packets(part.path, 0, by=part.begin - self.early)


def _packets(
    path: Path, index: int, *, by: int = 0, start_s: float = 0.0
) -> Iterator[tuple[int, av.Packet]]:
    """(when it is decoded, packet) in units of its stream."""
    with open_recording(path) as container:
        stream = container.streams[index]
        assert stream.time_base is not None
        by -= round(start_s / stream.time_base)
        for packet in packets_of(container, stream):
            if packet.size and packet.pts is not None and packet.dts is not None:
                packet.pts, packet.dts = packet.pts + by, packet.dts + by
                yield packet.dts, packet

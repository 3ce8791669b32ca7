"""The one encoder of what cannot be copied: edges of clips, cards, fades, written captions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np

from lessons.clips.parameter_sets import ParameterSets, from_stream, packed
from lessons.rendering.packets import time_of

TIME_BASE = Fraction(1, 90_000)
# Its parameter sets have a number that encoders of recordings leave free, and it is told all that
# they say: so those of two edges of one size are the same, and all that is encoded fits together.
NUMBER = 31
_OPTIONS = {
    "preset": "veryfast",
    "crf": "18",
    "profile": "high",
    "x264-params": f"sps-id={NUMBER}:bframes=0:ref=1:level=4.0:keyint=250:scenecut=0"
    ":rc-lookahead=0:sync-lookahead=0:mbtree=0:weightp=0",
}
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Size:
    """Of a picture, in pixels; even sides."""

    width: int
    height: int

    @property
    def is_usual(self) -> bool:
        sides_are_even = self.width % 2 == 0 and self.height % 2 == 0
        return sides_are_even and min(self.width, self.height) >= 16


@dataclass(frozen=True, slots=True)
class Picture:
    """A packet of pictures. time: in TIME_BASE, from the start of its clip or film, whatever the
    packet itself says."""

    time: int
    packet: av.Packet


class Encoder:
    """One run: its first picture is an entry."""

    def __init__(self, size: Size):
        context = av.CodecContext.create("libx264", "w")
        configure(context, size)
        context.open()
        self._context = context

    @property
    def header(self) -> bytes:
        return bytes(self._context.extradata or b"")

    def encode(self, frames: Iterable[tuple[int, av.VideoFrame]]) -> Iterator[Picture]:
        """frames: rising times and pictures of the size."""
        for time, frame in frames:
            frame.pts, frame.time_base = time, TIME_BASE
            frame.pict_type = 0
            yield from map(_picture, self._context.encode(frame))
        yield from map(_picture, self._context.encode(None))


@lru_cache(maxsize=16)
def sets_of(size: Size) -> ParameterSets:
    """What all that is encoded in this size needs."""
    return from_stream(Encoder(size).header)


def configure(context: av.VideoCodecContext, size: Size) -> None:
    context.width, context.height, context.pix_fmt = size.width, size.height, "yuv420p"
    context.time_base, context.framerate = TIME_BASE, Fraction(25)
    context.thread_count = _THREADS
    context.color_range, context.colorspace = 1, 1  # limited range, BT.709
    context.color_primaries = context.color_trc = 1
    context.sample_aspect_ratio = Fraction(1)
    context.options = _OPTIONS
    context.flags |= av.codec.context.Flags.global_header


def still(planes: list[np.ndarray]) -> av.VideoFrame:
    """planes: Y, U and V as `lessons.rendering.pictures.to_yuv` gives them."""
    height, width = planes[0].shape
    flat = np.concatenate([plane.reshape(-1) for plane in planes])
    frame = av.VideoFrame.from_ndarray(flat.reshape(height * 3 // 2, width), format="yuv420p")
    frame.color_range, frame.colorspace = 1, 1
    return frame


def _picture(packet: av.Packet) -> Picture:
    kept = av.Packet(packed(bytes(packet)))
    kept.is_keyframe = packet.is_keyframe
    return Picture(time_of(packet), kept)

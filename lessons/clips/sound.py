"""The sound of clips: cut to the sample, encoded once, so that clips follow one another by copying.

A packet of AAC overlaps the one before it; where both are silent there, they may come from two
encoders. So a clip's sound begins with the packet that primes the decoder, and has faded out one
packet before its end: within 21 to 43 ms. All clips have one rate and layout, whatever they are
cut from.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np

from lessons.rendering.packets import unit_of

RATE, PACKET = 48_000, 1_024
BIT_RATE = 128_000
FADE = 240  # samples at each end, so that nothing clicks
_LEAD_S = 0.25  # decoded before what is wanted: AAC has to swing in
_OPTIONS = {"aac_coder": "fast"}


def has_sound(path: Path) -> bool:
    with av.open(str(path)) as container:
        return bool(container.streams.audio)


def read_sound(path: Path, start: int, count: int) -> Iterator[np.ndarray]:
    """(2, n) float32, together `count` samples at RATE from `start` on; silence where is none."""
    at, end = start, start + count
    for begins, block in _decoded(path, start):
        if begins >= end:
            break
        if begins > at:
            yield np.zeros((2, begins - at), np.float32)
            at = begins
        part = block[:, at - begins : end - begins]
        if at >= begins and part.shape[1]:
            yield part
            at += part.shape[1]
    if at < end:
        yield np.zeros((2, end - at), np.float32)


def faded(
    blocks: Iterator[np.ndarray], count: int, *, rise: int, fall: int
) -> Iterator[np.ndarray]:
    """Of `count` samples the first `rise` swell, and the last `fall` die away.

    By equal power: two that cross keep their loudness.
    """
    at = 0
    for block in blocks:
        place = np.arange(at, at + block.shape[1])
        share = np.minimum((place + 1) / rise, (count - place) / fall)
        yield block * np.sin(np.clip(share, 0, 1) * np.pi / 2).astype(np.float32)
        at += block.shape[1]


def clip_sound(path: Path, start: int, count: int) -> Iterator[av.Packet]:
    """Packets of a clip; their times in samples, the first one packet before 0."""
    heard = max(0, (count // PACKET - 1) * PACKET)
    blocks = faded(read_sound(path, start, heard), heard, rise=FADE, fall=FADE)
    return encode(blocks)


def encode(blocks: Iterator[np.ndarray]) -> Iterator[av.Packet]:
    encoder = _encoder()
    at = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        at += block.shape[1]
        yield from encoder.encode(frame)
    yield from encoder.encode(None)


@cache
def silence() -> bytes:
    """A packet between two silent ones."""
    packets = list(encode(iter([np.zeros((2, 4 * PACKET), np.float32)])))
    return bytes(packets[2])


def _encoder() -> av.AudioCodecContext:
    encoder = av.CodecContext.create("aac", "w")
    encoder.sample_rate, encoder.layout, encoder.format = RATE, "stereo", "fltp"
    encoder.time_base, encoder.bit_rate = Fraction(1, RATE), BIT_RATE
    encoder.options = _OPTIONS
    encoder.flags |= av.codec.context.Flags.global_header
    return encoder


def _decoded(path: Path, start: int) -> Iterator[tuple[int, np.ndarray]]:
    """(its first sample at RATE, (2, n) float32) from somewhat before `start` on."""
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        unit = unit_of(stream)
        lead = max(Fraction(0), Fraction(start, RATE) - Fraction(_LEAD_S))
        container.seek(int(lead / unit), stream=stream, backward=True)
        at: int | None = None
        for frame in container.decode(stream):
            if frame.pts is None:
                continue
            if at is None:
                at = round(frame.pts * unit * RATE)
            for block in resampler.resample(frame):
                yield at, block.to_ndarray().astype(np.float32, copy=False)
                at += block.samples
        if at is not None:
            for block in resampler.resample(None):
                yield at, block.to_ndarray().astype(np.float32, copy=False)
                at += block.samples

"""Speech as AAC, several pieces at once.

An AAC packet overlaps the one before it, so a stream may only be cut where that does not
matter: inside silence. There, the packets of pieces encoded apart follow one another as if
one encoder had written them, to the sample.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np

from lessons.rendering.base import SAMPLE_RATE
from lessons.rendering.packets import moved

BIT_RATE = 64_000
# Samples of a packet, and how long a piece is at least: one encoder's start costs little.
_PACKET, _PIECE = 1_024, 30 * SAMPLE_RATE
_CHUNK = 64 * _PACKET
_THREADS = 2
# Three times as quick as the default, and speech at this rate does not tell.
_OPTIONS = {"aac_coder": "fast"}


def encode_aac(samples: np.ndarray, silent_at: Sequence[int]) -> Iterator[av.Packet]:
    """Packets in order, times in samples; the first begins one packet before 0 (priming).

    samples: (n,) int16 at SAMPLE_RATE. silent_at: rising sample numbers with at least two
    packets of silence before and after each.
    """
    edges = [*_cuts(len(samples), silent_at), len(samples)]
    with ThreadPoolExecutor(_THREADS) as pool:
        pieces = pool.map(lambda edge: _encode_piece(samples[slice(*edge)]), pairwise(edges))
        for start, packets in zip(edges, pieces, strict=False):
            # Only the lesson's first piece needs the packet that primes the decoder.
            for packet in packets if start == 0 else packets[1:]:
                yield moved(packet, start)


def add_aac_stream(container: av.container.OutputContainer) -> av.AudioStream:
    stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono", options=_OPTIONS)
    stream.bit_rate = BIT_RATE
    return stream


def _cuts(length: int, silent_at: Sequence[int]) -> list[int]:
    """Where pieces begin: 0, then whole packets before a silence, far enough apart.

    They depend on the sound alone, so that the same lesson is the same bytes everywhere.
    """
    cuts = [0]
    for moment in silent_at:
        cut = moment // _PACKET * _PACKET
        if cut - cuts[-1] >= _PIECE and length - cut >= _PIECE:
            cuts.append(cut)
    return cuts


def _encode_piece(samples: np.ndarray) -> list[av.Packet]:
    encoder = av.CodecContext.create("aac", "w")
    encoder.sample_rate, encoder.layout, encoder.format = SAMPLE_RATE, "mono", "fltp"
    encoder.time_base = Fraction(1, SAMPLE_RATE)
    encoder.bit_rate, encoder.options = BIT_RATE, _OPTIONS
    packets = []
    for start in range(0, len(samples), _CHUNK):
        part = np.ascontiguousarray(samples[None, start : start + _CHUNK])
        frame = av.AudioFrame.from_ndarray(part, format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, start, encoder.time_base
        packets += encoder.encode(frame)
    return packets + encoder.encode(None)

"""A stretch of a recording's sound as AAC, in one loudness, without gaps.

Stretches are made apart and put together by their packets. An AAC packet leans on the one before
it: each stretch is begun some packets early, and those are left out.
"""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from library.ingestion.recordings.base import Recording, Sound
from library.ingestion.recordings.opening import frames_of, moment, open_recording, seek
from library.ingestion.recordings.planning import PACKET, rate_of

LEAD = 8 * PACKET  # by which a stretch is begun early
PRIMING = PACKET  # by which the encoder is late
SETTLED_S = 1.0  # after a seek, until a decoder says what was recorded
BITS = {1: 80_000, 2: 128_000}  # a second
OPTIONS = {"aac_coder": "fast"}  # three times as quick, and it does not tell at this rate
DRIFT_S = 0.03  # a gap or an overlap that is smaller is none
MOST_SILENCE = 48_000 * 600  # samples of one gap at a time


def layout_of(sound: Sound) -> str:
    return "mono" if sound.channels == 1 else "stereo"


def encode(
    path: Path, recording: Recording, begin: int, end: int, gain_db: float, to: Path
) -> None:
    """Samples begin..end-1 of the recording, at rate_of(sound.rate), into `to`, counted from 0.

    begin, end: multiples of PACKET, end but for the last stretch.
    """
    assert recording.sound is not None
    rate, layout = rate_of(recording.sound.rate), layout_of(recording.sound)
    first = max(0, begin - LEAD)
    loud = np.float32(10 ** (gain_db / 20))
    with av.open(str(to), "w", format="mp4") as container:
        stream = container.add_stream(
            "aac", rate=rate, layout=layout, options={"aac_coder": "fast"}
        )
        stream.bit_rate = BITS[len(stream.layout.channels)]
        stream.codec_context.time_base = Fraction(1, rate)
        for at, samples in _packets(path, recording, first, end):
            frame = av.AudioFrame.from_ndarray(samples * loud, format="fltp", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
            _mux(container, stream.encode(frame), begin, end)
        _mux(container, stream.encode(None), begin, end)


def _mux(container, packets, begin: int, end: int) -> None:
    """Only the stretch's own, from 0 on; the first one has what primes a decoder too, the last one
    what is still in it."""
    for packet in packets:
        if packet.pts is None or (begin and packet.pts < begin - PRIMING):
            continue
        if packet.pts < end - PRIMING or end % PACKET:
            packet.pts = packet.dts = packet.pts + PRIMING - begin
            container.mux(packet)


def _packets(path: Path, recording: Recording, begin: int, end: int):
    """(first sample, (channels, PACKET) float32) without gaps from begin to end."""
    assert recording.sound is not None
    held = np.zeros((len(_channels(recording.sound)), 0), np.float32)
    at = begin
    for samples in _contiguous(path, recording, begin, end):
        held = np.concatenate([held, samples], axis=1)
        while held.shape[1] >= PACKET:
            yield at, np.ascontiguousarray(held[:, :PACKET])
            at, held = at + PACKET, held[:, PACKET:]
    if held.shape[1]:
        yield at, np.ascontiguousarray(held)


def _channels(sound: Sound) -> tuple[str, ...]:
    return ("left",) if layout_of(sound) == "mono" else ("left", "right")


def _contiguous(path: Path, recording: Recording, begin: int, end: int):
    """What is missing is silence, what is there twice is heard once."""
    assert recording.sound is not None
    rate = rate_of(recording.sound.rate)
    cursor = begin
    for at, samples in _resampled(path, recording, begin / rate):
        if abs(at - cursor) <= DRIFT_S * rate:
            at = cursor
        if at >= end:
            break
        while at > cursor:
            silence = min(at - cursor, MOST_SILENCE)
            yield np.zeros((samples.shape[0], silence), np.float32)
            cursor += silence
        samples = samples[:, cursor - at : end - at]
        if samples.shape[1]:
            yield samples
            cursor += samples.shape[1]
    if cursor < end:
        yield np.zeros((len(_channels(recording.sound)), end - cursor), np.float32)


def _resampled(path: Path, recording: Recording, begin_s: float):
    """(first sample, (channels, n) float32)."""
    assert recording.sound is not None
    rate, layout = rate_of(recording.sound.rate), layout_of(recording.sound)
    with open_recording(path) as container:
        stream = container.streams[recording.sound.index]
        if begin_s:
            seek(container, stream, recording.start_s + begin_s - SETTLED_S)
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=rate)
        at = None
        for frame in frames_of(container, stream):
            said = moment(frame, recording.start_s)
            at = round(said * rate) if said is not None else at or 0
            frame.pts = None
            for changed in resampler.resample(frame):
                samples = changed.to_ndarray()
                yield at, samples
                at += samples.shape[1]

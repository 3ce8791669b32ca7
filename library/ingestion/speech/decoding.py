"""Any recording -> its speech as a Transcriber takes it. Run in a child; PyAV decodes."""

import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from project.errors import UnreadableSource
from project.providers.sound import RATE
from project.sentences import gettext as _

LONGEST_S = 12 * 3600
GAP_S = 0.1  # between what was heard and what comes; a smaller one is none
SILENCE = RATE * 60  # samples of a gap that are written at once
# Containers, as FFmpeg names them; none that leads to other files or addresses.
CONTAINERS = (
    "mov", "matroska", "webm", "avi", "mpeg", "mpegts", "ogg", "mp3", "wav", "w64", "flac", "aac",
    "aiff", "caf", "amr", "asf",
)  # fmt: skip
OPTIONS = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "file"}


def decode(path: Path, to: Path) -> float:
    """Write the first track of sound, in its own time: a gap is silence. Returns its seconds.

    Raises UnreadableSource.
    """
    try:
        with av.open(str(path), options=OPTIONS, metadata_errors="replace") as container:
            if not container.streams.audio:
                raise UnreadableSource(
                    _("There is no sound in this recording. Choose another file."), code="no_sound"
                )
            length = _write(_pieces(container), to)
    except (av.FFmpegError, ValueError) as error:
        raise _damaged() from error
    if not length:
        raise _damaged()
    return length / RATE


def _damaged() -> UnreadableSource:
    return UnreadableSource(
        _(
            "This is no video or sound that can be read, or it is damaged. Open it in a player, "
            "save it again (as MP4 or MP3), and choose that."
        ),
        code="damaged",
    )


def _write(pieces: Iterator[tuple[int, np.ndarray]], to: Path) -> int:
    """pieces: (first sample, int16) in order, as the file has it. Returns how many were written."""
    written = 0
    with wave.open(str(to), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for at, samples in pieces:
            if max(at, written) > LONGEST_S * RATE:
                raise UnreadableSource(
                    _("This recording is longer than twelve hours. Split it, and choose a part."),
                    code="too_long",
                )
            while at - written > GAP_S * RATE:
                silence = np.zeros(min(at - written, SILENCE), "<i2")
                file.writeframesraw(silence.tobytes())
                written += len(silence)
            file.writeframesraw(samples.tobytes())
            written += len(samples)
    return written


def _pieces(container) -> Iterator[tuple[int, np.ndarray]]:
    """Times count from where the picture begins, or the sound where there is none."""
    stream = container.streams.audio[0]
    start_s = (container.start_time or 0) / av.time_base
    resampler = av.AudioResampler("s16", "mono", RATE)
    end = 0
    for frame in _frames(container, stream):
        at = end if frame.time is None else round((frame.time - start_s) * RATE)
        frame.pts = None
        for changed in resampler.resample(frame):
            samples = changed.to_ndarray().ravel().astype("<i2", copy=False)
            yield at, samples
            at = end = at + len(samples)
    for changed in resampler.resample(None):
        yield end, changed.to_ndarray().ravel().astype("<i2", copy=False)


def _frames(container, stream) -> Iterator:
    """What can be decoded; a damaged packet is left out, and a file that is cut off ends."""
    try:
        for packet in container.demux(stream):
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue
    except av.FFmpegError:
        return

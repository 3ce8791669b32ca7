"""Speech as a WAV file of 16 kHz, mono, 16 bit: measured, cut where it is quiet, read in pieces."""

import io
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE = 16_000
PAUSE_S = 0.3  # that a cut wants to fall into
LEAST_PART = 1 / 3  # of a window, before which it is not cut


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a sound, in samples from its beginning."""

    first: int
    end: int

    @property
    def start_s(self) -> float:
        return self.first / RATE

    @property
    def end_s(self) -> float:
        return self.end / RATE

    @property
    def length_s(self) -> float:
        return (self.end - self.first) / RATE


def length_s(path: Path) -> float:
    with _opened(path) as file:
        return file.getnframes() / RATE


def windows(path: Path, longest_s: float, from_s: float = 0.0) -> Iterator[Window]:
    """From `from_s` to the end without gaps, each cut where it is quiet; one is read at a time."""
    with _opened(path) as file:
        first, total = round(from_s * RATE), file.getnframes()
        while first < total:
            end = min(first + int(longest_s * RATE), total)
            if end < total:
                file.setpos(first)
                end = first + quietest(_samples(file.readframes(end - first)))
            yield Window(first, end)
            first = end


def quietest(samples: np.ndarray) -> int:
    """Where to cut: the middle of the quietest pause behind the first third. samples: int16."""
    skipped, width = int(len(samples) * LEAST_PART), int(PAUSE_S * RATE)
    sums = np.cumsum(np.square(samples[skipped:], dtype=np.float64))
    if len(sums) <= width:
        return len(samples)
    return skipped + int(np.argmin(sums[width:] - sums[:-width])) + width // 2


def read(path: Path, window: Window) -> np.ndarray:
    """(samples,) int16."""
    with _opened(path) as file:
        file.setpos(window.first)
        return _samples(file.readframes(window.end - window.first))


def as_wav(samples: np.ndarray) -> bytes:
    """A whole file of its own."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2", copy=False).tobytes())
    return out.getvalue()


def _opened(path: Path) -> wave.Wave_read:
    """Raises ValueError for what is no such file."""
    try:
        file = wave.open(str(path), "rb")  # noqa: SIM115, the caller closes it
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path.name} is no WAV file") from error
    if (file.getnchannels(), file.getsampwidth(), file.getframerate()) != (1, 2, RATE):
        file.close()
        raise ValueError(f"{path.name} is not of 16 kHz, mono, 16 bit")
    return file


def _samples(frames: bytes) -> np.ndarray:
    return np.frombuffer(frames, "<i2")

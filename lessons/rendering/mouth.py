"""How far a teacher's mouth is open in each picture, from what is said and how loud.

The engine's events say whether somebody speaks and with which lips, the sound's
envelope says how loud; the mouth follows their product. Pure.
"""

from collections.abc import Sequence

import numpy as np

from lessons.rendering.teachers import MOUTHS
from project.providers.base import PhonemeMark, WordMark

# Lips meet in these, and stay narrow in those.
_SHUT_LIPS = ("m", "b", "p", "ɱ", "ʙ", "ɓ")
_NARROW_LIPS = ("f", "v", "w", "u", "y", "ʊ", "ʍ", "ɸ", "β")
_SHUT, _NARROW, _FREE = 0.45, 0.8, 1.0
# Of the loud parts' level: below it the mouth is shut whatever the events say. -32 dB.
_SILENCE = 0.025
# A moving mouth that shows is at least this open, on a scale to 1.
_STEPS = (0.06, 0.3, 0.52, 0.75)


def envelope(samples: np.ndarray, frame_samples: int) -> np.ndarray:
    """(pictures,) float64: root mean square of each picture's samples (int16, mono)."""
    pictures = -(-len(samples) // frame_samples)
    padded = np.zeros(pictures * frame_samples)
    padded[: len(samples)] = samples
    return np.sqrt(np.mean(padded.reshape(pictures, frame_samples) ** 2, axis=1))


def openness(
    samples: np.ndarray,
    *,
    sample_rate: int,
    frame_samples: int,
    words: Sequence[WordMark] = (),
    phonemes: Sequence[PhonemeMark] = (),
) -> np.ndarray:
    """(pictures,) float64 from 0, shut, to 1: the envelope, let through by the events.

    An engine that gives no phonemes is followed by its words, and one that gives
    neither by the envelope alone.
    """
    loudness = envelope(samples, frame_samples)
    if not loudness.any():
        return loudness
    spoken = loudness[loudness > loudness.max() * _SILENCE]
    level = np.clip(loudness / np.quantile(spoken, 0.95), 0, 1)
    level[level < _SILENCE] = 0
    length = len(loudness) * frame_samples
    lips = _lips(length, sample_rate, words, phonemes)
    return level * lips.reshape(len(loudness), frame_samples).mean(axis=1)


def mouth_steps(opened: np.ndarray) -> np.ndarray:
    """(pictures,) int64: the drawing to show, 0 (shut) to MOUTHS - 1."""
    assert len(_STEPS) == MOUTHS - 1
    return np.searchsorted(_STEPS, opened, side="right")


def _lips(length: int, rate: int, words, phonemes) -> np.ndarray:
    """(length,) float32: how far the lips let the mouth open at each sample."""
    if not words and not phonemes:
        return np.ones(length, np.float32)
    lips = np.zeros(length, np.float32)
    if not phonemes:
        for word in words:
            lips[round(word.start_s * rate) : round(word.end_s * rate)] = _FREE
        return lips
    starts = [round(mark.start_s * rate) for mark in phonemes] + [length]
    for number, mark in enumerate(phonemes):
        lips[starts[number] : starts[number + 1]] = _opening(mark.phoneme)
    return lips


def _opening(phoneme: str) -> float:
    sign = phoneme.strip("ˈˌːˑ")
    if not sign:
        return 0.0
    if sign.startswith(_SHUT_LIPS):
        return _SHUT
    return _NARROW if sign.startswith(_NARROW_LIPS) else _FREE

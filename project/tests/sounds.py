"""Speech and silence as a transcriber is given them."""

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from project.providers.embedded.espeak import EspeakSpeech
from project.providers.sound import RATE, as_wav


def spoken(text: str, to: Path) -> np.ndarray:
    """(samples,) int16 at RATE, by the voice that is here."""
    import av

    speech = EspeakSpeech()
    utterance = speech.speak(text, voice=speech.voice("right", "en"), to=to)
    with wave.open(str(utterance.path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
    frame.sample_rate = utterance.sample_rate
    resampler = av.AudioResampler("s16", "mono", RATE)
    found = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([each.to_ndarray().ravel() for each in found])


def loud_and_quiet(lengths_s: Sequence[tuple[float, float]]) -> np.ndarray:
    """Noise and then silence, of so many seconds each, again and again."""
    noise = np.random.default_rng(1)
    parts = []
    for loud_s, quiet_s in lengths_s:
        parts.append(noise.integers(-8000, 8000, int(loud_s * RATE)).astype(np.int16))
        parts.append(np.zeros(int(quiet_s * RATE), np.int16))
    return np.concatenate(parts)


def written(samples: np.ndarray, to: Path) -> Path:
    to.write_bytes(as_wav(samples))
    return to

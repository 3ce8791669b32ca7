"""Mono 16-bit sound as arrays: read, written and said, at SAMPLE_RATE."""

import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from django.utils.translation import gettext as _

from lessons.rendering.base import FRAME_SAMPLES, SAMPLE_RATE, SegmentSpec
from project.errors import Invalid
from project.providers.base import PhonemeMark, Speech, Utterance, WordMark

# Whole pictures of silence: before the first word, between sentences, after the last.
_BEFORE, _BETWEEN, _AFTER = 4, 3, 9


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """Times in samples from the segment's start; word offsets are characters of `text`."""

    text: str
    start: int
    end: int
    words: tuple[WordMark, ...]  # seconds from the segment's start
    phonemes: tuple[PhonemeMark, ...]


@dataclass(frozen=True, slots=True)
class Narration:
    """samples: (n,) int16; n is a whole number of pictures."""

    samples: np.ndarray
    sentences: tuple[SpokenSentence, ...]


def narrate(spec: SegmentSpec, speech: Speech, folder: Path) -> Narration:
    """Say a segment's sentences with pauses between. `folder` takes files on the way.

    Raises ProviderError from the engine, and Invalid where there is nothing to say.
    """
    texts = [sentence.text for sentence in spec.sentences if sentence.text.strip()]
    if not texts:
        raise Invalid(
            _("The part “%(part)s” has no text to speak. Add a sentence to it.")
            % {"part": spec.heading}
        )
    parts, sentences = [_silence(_BEFORE)], []
    position = len(parts[0])
    for number, text in enumerate(texts):
        utterance = speech.speak(text, voice=spec.voice, to=folder / f"{number}.wav")
        samples = read_wav(utterance.path)
        sentences.append(_placed(text, utterance, position, len(samples)))
        last = number == len(texts) - 1
        rest = _silence(_AFTER if last else _BETWEEN, after=position + len(samples))
        parts += [samples, rest]
        position += len(samples) + len(rest)
    return Narration(np.concatenate(parts), tuple(sentences))


def _silence(pictures: int, *, after: int = 0) -> np.ndarray:
    """Silence that lasts `pictures` and up to the next whole picture from `after` samples."""
    return np.zeros(pictures * FRAME_SAMPLES + -after % FRAME_SAMPLES, np.int16)


def _placed(text: str, utterance: Utterance, position: int, length: int) -> SpokenSentence:
    offset = position / SAMPLE_RATE
    end = (position + length) / SAMPLE_RATE
    words = tuple(
        WordMark(min(offset + w.start_s, end), min(offset + w.end_s, end), w.start, w.end)
        for w in utterance.words
    )
    phonemes = tuple(PhonemeMark(offset + p.start_s, p.phoneme) for p in utterance.phonemes)
    if phonemes:  # so that the pause after the sentence is one
        phonemes += (PhonemeMark(end, ""),)
    return SpokenSentence(text, position, position + length, words, phonemes)


def read_wav(path: Path) -> np.ndarray:
    """(n,) int16 at SAMPLE_RATE, mono; other rates and channels are resampled."""
    with wave.open(str(path), "rb") as file:
        as_ours = file.getframerate(), file.getnchannels(), file.getsampwidth()
        if as_ours == (SAMPLE_RATE, 1, 2):
            return np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return np.concatenate(list(_resampled(path)) or [np.zeros(0, np.int16)])


def _resampled(path: Path) -> Iterator[np.ndarray]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            for changed in resampler.resample(frame):
                yield changed.to_ndarray().reshape(-1)
        for changed in resampler.resample(None):
            yield changed.to_ndarray().reshape(-1)


def write_wav(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.astype(np.int16, copy=False).tobytes())

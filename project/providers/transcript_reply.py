"""What a server answers to /audio/transcriptions as `verbose_json`: words with their times.

Where it marks words without their commas and full stops, as OpenAI does, they are taken from its
text; where it marks segments alone, their words share a segment's time by their lengths.
"""

import math
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Annotated, Any

from pydantic import BaseModel, Field

from project.languages import LANGUAGES
from project.providers.base import SpokenWord
from project.providers.sound import Window

LONGEST_WORD = 80  # characters
Time = Annotated[float, Field(allow_inf_nan=False)]
_BARE = re.compile(r"[^\w]+")
# How Whisper calls them, where a server does not answer with a code.
_NAMED = {
    "english": "en", "spanish": "es", "french": "fr", "german": "de", "portuguese": "pt",
    "italian": "it", "dutch": "nl", "polish": "pl", "russian": "ru", "arabic": "ar",
    "hindi": "hi", "chinese": "zh", "japanese": "ja", "korean": "ko",
}  # fmt: skip
_CODES = {code for code, _name in LANGUAGES}


class _Word(BaseModel):
    word: str
    start: Time
    end: Time
    probability: float | None = None
    speaker: str | int | None = None


class _Segment(BaseModel):
    text: str = ""
    start: Time
    end: Time
    avg_logprob: float | None = None
    speaker: str | int | None = None
    words: list[_Word] | None = None


class _Reply(BaseModel):
    text: str
    language: str | None = None
    words: list[_Word] | None = None
    segments: list[_Segment] | None = None


def read_reply(found: Any, window: Window) -> tuple[tuple[SpokenWord, ...], str]:
    """Words in order, with times of the whole sound, and the language's base code.

    Times outside of the window are drawn into it. Raises ValueError for what has no times.
    """
    reply = _Reply.model_validate(found)
    segments = reply.segments or []
    words = reply.words or [word for segment in segments for word in segment.words or []]
    if words:
        said = _written([word.word.strip() for word in words], reply.text)
    else:
        words = [word for segment in segments for word in _shared(segment)]
        said = [word.word for word in words]
    if reply.text.strip() and not words:
        raise ValueError("a text without times")
    return tuple(_spoken(words, said, segments, window)), _code(reply.language or "")


def _spoken(
    words: list[_Word], said: list[str], segments: list[_Segment], window: Window
) -> Iterator[SpokenWord]:
    before_s = window.start_s
    for word, text in zip(words, said, strict=True):
        if not text:
            continue
        start_s = min(max(window.start_s + word.start, before_s), window.end_s)
        end_s = min(max(window.start_s + word.end, start_s), window.end_s)
        before_s = start_s
        segment = next((each for each in segments if each.start <= word.start < each.end), None)
        speaker = word.speaker if word.speaker is not None else segment and segment.speaker
        yield SpokenWord(
            text[:LONGEST_WORD],
            start_s,
            end_s,
            _confidence(word, segment),
            "" if speaker is None else str(speaker)[:LONGEST_WORD],
        )


def _confidence(word: _Word, segment: _Segment | None) -> float | None:
    if word.probability is not None:
        return min(max(word.probability, 0.0), 1.0)
    if segment is None or segment.avg_logprob is None:
        return None
    return math.exp(min(segment.avg_logprob, 0.0))


def _shared(segment: _Segment) -> Iterator[_Word]:
    said = segment.text.split()
    each_s = (segment.end - segment.start) / max(sum(map(len, said)), 1)
    at = segment.start
    for text in said:
        yield _Word(word=text, start=at, end=at + each_s * len(text))
        at += each_s * len(text)


def _written(bare: list[str], text: str) -> list[str]:
    """The words as they stand in the text, where they are found there in order."""
    whole = text.split()
    places = SequenceMatcher(None, [_key(word) for word in bare], [_key(word) for word in whole])
    said = list(bare)
    for a, b, size in places.get_matching_blocks():
        said[a : a + size] = whole[b : b + size]
    return said


def _key(word: str) -> str:
    return _BARE.sub("", word).lower()


def _code(language: str) -> str:
    """Empty for what is neither a code nor a name that is known here."""
    language = language.strip().lower()
    base = language.split("-")[0]
    return _NAMED.get(language) or (
        base if base in _CODES or re.fullmatch("[a-z]{2}", base) else ""
    )

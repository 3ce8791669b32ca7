"""WebVTT captions and chapters from what was said and when. Pure.

A sentence is a segment's metadata entry: {"text", "start", "end", "words"}, times in
samples from the segment's start, words with "from" and "to" in characters of the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lessons.rendering.base import SAMPLE_RATE

LINE = 42
LINES = 2


@dataclass(frozen=True, slots=True)
class Cue:
    """start, end: samples; lines: at most LINES of at most LINE characters."""

    start: int
    end: int
    lines: tuple[str, ...]
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class _Token:
    start: int  # characters
    end: int


def captions(segments: Iterable[tuple[int, dict]]) -> str:
    """A lesson's captions; each segment is (its first sample in the lesson, its metadata)."""
    cues: list[Cue] = []
    for offset, metadata in segments:
        for sentence in metadata["sentences"]:
            cues += sentence_cues(sentence, offset=offset, speaker=metadata["teacher_name"])
    return webvtt(cues)


def chapters(titles: Sequence[tuple[int, int, str]]) -> str:
    """Chapters from (first sample, end, title)."""
    return webvtt([Cue(start, end, (" ".join(title.split()),)) for start, end, title in titles])


def sentence_cues(sentence: dict, *, offset: int = 0, speaker: str = "") -> list[Cue]:
    """A sentence in cues that change with its words and follow each other without a gap."""
    text = sentence["text"]
    lines = _balanced_lines(text)
    groups = [lines[at : at + LINES] for at in range(0, len(lines), LINES)]
    starts = [_time_of(group[0][0].start, sentence) for group in groups]
    ends = [*starts[1:], sentence["end"]]
    return [
        Cue(offset + start, offset + max(end, start + 1), _texts(text, group), speaker)
        for group, start, end in zip(groups, starts, ends, strict=True)
    ]


def webvtt(cues: Iterable[Cue]) -> str:
    blocks = ["WEBVTT"]
    for cue in cues:
        body = "\n".join(_escaped(line) for line in cue.lines)
        voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
        blocks.append(f"{_clock(cue.start)} --> {_clock(cue.end)}\n{voice}{body}")
    return "\n\n".join(blocks) + "\n"


def _time_of(character: int, sentence: dict) -> int:
    """When a character of the sentence is said, in samples; between words, in proportion."""
    before = (0, sentence["start"])
    for word in sentence["words"]:
        if word["from"] <= character < word["to"]:
            return word["start"]
        if word["from"] > character:
            return _between(character, before, (word["from"], word["start"]))
        before = (word["to"], word["end"])
    return _between(character, before, (len(sentence["text"]), sentence["end"]))


def _between(character: int, before: tuple[int, int], after: tuple[int, int]) -> int:
    span = max(after[0] - before[0], 1)
    return before[1] + (after[1] - before[1]) * (character - before[0]) // span


def _balanced_lines(text: str) -> list[list[_Token]]:
    """As few lines as the width allows, as even as possible."""
    limit = LINE // 2 if _is_wide(text) else LINE
    tokens = [
        _Token(at, min(at + limit, word.end()))
        for word in re.finditer(r"\S+", text)
        for at in range(word.start(), word.end(), limit)
    ]
    lines = _wrap(tokens, limit)
    for width in range(limit // 2, limit):
        narrower = _wrap(tokens, width)
        if len(narrower) == len(lines) and all(_length(line) <= limit for line in narrower):
            return narrower
    return lines


def _wrap(tokens: list[_Token], width: int) -> list[list[_Token]]:
    lines: list[list[_Token]] = []
    for token in tokens:
        if lines and _length([*lines[-1], token]) <= width:
            lines[-1].append(token)
        else:
            lines.append([token])
    return lines


def _length(line: list[_Token]) -> int:
    gaps = sum(b.start > a.end for a, b in pairwise(line))
    return sum(token.end - token.start for token in line) + gaps


def _texts(text: str, lines: list[list[_Token]]) -> tuple[str, ...]:
    return tuple(" ".join(text[line[0].start : line[-1].end].split()) for line in lines)


def _is_wide(text: str) -> bool:
    """Chinese, Japanese and Korean characters are two columns each."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return wide * 2 > len(text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(samples: int) -> str:
    milliseconds = (samples * 1000 + SAMPLE_RATE // 2) // SAMPLE_RATE
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"
